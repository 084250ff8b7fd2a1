"""Where a request stands: with a linked account, or with number and code; a wrong number and a wrong code get one answer."""

from __future__ import annotations

import re

from chatbot.conversation import tries
from chatbot.conversation.draft import tell_draft
from chatbot.conversation.talk import Talk
from chatbot.conversation.wording import day
from chatbot.understanding.bands import Band
from chatbot.understanding.normalise import clean, fold
from permits import api as permits

# 16 letters and figures, as printed or in groups of four; typed in either case.
_CODE = re.compile(r"(?<![A-Za-z0-9])([A-Za-z2-9]{4}(?:[ -]?[A-Za-z2-9]{4}){3})(?![A-Za-z0-9])")
_WITHOUT = re.compile(r"\b(?:nu (?:am|stiu|gasesc|mai am|il stiu)|n-am|am pierdut|l-am pierdut|don'?t (?:have|know)|lost it|no code)\b")
_ATTEMPT = re.compile(r"(?<![\w/])([A-Za-z0-9][A-Za-z0-9-]{3,31})(?![\w/])")


def code_in(text: str, *, asked: bool) -> str:
    """The code in a message; when it was just asked for, anything that looks like an attempt."""
    for match in _CODE.finditer(text):
        plain = re.sub(r"[ -]", "", match.group(1)).upper()
        # One code in a hundred holds no figure: then capitals tell it from words.
        if re.search(r"[A-Z]", plain) and (re.search(r"\d", plain) or match.group(1).isupper()):
            return plain
    if not asked:
        return ""
    found = [one for one in _ATTEMPT.findall(text) if re.search(r"\d", one) or one.isupper()]
    if found:
        return str(max(found, key=len)).replace("-", "").upper()
    words = text.split()
    return words[0].upper()[:32] if len(words) == 1 and len(words[0]) >= 4 else ""


def without_codes(typed: str, masked: str, *, asked: bool) -> tuple[str, bool]:
    """The masked text with codes hidden, and whether there was one; when one was asked for, a word of letters and figures is one.

    Looked for in what was typed: normalising draws AAAA together, and the code would not be known any more.
    """
    found = [match.group(1) for match in _CODE.finditer(typed) if code_in(match.group(1), asked=False)]
    if asked:
        found += re.findall(r"(?<![\w/])(?=[A-Za-z0-9-]*\d)(?=[A-Za-z0-9-]*[A-Za-z])[A-Za-z0-9-]{8,32}(?![\w/])", typed)
    hidden = masked
    for one in found:
        for shape in (one, clean(one)):
            hidden = re.sub(re.escape(shape), "[cod]", hidden, flags=re.IGNORECASE)
    return hidden, bool(found)


def status(talk: Talk) -> None:
    """Answer, or ask for the next thing that is missing."""
    if tell_draft(talk, only_sent=True) or _of_account(talk):
        return
    kept = talk.memory.flow if talk.memory.flow_name == "status" else None
    number = str(talk.heard.get("request_number") or (kept or {}).get("number") or "")
    code = code_in(talk.text, asked=talk.memory.asked == "access_code")
    if not number:
        talk.memory.flow = {"name": "status", "number": ""}
        talk.ask("request_number", "ask_request_number", "ask_request_number", more={"for": "status_of_request"})
        return
    talk.memory.slots["request_number"] = number
    talk.memory.flow = {"name": "status", "number": number}
    if not code:
        talk.ask("access_code", "ask_code", "ask_verification")
        return
    _try(talk, number, code)


def _of_account(talk: Talk) -> bool:
    person = talk.conversation.user
    if person is None:
        return False
    found = permits.statuses_of(person, talk.authority)
    wanted = str(talk.heard.get("request_number") or "")
    mine = [one for one in found if not wanted or one.number.partition("/")[0] == wanted.partition("/")[0]]
    if not mine:
        if not wanted:
            talk.say("status_none", "status_answer", "intent_answer")
        return not wanted
    for one in mine[:3]:
        _tell(talk, one)
    talk.memory.flow = talk.memory.pending = None
    return True


def _tell(talk: Talk, found: permits.CaseStatus) -> None:
    talk.say("status", "status_answer", "intent_answer", number=found.number, title=found.title, state=found.state)
    if found.applicant_must_act:
        talk.say("status_you", url=talk.url("my_cases"))
    elif not found.over:
        talk.say("status_waits", who=found.waits_for)
    if found.due is not None:
        talk.say("status_due", due=day(found.due, talk))


def _try(talk: Talk, number: str, code: str) -> None:
    if tries.locked(talk, number):
        talk.memory.flow = talk.memory.pending = None
        talk.say("code_locked", "verification_failed")
        talk.button("human", "b_human")
        talk.act("handoff_offer")
        return
    found = permits.status_by_code(talk.authority, number, code)
    if found is None:
        tries.count_wrong(talk, number)
        # The next number or code typed is another try; what was typed before is not kept.
        talk.memory.flow = {"name": "status", "number": ""}
        talk.ask("request_number", "code_failed", "verification_failed", choices=[("do:status_of_request", "b_again"), ("human", "b_human")])
        return
    talk.memory.flow = talk.memory.pending = None
    _tell(talk, found)
    talk.say("status_page", url=talk.url("status"))


# Sure intents that a typed number or code belongs to; any other gets out of the question.
_OF_STATUS = frozenset({"status_of_request", "parcel_by_cadastral_number", "out_of_scope", "greet", "affirm", "deny"})


def take_number_or_code(talk: Talk) -> bool:
    """Take an answer to the question for number or code; False where the message is something else, which is then answered."""
    meant, folded = talk.meant, fold(clean(talk.text))
    assert meant is not None
    if _WITHOUT.search(folded) and len(folded.split()) <= 12:
        talk.ask_again()
        talk.act("handoff_offer")
        talk.button("human", "b_human")
        return True
    if meant.intent == "status_of_request" or _CODE.search(talk.text):
        if not (talk.heard.get("request_number") or code_in(talk.text, asked=False)):
            return False
        status(talk)
        return True
    one_word = len(talk.text.split()) == 1 and re.search(r"\d", talk.text) is not None
    if (meant.band is Band.ANSWER and meant.intent not in _OF_STATUS and not one_word) or "?" in talk.text or "lat" in meant.slots or "street" in meant.slots:
        return False
    few = len(talk.text.split()) <= 6
    if talk.memory.asked == "request_number":
        bare = re.search(r"(?<!\d)(\d{1,7})(?!\d)", talk.text)
        if talk.heard.get("request_number") or (bare and few):
            if bare and not talk.heard.get("request_number"):
                meant.slots["request_number"] = bare.group(1)
            status(talk)
            return True
        return False
    if talk.heard.get("request_number") or (few and code_in(talk.text, asked=True)):
        status(talk)
        return True
    return False
