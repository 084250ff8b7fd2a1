"""How well the assistant does: understood, asked back, handed over, by intent and channel; what people thought of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from chatbot.models import Handover, Rating, Turn
from chatbot.office.titles import channel_title, intent_title
from gisapp.accounts.guard import office
from gisapp.accounts.models import Authority
from gisapp.core import clock

_COUNTS = {"asked": Count("pk"), "understood": Count("pk", filter=Q(band="answer")), "confirm": Count("pk", filter=Q(band="confirm")), "clarify": Count("pk", filter=Q(band="clarify"))}


# Answers and commands: understood or not, they ask nothing.
_NO_SUBJECTS = ("", "affirm", "deny", "back", "cancel", "menu")


def _rows(asked: QuerySet[Turn], handed: QuerySet[Handover], by: str, title: Callable[[str], str]) -> list[dict[str, Any]]:
    """The counts for each value of a field, the most asked first; what was only handed over is there too."""
    found: dict[str, dict[str, Any]] = {}
    for one in asked.values(by).annotate(**_COUNTS).order_by("-asked")[:40]:
        row: dict[str, Any] = dict(one)
        found[row[by]] = {"name": title(row[by]), "handed": 0, **{name: row[name] for name in _COUNTS}}
    for one in handed.values(by).annotate(times=Count("pk")):
        row = dict(one)
        found.setdefault(row[by], {"name": title(row[by]), **dict.fromkeys(_COUNTS, 0)})["handed"] = row["times"]
    for one in found.values():
        one["share"] = round(100 * one["understood"] / one["asked"]) if one["asked"] else None
    return list(found.values())


def measured(authority: Authority, days: int) -> dict[str, Any]:
    """Counts of the last days. Only messages in words that ask something count; buttons and pins are always understood."""
    since = clock.now() - dt.timedelta(days=days)
    asked = Turn.objects.filter(conversation__authority=authority, who=Turn.Who.PERSON, at__gte=since).exclude(band="").exclude(intent__in=_NO_SUBJECTS)
    handed = Handover.objects.filter(authority=authority, opened_at__gte=since)
    ratings = Rating.objects.filter(turn__conversation__authority=authority, at__gte=since)
    total = asked.aggregate(**_COUNTS)
    thumbs = {"good": ratings.filter(good=True).count(), "bad": ratings.filter(good=False).count()}
    rated = thumbs["good"] + thumbs["bad"]
    by_intent, by_channel = _rows(asked, handed, "intent", intent_title), _rows(asked, handed, "conversation__channel", channel_title)
    return {
        "total": total, "share": total["understood"] / total["asked"] if total["asked"] else None, "handed": handed.count(), "thumbs": thumbs, "satisfied": round(100 * thumbs["good"] / rated) if rated else None,
        "by_intent": by_intent, "by_channel": by_channel,
    }


@office()
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """The measures of a week, a month or a quarter."""
    days = int(request.GET["zile"]) if request.GET.get("zile") in ("7", "30", "90") else 30
    return render(request, "chatbot/office/measures.html", {**measured(request.authority, days), "days": days})
