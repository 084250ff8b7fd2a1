"""Taking a report of illegal works or a bad repair: where, what, a photograph, whether to answer, and only then sent."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from typing import Any

from django.db import transaction

from chatbot.conversation.land import current_parcel
from chatbot.conversation.messages import Media
from chatbot.conversation.pictures import stored_picture
from chatbot.conversation.procedures import concepts_of, say_department
from chatbot.conversation.talk import Talk
from chatbot.conversation.texts import say
from chatbot.models import Turn
from gisapp.core.errors import Refused
from layers import api as layers
from permits import api as permits

PROCEDURE = "illegal_works_report"
MOST_PHOTOS, MOST_A_DAY = 5, 3
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")


def begin(talk: Talk, *, what: str = "") -> None:
    """Explain anonymity, then ask the first thing that is missing."""
    said = what or (talk.told if talk.inbound.kind in ("text", "media") else "")
    # A button or a bare "vreau să fac o sesizare" says nothing of what happens.
    telling = len(re.findall(r"\w+", said)) >= 6 or bool(concepts_of(said) & {"bad_repair", "without_permit", "build", "dig"})
    talk.memory.flow = {"name": "report", "what": said[:1500] if telling else "", "kind": _kind(said), "where": None, "photos_done": False, "contact": "", "gps": None, "key": secrets.token_hex(12)}
    talk.memory.topic = "complaint_report_illegal_work"
    talk.say("report_start", "anonymity_info", "intent_answer")
    if "street" in talk.heard and talk.memory.flow is not None:
        talk.memory.flow["where"] = {"label": f"{talk.heard['street']} {talk.heard.get('house_number', '')}".strip()}
    go_on(talk)


def _kind(said: str) -> str:
    found = concepts_of(said)
    if "bad_repair" in found:
        return "not_restored"
    return "danger" if "danger" in found else "no_permit" if found & {"without_permit", "complaint", "build", "neighbour"} else "other"


def go_on(talk: Talk) -> None:
    """Ask what is missing, one thing at a time."""
    flow = talk.memory.flow
    assert flow is not None
    talk.memory.pending = None
    if flow["where"] is None:
        if talk.memory.parcel is not None and current_parcel(talk) is not None:
            talk.ask("report_parcel", "report_where_known", "ask_confirmation", choices=[("yes", "b_yes"), ("other", "b_other_land")], values={"number": talk.memory.parcel["number"]})
            return
        talk.ask("location", "report_where", "ask_location", more={"for": "report"})
        return
    if not flow["what"]:
        talk.ask("details", "report_details", "ask_details")
        return
    if not flow["photos_done"]:
        if talk.memory.photos:
            talk.ask("photo", "report_photo_more", "photo_received", choices=[("next", "b_next")])
        else:
            talk.ask("photo", "report_photo", "ask_photo", choices=[("next", "b_no_photo")])
        return
    if not flow["contact"]:
        talk.ask("contact", "report_contact", "ask_contact", "anonymity_info", choices=[("anonymous", "b_anonymous")])
        return
    values = {
        "what": flow["what"][:300], "where": flow["where"]["label"], "photos": str(len(talk.memory.photos)),
        "contact": say("anonymous") if flow["contact"] == "anonymous" else say("mail_given"),
    }  # fmt: skip
    talk.ask("send_report", "report_confirm", "ask_confirmation", "ask_consent", choices=[("send", "b_send"), ("cancel", "b_no")], values=values)


def place_known(talk: Talk) -> None:
    """A parcel or a point came in for the report."""
    flow = talk.memory.flow
    assert flow is not None
    if talk.memory.parcel is not None:
        held = talk.memory.parcel
        flow["where"] = {"label": f"{held['number']} {held['address']}".strip(), "number": f"{held['siruta']}:{held['number']}"}
    elif talk.memory.point is not None:
        flow["where"] = dict(talk.memory.point)
    go_on(talk)


def take_photo(talk: Talk, added: list[Media]) -> None:
    """A photograph during a report; the place that was hidden in it is used only after a yes."""
    flow = talk.memory.flow
    assert flow is not None
    talk.memory.photos = [*talk.memory.photos, *(one.sha256 for one in added)][:MOST_PHOTOS]
    talk.act("photo_received")
    said = talk.told if talk.meant is not None and talk.meant.command is None else ""
    if not flow["what"] and len(re.findall(r"\w+", said)) >= 4:
        # The words under a photograph tell what happens.
        flow["what"], flow["kind"] = said[:1500], _kind(said)
    hidden = next((one.place for one in added if one.place is not None), None)
    if hidden is not None and flow["where"] is None and flow["gps"] is None:
        flow["gps"] = list(hidden)
        talk.ask("photo_place", "report_gps", "photo_received", "ask_consent", choices=[("yes", "b_yes"), ("no", "b_no")])
        return
    if talk.memory.asked == "photo":
        talk.ask("photo", "report_photo_more", "photo_received", choices=[("next", "b_next")])
        return
    talk.say("photo_got", "photo_received")
    go_on(talk)


def add_details(talk: Talk) -> None:
    """More of what happens, told later: kept with the rest, and the open question is asked again."""
    flow = talk.memory.flow
    assert flow is not None
    if talk.told not in flow["what"]:
        flow["what"] = "\n".join(part for part in (flow["what"], talk.told) if part)[:1500]
    if flow["kind"] == "other":
        flow["kind"] = _kind(talk.told)
    talk.say("report_added", "intent_answer")
    go_on(talk)


def no_more_photos(talk: Talk) -> None:
    """On to what comes after the photographs."""
    assert talk.memory.flow is not None
    talk.memory.flow["photos_done"] = True
    go_on(talk)


def stay_anonymous(talk: Talk) -> None:
    """No name, no address, no answer."""
    assert talk.memory.flow is not None
    talk.memory.flow["contact"] = "anonymous"
    go_on(talk)


def take_contact(talk: Talk) -> bool:
    """An e-mail address, or that no answer is wanted."""
    flow = talk.memory.flow
    if flow is None:
        return False
    mail = _MAIL.search(talk.text)
    if mail is None:
        return False
    flow["contact"] = mail.group(0)[:120]
    go_on(talk)
    return True


def take_details(talk: Talk) -> bool:
    """What happens, in the person's words, masked."""
    flow = talk.memory.flow
    said = talk.told
    if flow is None or len(said) < 3:
        return False
    flow["what"] = said[:1500]
    if flow["kind"] == "other":
        flow["kind"] = _kind(said)
    go_on(talk)
    return True


def send(talk: Talk) -> None:
    """After the person's yes: register the report, with the photographs without anything hidden in them."""
    flow: dict[str, Any] | None = talk.memory.flow
    if talk.memory.flow_name != "report" or flow is None or flow["where"] is None:
        return
    since = talk.now - dt.timedelta(days=1)
    if Turn.objects.filter(conversation=talk.conversation, at__gt=since, acts__contains="complaint_created").count() >= MOST_A_DAY:
        talk.memory.stop()
        talk.say("report_too_many", "handoff_offer", email=talk.authority.email)
        talk.button("human", "b_human")
        return
    pictures = [content for content in (stored_picture(one) for one in talk.memory.photos if one) if content is not None]
    where, parcel, spot = flow["where"], None, None
    try:
        if where.get("number"):
            parcel = layers.parcel_by_number(talk.authority, str(where["number"]))
        elif "lon" in where:
            spot = layers.point_from_lonlat(float(where["lon"]), float(where["lat"]))
        with transaction.atomic():
            case = permits.take_report(
                authority=talk.authority, kind=flow["kind"], description=f"{flow['what']}\n{where['label']}", seen_on=talk.now.date(),
                photos=[(f"foto-{place}.jpg", content) for place, content in enumerate(pictures, start=1)], parcel=parcel, point=spot,
                email="" if flow["contact"] == "anonymous" else flow["contact"], by=talk.conversation.user, submit_key=f"chat-{flow['key']}",
            )  # fmt: skip
    except Refused as refused:
        talk.memory.stop()
        talk.say("report_refused", "handoff_offer", reason=refused.sentence)
        talk.button("human", "b_human")
        return
    anonymous = flow["contact"] == "anonymous"
    talk.memory.stop()
    talk.memory.photos, talk.memory.history = [], []
    found = permits.sheet_of(talk.authority, PROCEDURE, talk.language)
    talk.say("report_created", "complaint_created", "department_name", number=case.number, department=say_department(talk, PROCEDURE), term=found.forms[0].term)
    if anonymous:
        talk.say("report_answer_none")
    else:
        talk.say("report_answer_mail", "confirm_channel_reply")
