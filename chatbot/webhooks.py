"""Where the vendors deliver. Verified on the raw bytes, stored once, answered at once; everything else is done in the background."""

from __future__ import annotations

import json
from typing import Any

import structlog
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from chatbot import intake
from chatbot.channel_accounts import account_at
from chatbot.channels import CHANNELS
from chatbot.channels.contract import Account
from gisapp.accounts.models import Authority

log = structlog.get_logger(__name__)
MOST_BYTES = 3 * 1024 * 1024


@csrf_exempt
@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest, channel: str, path: str) -> HttpResponse:
    """Take one delivery: 403 when it is not the vendor's, 200 for all that is, read or not (else it comes again for days)."""
    account = account_at(channel, path)
    if account is None or channel not in CHANNELS:
        raise Http404("no such account")
    if request.method == "GET":
        return _greet(request, account)
    raw = _body(request)
    if raw is None:
        return HttpResponse(status=413)
    headers = {name.lower(): value for name, value in request.headers.items()}
    if not CHANNELS[channel].is_genuine(raw, headers, account):
        log.warning("forged delivery", channel=channel)
        return HttpResponse(status=403)
    delivery = _parsed(raw)
    authority = Authority.objects.filter(slug=account.authority).first()
    if delivery is None or authority is None:
        return HttpResponse(status=200)
    events = [event for event in CHANNELS[channel].read(delivery) if event.external_id]
    with transaction.atomic():
        intake.store(account, authority, events)
    return HttpResponse(status=200)


def _greet(request: HttpRequest, account: Account) -> HttpResponse:
    challenge = getattr(CHANNELS[account.channel], "challenge", None)
    answer = challenge(request.GET, account) if challenge is not None else None
    if answer is None:
        return HttpResponse(status=403)
    return HttpResponse(answer, content_type="text/plain")


def _body(request: HttpRequest) -> bytes | None:
    """At most 3 MB. Read from the stream: request.body keeps a smaller limit, and would be parsed first for a form."""
    raw = bytes(request.read(MOST_BYTES + 1))
    return None if len(raw) > MOST_BYTES else raw


def _parsed(raw: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
