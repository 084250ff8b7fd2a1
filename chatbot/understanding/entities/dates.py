"""Dates as people write them in Romanian and English, read into ISO."""

from __future__ import annotations

import datetime as dt
import re

MONTHS = {
    "ian": 1, "ianuarie": 1, "january": 1, "jan": 1, "feb": 2, "februarie": 2, "february": 2, "mar": 3, "martie": 3, "march": 3,
    "apr": 4, "aprilie": 4, "april": 4, "mai": 5, "may": 5, "iun": 6, "iunie": 6, "june": 6, "jun": 6,
    "iul": 7, "iulie": 7, "july": 7, "jul": 7, "aug": 8, "august": 8, "sep": 9, "sept": 9, "septembrie": 9, "september": 9,
    "oct": 10, "octombrie": 10, "october": 10, "nov": 11, "noiembrie": 11, "november": 11, "noi": 11,
    "dec": 12, "decembrie": 12, "december": 12,
}  # fmt: skip
_MONTH = "(" + "|".join(sorted(MONTHS, key=len, reverse=True)) + ")"
DATE = (
    r"(?:(?P<d>\d{1,2}) ?[./-] ?(?P<m>\d{1,2}) ?[./-] ?(?P<y>(?:19|20)\d{2}|\d{2})(?!\d)"
    r"|(?P<iy>(?:19|20)\d{2})-(?P<im>\d{2})-(?P<id>\d{2})(?!\d)"
    rf"|(?P<wd>\d{{1,2}})(?:st|nd|rd|th)? ?(?:of )?(?P<wm>{_MONTH[1:-1]})\.? ?,? ?(?P<wy>(?:19|20)\d{{2}})(?!\d)"
    rf"|(?P<em>{_MONTH[1:-1]})\.? (?P<ed>\d{{1,2}})(?:st|nd|rd|th)?,? ?(?P<ey>(?:19|20)\d{{2}})(?!\d))"
)
_SHORT_DATE = rf"(?P<sd>\d{{1,2}})(?:st|nd|rd|th)? ?(?:of )?(?P<sm>{_MONTH[1:-1]})\b"
DATE_PATTERN = re.compile(r"(?<![\d./])" + DATE)
SHORT_DATE_PATTERN = re.compile(r"(?<![\d./])" + _SHORT_DATE)


def iso(match: re.Match[str]) -> str | None:
    """ISO date of a match of `DATE`, or None when there is no such day (31.02)."""
    group = match.groupdict()
    if group.get("d"):
        day, month, year = int(group["d"]), int(group["m"]), int(group["y"])
    elif group.get("iy"):
        day, month, year = int(group["id"]), int(group["im"]), int(group["iy"])
    elif group.get("wd"):
        day, month, year = int(group["wd"]), MONTHS[group["wm"]], int(group["wy"])
    else:
        day, month, year = int(group["ed"]), MONTHS[group["em"]], int(group["ey"])
    if year < 100:
        year += 2000
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None
