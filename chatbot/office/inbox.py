"""Conversations that wait for a person, and the page where one answers."""

from __future__ import annotations

import json
from typing import Any

import structlog
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from chatbot.conversation.works_words import WORKS
from chatbot.handover import close_handover, hand_back, open_handover, say_as_agent, take_handover
from chatbot.models import CannedText, Conversation, Handover
from chatbot.office.titles import channel_title, intent_title, reason_title, slot_title
from chatbot.page.shown import bubbles
from gisapp.accounts.guard import office
from gisapp.core import clock, files
from gisapp.core.errors import Refused
from layers import api as layers

log = structlog.get_logger(__name__)
OPEN = (Handover.State.QUEUE, Handover.State.AGENT)


@office()
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits for my department and what I hold, soonest due first; all of the town hall's on request."""
    scope = request.GET.get("scope", "mine")
    rows = Handover.objects.filter(authority=request.authority).select_related("department", "agent", "conversation")
    departments = request.user.memberships.filter(authority=request.authority, until=None).values("department")
    if scope == "ended":
        rows = rows.exclude(state__in=OPEN).order_by("-ended_at")
    else:
        rows = rows.filter(state__in=OPEN)
        if scope != "all":
            rows = rows.filter(Q(agent=request.user) | Q(state=Handover.State.QUEUE, department__in=departments) | Q(state=Handover.State.QUEUE, department=None))
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    now = clock.now()
    shown = [{"row": row, "about": intent_title(row.intent) if row.intent else reason_title(row.reason), "channel": channel_title(row.conversation.channel), "late": row.state == Handover.State.QUEUE and row.due_at < now} for row in page]
    return render(request, "chatbot/office/inbox.html", {"rows": shown, "page": page, "scope": scope})


def _found(request: HttpRequest, pk: Any) -> Conversation:
    """A conversation that was handed over at least once: staff do not read along with the assistant."""
    found: Conversation = get_object_or_404(Conversation.objects.select_related("authority").filter(authority=request.authority, handovers__isnull=False).distinct(), pk=pk)
    return found


@office()
@require_GET
def conversation(request: HttpRequest, pk: Any) -> HttpResponse:
    """What was said, what was understood, where; the answer is written here. Reading is logged."""
    found = _found(request, pk)
    log.info("conversation read by staff", conversation=str(found.pk), staff=request.user.pk)
    return render(request, "chatbot/office/conversation.html", _context(request, found))


def _value(name: str, value: object) -> str:
    if name == "project_type" and str(value) in WORKS:
        return WORKS[str(value)][1 if (get_language() or "ro").startswith("en") else 0]
    return str(value)


def _context(request: HttpRequest, found: Conversation, typed: str = "") -> dict[str, Any]:
    row = found.handovers.select_related("department", "agent").order_by("-opened_at").first()
    pin: dict[str, Any] | None = None
    if row is not None and row.pin is not None:
        lon, lat = layers.lonlat_of(row.pin)
        spot = {"type": "Feature", "properties": {"kind": "plot"}, "geometry": json.loads(layers.to_wgs84(row.pin.buffer(4)).json)}
        pin = {"lon": f"{lon:.6f}", "lat": f"{lat:.6f}", "shown": {"type": "FeatureCollection", "features": [spot]}}
    replies = CannedText.objects.filter(authority=found.authority, key__startswith="reply-", lang=found.lang or "ro")
    is_mine = row is not None and (row.state == Handover.State.QUEUE or (row.state == Handover.State.AGENT and row.agent_id == request.user.pk))
    return {
        "conversation": found, "row": row, "bubbles": bubbles(found), "pin": pin, "replies": replies, "is_mine": is_mine, "is_open": row is not None and row.state in OPEN,
        "slots": [(slot_title(name), _value(name, value)) for name, value in sorted((row.slots or {}).items()) if name not in ("lat", "lon")] if row else [],
        "channel": channel_title(found.channel), "reason": reason_title(row.reason) if row else "", "about": intent_title(row.intent) if row and row.intent else "", "staff": True, "late": row is not None and row.state == Handover.State.QUEUE and row.due_at < clock.now(), "typed": typed,
    }


@office()
@require_GET
def photo(request: HttpRequest, pk: Any, seq: int, place: int) -> HttpResponse:
    """A photograph of a conversation that was handed over; it holds nothing but its pixels. Reading is logged."""
    found = _found(request, pk)
    turn = get_object_or_404(found.turns, seq=seq)
    sent = [one for one in (turn.said.get("media") or []) if isinstance(one, dict) and str(one.get("mime", "")).startswith("image/")] if isinstance(turn.said, dict) else []
    if place >= len(sent) or not sent[place].get("sha256"):
        raise Http404("no such photo")
    log.info("photo read by staff", conversation=str(found.pk), staff=request.user.pk)
    try:
        return HttpResponse(files.read(str(sent[place]["sha256"])), content_type="image/jpeg")
    except (OSError, ValueError) as gone:
        raise Http404("no such photo") from gone


@office()
@require_POST
def act(request: HttpRequest, pk: Any, act: str) -> HttpResponse:
    """Take, answer, give back, close; begin again with a conversation that had ended."""
    found = _found(request, pk)
    if act == "redeschide":
        open_handover(found, "reopened")
        return redirect("chat_conversation", found.pk)
    row = found.handovers.filter(state__in=OPEN).first()
    if row is None:
        messages.error(request, _("Conversația s-a încheiat între timp."))
        return redirect("chat_conversation", found.pk)
    try:
        if act == "preia":
            take_handover(handover=row, by=request.user)
        elif act == "raspunde":
            say_as_agent(handover=row, by=request.user, text=request.POST.get("text", ""))
        elif act == "inapoi":
            hand_back(handover=row, by=request.user)
        elif act == "inchide":
            close_handover(handover=row, by=request.user)
        else:
            raise Http404("no such act")
    except Refused as refused:
        messages.error(request, refused.sentence)
        return render(request, "chatbot/office/conversation.html", _context(request, found, request.POST.get("text", "")), status=409)
    return redirect("chat_conversation", found.pk)
