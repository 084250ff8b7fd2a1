"""Office hours as the town hall publishes them, and whether it is open now."""

from __future__ import annotations

import datetime as dt
import re

from chatbot.conversation.talk import Talk
from chatbot.understanding.normalise import fold
from gisapp.core.clock import TOWN_TIME

_DAYS = ("luni", "marti", "miercuri", "joi", "vineri", "sambata", "duminica")
_ENGLISH = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SPAN = re.compile(r"(\d{1,2})[:.](\d{2})\s*[–-]\s*(\d{1,2})[:.](\d{2})")


def hours_text(talk: Talk) -> str:
    """The hours in one line; empty where the town hall publishes none."""
    rows = []
    for row in talk.authority.office_hours or []:
        days = str(row.get("days", ""))
        if talk.english:
            days = re.sub(r"\w+", lambda match: _ENGLISH[_DAYS.index(fold(match.group(0)))] if fold(match.group(0)) in _DAYS else match.group(0), days)
        rows.append(f"{days} {row.get('hours', '')}".strip())
    return "; ".join(rows)


def closes_at(talk: Talk) -> dt.time | None:
    """When the office closes today, if it is open now."""
    local = talk.now.astimezone(TOWN_TIME)
    for row in talk.authority.office_hours or []:
        if local.weekday() not in _weekdays(fold(str(row.get("days", "")))):
            continue
        for match in _SPAN.finditer(str(row.get("hours", ""))):
            first, last = dt.time(int(match[1]), int(match[2])), dt.time(int(match[3]) % 24, int(match[4]))
            if first <= local.time() < last:
                return last
    return None


def _weekdays(days: str) -> set[int]:
    """Read 'luni-joi', 'luni, marti, miercuri'."""
    found: set[int] = set()
    for part in re.split(r"[,;]| si ", days):
        named = [_DAYS.index(word) for word in re.findall(r"\w+", part) if word in _DAYS]
        if len(named) == 2 and re.search(r"[–-]", part):
            found |= set(range(named[0], named[1] + 1))
        else:
            found |= set(named)
    return found
