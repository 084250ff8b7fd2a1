"""Our own map as the way to give a place: for the page itself, and by a link of 30 minutes for channels that cannot."""

from __future__ import annotations

from hashlib import sha256

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from chatbot import postman
from chatbot.channels.loose import degrees
from chatbot.conversation.engine import answer
from chatbot.conversation.messages import Inbound
from chatbot.models import Conversation, PinLink
from chatbot.page.assistant import page_context
from gisapp.core import clock
from gisapp.core.errors import BadInput
from gisapp.core.throttle import throttled


@never_cache
@require_GET
def own_map(request: HttpRequest) -> HttpResponse:
    """The map of the page's own conversation: its form posts the point as a message."""
    return render(request, "chatbot/own_map.html", page_context(request))


@never_cache
@require_http_methods(["GET", "POST"])
@throttled("chat_pin", per_minute=30)
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a place for a conversation on another channel; the answer goes there. Opening the link does not use it up."""
    now, digest = clock.now(), sha256(token.encode()).hexdigest()
    link = PinLink.objects.filter(digest=digest, conversation__authority=request.authority, used_at=None, expires_at__gt=now).first()
    if link is None:
        return render(request, "chatbot/pin_over.html", {}, status=410)
    if request.method == "GET":
        return render(request, "chatbot/pin_map.html", {"parcel": ""})
    heard = _heard(request)
    with transaction.atomic():
        if not PinLink.objects.filter(pk=link.pk, used_at=None).update(used_at=now):
            return render(request, "chatbot/pin_over.html", {}, status=410)
        conversation = Conversation.objects.select_for_update(of=("self",)).select_related("authority").get(pk=link.conversation_id)
        postman.post(conversation, answer(conversation, heard, now=now))
    return render(request, "chatbot/pin_sent.html", {})


def _heard(request: HttpRequest) -> Inbound:
    lat, lon = degrees(request.POST.get("lat")), degrees(request.POST.get("lon"))
    number = request.POST.get("parcel", "").strip()[:40]
    if lat is not None and lon is not None:
        return Inbound(kind="pin", lat=lat, lon=lon)
    if number:
        return Inbound(kind="text", text=number)
    raise BadInput(_("Apăsați întâi pe hartă locul terenului sau scrieți numărul cadastral."))
