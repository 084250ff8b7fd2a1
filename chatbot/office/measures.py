"""How well the assistant does: understood, asked back, handed over, by intent and channel; what people thought of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from chatbot.models import Handover, Rating, Turn
from chatbot.office.guard import staff
from gisapp.accounts.models import Authority
from gisapp.core import clock


def measured(authority: Authority, days: int) -> dict[str, Any]:
    """Counts of the last days. Only messages with an intent count as questions."""
    since = clock.now() - dt.timedelta(days=days)
    asked = Turn.objects.filter(conversation__authority=authority, who=Turn.Who.PERSON, at__gte=since).exclude(intent="")
    counts = {"asked": Count("pk"), "understood": Count("pk", filter=Q(band="answer")), "confirm": Count("pk", filter=Q(band="confirm")), "clarify": Count("pk", filter=Q(band="clarify"))}
    handed = Handover.objects.filter(authority=authority, opened_at__gte=since)
    ratings = Rating.objects.filter(turn__conversation__authority=authority, at__gte=since)
    total = asked.aggregate(**counts)
    thumbs = {"good": ratings.filter(good=True).count(), "bad": ratings.filter(good=False).count()}
    by_intent = {one["intent"]: one for one in asked.values("intent").annotate(**counts).order_by("-asked")[:40]}
    for one in handed.values("intent").annotate(times=Count("pk")):
        by_intent.setdefault(one["intent"], {"intent": one["intent"], "asked": 0, "understood": 0, "confirm": 0, "clarify": 0})["handed"] = one["times"]
    by_channel = {one["conversation__channel"]: one for one in asked.values("conversation__channel").annotate(**counts).order_by("-asked")}
    for one in handed.values("conversation__channel").annotate(times=Count("pk")):
        by_channel.setdefault(one["conversation__channel"], {"conversation__channel": one["conversation__channel"], "asked": 0, "understood": 0, "confirm": 0, "clarify": 0})["handed"] = one["times"]
    return {
        "total": total, "share": total["understood"] / total["asked"] if total["asked"] else None, "handed": handed.count(), "thumbs": thumbs,
        "by_intent": [{"name": one["intent"] or "—", "handed": 0, **one} for one in by_intent.values()],
        "by_channel": [{"name": one["conversation__channel"], "handed": 0, **one} for one in by_channel.values()],
    }


@staff()
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """The measures of a week, a month or a quarter."""
    days = int(request.GET["zile"]) if request.GET.get("zile") in ("7", "30", "90") else 30
    return render(request, "chatbot/office/measures.html", {**measured(request.authority, days), "days": days})
