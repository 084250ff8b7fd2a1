"""Opens a work item for the right department, with what was understood, and tells it by e-mail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from smtplib import SMTPException
from typing import Any

from django.contrib.gis.geos import Point
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from chatbot.addresses import public_address
from chatbot.conversation.memory import Memory
from chatbot.handover.hours import answer_due
from chatbot.models import Conversation, Handover
from gisapp.accounts.models import Authority, Department, Membership
from gisapp.core import clock, jobs
from gisapp.core.errors import BadInput
from layers import api as layers

# Intent → departments that answer it, the first that the town hall has; the role is what its people are called.
_DESKS: dict[str, tuple[tuple[str, ...], str]] = {
    "complaint_report_illegal_work": (("discipline", "local_police", "urbanism"), "discipline_inspector"),
    "emergency": (("local_police", "technical", "registry"), "technical_inspector"),
    "excavation_permit": (("technical", "urbanism"), "technical_inspector"),
    "parcel_by_cadastral_number": (("cadastre", "gis", "urbanism"), "cadastre_inspector"),
    "parcel_info_by_pin": (("gis", "cadastre", "urbanism"), "gis_keeper"),
    "street_certificate": (("gis", "cadastre", "urbanism"), "gis_keeper"),
    "cu_fee": (("finance", "taxes"), "finance_officer"),
    **dict.fromkeys(("what_can_i_build", "need_cu", "cu_documents", "need_building_permit", "permit_documents"), (("urbanism",), "urbanism_inspector")),
}
_ANY = (("registry", "secretariat"), "registry_clerk")


@transaction.atomic
def open_handover(
    conversation: Conversation, reason: str, *, summary: str = "", slots: Mapping[str, Any] | None = None, pin: Point | None = None, intent: str = ""
) -> Handover:
    """Open it, or return the one that is open. The conversation waits for a person from now on; what was posted before stays in order."""
    found = Handover.objects.filter(conversation=conversation, state__in=[Handover.State.QUEUE, Handover.State.AGENT]).first()
    if found is not None:
        return found
    known = _remembered(conversation)
    intent, slots, pin = intent or known.topic, slots or known.slots, pin or _place(known)
    department, role = desk_for(conversation.authority, intent)
    row = Handover.objects.create(
        authority=conversation.authority, conversation=conversation, department=department, role=role, reason=reason[:40], intent=intent[:60],
        summary=summary[:2000], slots=dict(slots or {}), pin=pin, opened_at=clock.now(), due_at=answer_due(conversation.authority),
    )
    conversation.owner = Conversation.Owner.QUEUE
    conversation.save(update_fields=["owner"])
    jobs.enqueue("chatbot.tell_handover", key=f"handover:{row.pk}", handover=row.pk)
    return row


def _remembered(conversation: Conversation) -> Memory:
    return Memory.read(conversation.state)


def _place(known: Memory) -> Point | None:
    """The land talked about, in EPSG:3844."""
    for place in (known.parcel, known.point):
        if place and isinstance(place.get("lon"), int | float) and isinstance(place.get("lat"), int | float):
            try:
                return layers.point_from_lonlat(place["lon"], place["lat"])
            except BadInput:
                continue
    return None


def desk_for(authority: Authority, intent: str) -> tuple[Department | None, str]:
    """The department that answers an intent and the role of its people; the registry for what nobody else does."""
    for codes, role in (_DESKS.get(intent, _ANY), _ANY):
        known = {one.code: one for one in Department.objects.filter(authority=authority, code__in=codes)}
        for code in codes:
            if code in known:
                return known[code], role
    return None, _ANY[1]


@jobs.job("chatbot.tell_handover")
def tell_handover(handover: int) -> None:
    """Write to the department that somebody waits. Nothing of what was said leaves by e-mail."""
    _write(handover, late=False)


@jobs.job("chatbot.tell_late")
def tell_late(handover: int) -> None:
    """Write once more when the promised time is over."""
    _write(handover, late=True)


@jobs.every_tick
def find_late() -> None:
    """Look for people who wait longer than was promised."""
    now = clock.now()
    for row in Handover.objects.filter(state=Handover.State.QUEUE, due_at__lt=now, told_late_at=None)[:200]:
        with transaction.atomic():
            if Handover.objects.filter(pk=row.pk, told_late_at=None).update(told_late_at=now):
                jobs.enqueue("chatbot.tell_late", key=f"handover-late:{row.pk}", handover=row.pk)


def _write(pk: int, *, late: bool) -> None:
    row = Handover.objects.select_related("authority", "department").get(pk=pk)
    addresses = _addresses(row)
    if row.state != Handover.State.QUEUE or not addresses:
        return
    with translation.override("ro"):
        subject = _("Termen depășit: cineva așteaptă răspuns în asistent") if late else _("Cineva așteaptă răspuns în asistent")
        link = public_address(row.authority, reverse("chat_conversation", args=[row.conversation_id]))
        due = row.due_at.astimezone(clock.TOWN_TIME).strftime("%d.%m.%Y %H:%M")
        body = _("O conversație așteaptă un coleg din compartimentul dumneavoastră. Răspuns promis până la %(due)s.\n\n%(link)s") % {"due": due, "link": link}
    mark = "late" if late else "new"
    try:
        EmailMessage(subject, body, to=addresses, headers={"Message-ID": f"<handover-{row.pk}-{mark}@{row.authority.slug}.chat>"}).send()
    except (SMTPException, OSError) as error:
        raise jobs.NotYet("mail server unreachable", after=dt.timedelta(minutes=5)) from error


def _addresses(row: Handover) -> list[str]:
    if row.department is not None and row.department.email:
        return [row.department.email]
    posts = Membership.objects.filter(authority=row.authority, role=row.role, until=None, user__is_active=True).select_related("user")
    return sorted({post.user.email for post in posts})[:20]
