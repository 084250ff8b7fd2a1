"""Beginning a request from the conversation: land, purpose, consent, then a draft behind a signed link. It is never submitted here."""

from __future__ import annotations

import datetime as dt
import re

from django.db import transaction

from chatbot.conversation.land import current_parcel
from chatbot.conversation.messages import Link
from chatbot.conversation.procedures import title_of, which_start
from chatbot.conversation.talk import Talk
from chatbot.conversation.texts import say
from chatbot.understanding.normalise import clean, fold
from gisapp.core.errors import Refused
from permits import api as permits

NEEDS_PARCEL = frozenset({"urbanism_certificate", "building_permit", "demolition_permit", "street_address_certificate", "service_connection"})
_DATE = re.compile(r"\b(\d{1,2})[./-](\d{1,2})[./-](20\d{2})\b")
_MONTHS = ("ian|jan", "feb", "mar", "apr", "mai|may", "iun|jun", "iul|jul", "aug", "sep", "oct", "noi|nov", "dec")
_IN_WORDS = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)? ?(?:of )?({'|'.join(_MONTHS)})[a-z]*\.?(?: (20\d{{2}}))?")


def begin(talk: Talk, procedure: str) -> None:
    """Start (or go on with) the way to a draft."""
    if procedure not in permits.all_procedures():
        which_start(talk)
        return
    if tell_draft(talk, procedure=procedure):
        return
    talk.memory.flow = {"name": "draft", "procedure": procedure, "purpose": talk.memory.purpose, "starts_on": "", "ends_on": ""}
    talk.memory.topic = "start_request"
    go_on(talk)


def go_on(talk: Talk) -> None:
    """Ask for what is missing, one thing at a time."""
    flow = talk.memory.flow
    assert flow is not None
    procedure = str(flow["procedure"])
    talk.memory.pending = None
    if procedure in NEEDS_PARCEL:
        if current_parcel(talk) is None:
            talk.ask("location", "ask_location", "ask_location", "ask_cadastral", more={"for": "draft"})
            return
        assert talk.memory.parcel is not None
        if not talk.memory.parcel.get("confirmed"):
            talk.ask("confirm_parcel", "report_where_known", "ask_confirmation", choices=[("yes", "b_yes"), ("other", "b_other_land")], values={"number": talk.memory.parcel["number"]}, more={"for": "draft"})
            return
    if not flow["purpose"]:
        talk.ask("purpose", "ask_purpose", "ask_purpose")
        return
    if procedure == "excavation_approval" and not flow["starts_on"]:
        talk.ask("dates", "ask_dates", "ask_dates")
        return
    if procedure == "building_permit":
        talk.say("draft_first_certificate", "required_permits")
    number = talk.memory.parcel["number"] if talk.memory.parcel and procedure in NEEDS_PARCEL else ""
    talk.ask(
        "consent", "draft_consent", "ask_consent", choices=[("agree", "b_agree"), ("no", "b_no")],
        values={"title": title_of(talk, procedure), "land": say("draft_land", number=number) if number else "", "purpose": say("draft_purpose", purpose=flow["purpose"])},
    )  # fmt: skip


def take_purpose(talk: Talk) -> bool:
    """What it is for, in the person's words, masked."""
    said = talk.told
    if talk.memory.flow_name != "draft" or len(said.strip()) < 3:
        return False
    assert talk.memory.flow is not None
    talk.memory.flow["purpose"] = talk.memory.purpose = said.strip()[:400]
    go_on(talk)
    return True


def take_dates(talk: Talk) -> bool:
    """First and last day of digging."""
    read = [(int(day), int(month), int(year)) for day, month, year in _DATE.findall(talk.text)]
    named = _IN_WORDS.findall(fold(clean(talk.text)))
    # "1 iunie – 10 iunie 2027": the year is said once, for both.
    years = [int(year) for _day, _month, year in named if year]
    read += [(int(day), 1 + next(at for at, names in enumerate(_MONTHS) if month in names.split("|")), int(year) if year else max(years, default=talk.now.year)) for day, month, year in named]
    days = []
    for day, month, year in read:
        try:
            days.append(dt.date(year, month, day))
        except ValueError:
            continue
    if talk.memory.flow is None:
        return False
    if not days:
        talk.act("clarify")
        talk.ask_again()
        return True
    talk.memory.flow["starts_on"], talk.memory.flow["ends_on"] = min(days).isoformat(), max(days).isoformat()
    go_on(talk)
    return True


def create(talk: Talk) -> None:
    """After the consent: make the draft and give its link."""
    flow = talk.memory.flow
    if talk.memory.flow_name != "draft" or flow is None:
        return
    procedure = str(flow["procedure"])
    parcel = current_parcel(talk) if procedure in NEEDS_PARCEL else None
    answers = {"purpose": flow["purpose"], **{name: flow[name] for name in ("starts_on", "ends_on") if flow[name]}}
    try:
        with transaction.atomic():
            case = permits.prepare_draft(authority=talk.authority, procedure=procedure, owner=talk.conversation.user, parcels=[parcel] if parcel else (), answers=answers)
    except Refused as refused:
        talk.memory.stop()
        talk.say("draft_refused", reason=refused.sentence)
        return
    talk.memory.stop()
    # What is done is not undone by going back.
    talk.memory.draft, talk.memory.purpose, talk.memory.history = str(case.pk), "", []
    url = permits.draft_link(case)
    talk.say("draft_created", "draft_created", url=url)
    talk.link = Link(title_of(talk, procedure), url)
    talk.button("do:cu_documents" if procedure == "urbanism_certificate" else "do:permit_documents", "b_papers")


def tell_draft(talk: Talk, *, procedure: str = "", only_sent: bool = False) -> bool:
    """Tell of the draft begun here: its link while it is one, or that it was submitted. False where there is none."""
    if not talk.memory.draft:
        return False
    found = permits.draft_state(talk.authority, talk.memory.draft)
    if found is None:
        talk.memory.draft = ""
        return False
    code, link, _status = found
    if not link:
        if not only_sent:
            return False
        talk.say("draft_sent", "draft_submitted", "status_answer", title=title_of(talk, code), url=talk.url("my_cases"))
        talk.memory.draft = ""
        return True
    if only_sent or (procedure and procedure != code):
        return False
    talk.say("draft_resume", "resume", title=title_of(talk, code), url=link)
    talk.link = Link(say("b_resume"), link)
    return True
