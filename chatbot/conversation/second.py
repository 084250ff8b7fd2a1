"""A message with two sure questions: the first is answered, the second is offered."""

from __future__ import annotations

import re

from chatbot.conversation import topics
from chatbot.conversation.talk import Talk
from chatbot.conversation.texts import say
from chatbot.models import Conversation
from chatbot.understanding import understand
from chatbot.understanding.bands import Band
from chatbot.understanding.intents import listed_intent
from chatbot.understanding.normalise import clean, fold
from chatbot.understanding.pipeline import Context
from chatbot.understanding.street_list import street_index

_ASKS = (
    r"ce|cat|cata|cati|cate|cum|unde|cand|care|cine|in cat|la ce|pana la|vreau|doresc|as vrea|as dori|am nevoie|imi trebuie|imi mai trebuie|mai vreau|trebuie|pot|se poate|este|aveti|dati|spuneti|"
    r"how|what|where|when|which|who|is|are|do|does|can|could|i want|i need|i'd like|i would like|also"
)
# Where one question ends and another begins, in folded text.
_SPLIT = re.compile(rf"[?;!]+\s*|\.\s+|\n+|,?\s+(?:si|and|plus|iar|dar|but|apoi|then|de asemenea)\s+(?:mai\s+)?(?=(?:{_ASKS})\b)|,\s*(?=(?:{_ASKS})\b)")
# Asks that are not needed for an answer already given: the second question comes first.
_OPTIONAL = frozenset({"cu_fee", "need_cu", "parcel_info_by_pin"})
_MOST_PARTS = 5
# "Am un teren la …" tells, it does not ask.
_STATEMENTS = frozenset({"parcel_info_by_pin", "parcel_by_cadastral_number", "parcel_by_address"})


def _parts(text: str) -> list[str]:
    """The text cut where another question begins, as typed: "CU" in capitals is the certificate."""
    typed = clean(text)
    folded = fold(typed)
    if len(folded) != len(typed):
        typed = folded
    cuts = [0, *(place for match in _SPLIT.finditer(folded) for place in match.span()), len(typed)]
    return [typed[cuts[at] : cuts[at + 1]] for at in range(0, len(cuts), 2)]


def questions(talk: Talk) -> list[str]:
    """The intents of the parts of a message that are sure on their own, in order, each listed intent once."""
    parts = [part for part in _parts(talk.text[:1000]) if len(re.findall(r"[^\W\d_]{2,}", part)) >= 2]
    if len(parts) < 2:
        return []
    found: dict[str, str] = {}
    before: str | None = None
    for part in parts[:_MOST_PARTS]:
        meant = understand(part, lang=talk.language, context=Context(lang=talk.language, last_intent=before), streets=street_index(talk.authority.pk))
        if meant.band is Band.ANSWER and meant.intent in topics.TITLES and meant.command is None and meant.intent not in _STATEMENTS:
            subject = meant.subject or topics.SUBJECT_OF.get(before or "")
            found.setdefault(listed_intent(meant.intent, subject), meant.intent)
            before = meant.intent if meant.intent in topics.SUBJECT_OF else before
    return list(found.values())


def offer(talk: Talk) -> None:
    """Offer what else was asked, behind the answer to the first; never in the middle of a guided way."""
    memory = talk.memory
    if talk.meant is None or talk.inbound.kind != "text" or not talk.answered or talk.conversation.owner != Conversation.Owner.BOT or "resume" in talk.acts:
        return
    if memory.flow_name in ("draft", "report") or talk.meant.intent in ("emergency", "owner_question") or talk.meant.topic in ("abuse", "injection"):
        return
    subject = talk.meant.subject or memory.subject or None
    done = {talk.answered, listed_intent(talk.answered, subject)}
    other = next((one for one in questions(talk) if one not in done and listed_intent(one, subject) not in done), None)
    if other is None:
        return
    what = say(topics.TITLES[other]).rstrip("?")
    pending = memory.pending
    if pending is not None and talk.answered in _OPTIONAL and "key" in pending:
        talk.unask()
    if memory.pending is None:
        talk.buttons.clear()
        talk.ask("second", "also_asked", "offer_second_intent", choices=[("yes", "b_yes"), ("no", "b_no")], values={"what": what}, more={"for": other})
        return
    # Something has to be known first: the second waits behind a button.
    talk.say("also_later", "offer_second_intent", what=what)
    if len(talk.buttons) == 3:
        talk.buttons.pop()
    talk.button("human" if other == "talk_to_human" else f"do:{other}", topics.TITLES[other])
