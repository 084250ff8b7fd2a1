"""Works described by the person: what they need, and the question whether to begin with the certificate."""

from __future__ import annotations

import re

from chatbot.conversation import draft, land, procedures
from chatbot.conversation.talk import Talk
from chatbot.understanding.bands import Band
from chatbot.understanding.normalise import clean, fold

_WANTS = re.compile(
    r"\b(?:vreau|vrem|doresc|dorim|as vrea|as dori|am vrea|intentionez|planuiesc|am de gand|am nevoie|imi trebuie|ne trebuie|trebuie sa|solicit|urmeaza sa|ma gandesc sa|sa (?:fac|ridic|construiesc|demolez|extind)"
    r"|i want|i'd like|i would like|we want|i need|we need|i am going to|planning)\b"
)
_FOR = re.compile(r"\b(?:pentru|pt\.?|ptr\.?|for|in order to|ca sa)\s+(.+)$", re.IGNORECASE)
# "Pentru terenul 54327", "for my land": where, not what for.
_WHERE = re.compile(r"^(?:(?:un|o|a|an|the|my|acest|aceasta|acel|this)\s+)?(?:teren\w*|parcel\w*|casa mea|imobil\w*|proprietat\w*|land|plot|lot\w*|nr\.?|numar\w*|cadastral\w*|\d+|certificat\w*|urbanism|autorizati\w*|permit|mine|mea|asta|ea|el)\b")
# "Bună ziua, vreau să construiesc o casă" → "construiesc o casă".
_OPENING = re.compile(r"^(?:bun[aă](?: ziua| seara)?|salut|hello|hi)?[\s,.!]*(?:(?:eu )?(?:vreau|vrem|doresc|dorim|aș vrea|as vrea|aș dori|as dori|am de gând|intenționez|intentionez)(?: s[aă])?|(?:i|we) (?:want|would like|need) to|i'd like to)\s+", re.IGNORECASE)
_CERTIFICATE = re.compile(r"\b(?:certificat\w*|c\.?u\.?|autoriza\w*|permit\w*|certificate|urbanism)\b")
_INTENTS = frozenset({"need_cu", "need_building_permit", "start_request"})


def purpose_in(talk: Talk) -> str:
    """What the request is for, in the person's words, masked; empty where the message does not say."""
    meant = talk.meant
    if meant is None:
        return ""
    said = talk.told
    after = _FOR.search(said)
    if after is not None:
        what = after.group(1).strip(" .!?…")
        folded = fold(clean(what))
        if len(what) >= 4 and not _WHERE.match(folded) and not _CERTIFICATE.match(folded):
            return what[:400]
    said = _OPENING.sub("", said).strip(" ,.!") or said
    return said[:400] if meant.slots.keys() & {"project_type", "height_regime"} else ""


def describes(talk: Talk, *, question: bool) -> bool:
    """Whether the message tells of works that somebody wants to do, or of what a certificate is wanted for."""
    meant = talk.meant
    if meant is None or question or meant.topic in ("injection", "abuse"):
        return False
    works, said = bool(meant.slots.keys() & {"project_type", "height_regime"}), fold(clean(talk.text))
    if meant.band is Band.CLARIFY and not (works and _WANTS.search(said) and talk.memory.parcel is not None):
        return False
    if meant.intent in _INTENTS or (meant.intent == "what_can_i_build" and meant.band is not Band.ANSWER):
        return (works and _WANTS.search(said) is not None) or (meant.subject == "cu" and bool(purpose_in(talk)))
    return False


def tell(talk: Talk, intent: str) -> None:
    """With a parcel: what the plan says of these works and the consent to begin. Without one: what is needed, then the land."""
    memory = talk.memory
    works = str(talk.heard.get("project_type") or "")
    memory.purpose = purpose_in(talk)
    memory.subject = "cu"
    talk.answered = "need_cu" if intent == "start_request" or (talk.meant is not None and talk.meant.subject == "cu") else intent
    memory.topic = talk.answered
    permit = talk.answered != "need_cu" or (works and talk.meant is not None and talk.meant.subject != "cu")
    if land.current_parcel(talk) is None or works in procedures.MAYBE_FREE:
        procedures.need_cu(talk) if talk.answered == "need_cu" else procedures.need_permit(talk)
        if talk.answered != "need_cu" and works not in procedures.MAYBE_FREE and memory.flow is None and land.current_parcel(talk) is None:
            talk.buttons.clear()
            talk.ask("location", "ask_location", "ask_location", "ask_cadastral", more={"for": "need_cu_land"})
        return
    if permit:
        talk.say("need_demolition" if works == "demolition" else "need_permit", "required_permits", "intent_answer")
    else:
        talk.say("need_cu", "required_permits", "intent_answer")
    if works not in ("", "demolition"):
        land.limits_for_works(talk)
    begin(talk)


def begin(talk: Talk) -> None:
    """Ask for the consent to begin with the certificate of the land talked about."""
    assert talk.memory.parcel is not None
    talk.memory.parcel["confirmed"] = True
    draft.begin(talk, "urbanism_certificate")


def take_plan(talk: Talk) -> bool:
    """The answer to „ce doriți să faceți pe acest teren?”; False where it tells of nothing to build."""
    meant = talk.meant
    assert meant is not None
    if not meant.slots.keys() & {"project_type", "height_regime"} or talk.memory.parcel is None:
        return False
    if meant.band is Band.ANSWER and meant.intent not in (*_INTENTS, "what_can_i_build", "out_of_scope", "works_without_permit"):
        return False
    talk.memory.pending = None
    tell(talk, "need_building_permit")
    return True


def land_known(talk: Talk) -> None:
    """The land for a certificate is known now: its fee, and on to the consent, or to what it is for."""
    procedures.fee(talk, "urbanism_certificate")
    talk.memory.subject = "cu"
    if talk.memory.flow is None:
        begin(talk)


def tell_plan_question(talk: Talk) -> None:
    """After a parcel was confirmed: what is wanted there."""
    talk.ask("plan", "ask_plan", "ask_purpose", choices=[("do:what_can_i_build", "b_build"), ("do:cu_documents", "b_papers"), ("start:urbanism_certificate", "b_start")])
