"""Romanian typography for text that people typed: quotes, dashes, letters, hard spaces."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

MONTHS = (
    "ianuarie", "februarie", "martie", "aprilie", "mai", "iunie",
    "iulie", "august", "septembrie", "octombrie", "noiembrie", "decembrie",
)  # fmt: skip

# Cedilla letters of old keyboards: another letter to search engines and screen readers than comma-below.
_CEDILLA = str.maketrans({"ş": "ș", "Ş": "Ș", "ţ": "ț", "Ţ": "Ț"})
_NBSP = "\u00a0"
_UNIT = re.compile(r"(?<=\d) (?=(?:m²|m³|mp|mc|ha|km|cm|mm|m|kV|kW|lei|bani|euro|%|‰|°|zile?|luni|lună|ani|ore|buc)(?![\w²³]))")
# "0.4 kV" of foreign programs and layers; "1.234 m" may be thousands, so three digits after the dot are left alone.
_DECIMAL = re.compile(r"(?<![\d.,])(\d+)\.(\d{1,2})(?=[ \u00a0]?(?:m²|m³|ha|km|cm|mm|m|kV|kW|bar|lei|%)(?![\w²³]))")
_ABBREVIATION = re.compile(
    r"(?<!\w)((?:[Nn]r|[Aa]rt|[Aa]lin|[Ll]it|[Pp]ct|[Aa]nexa|[Ss]tr|[Bb]d|[Aa]l|[Cc]ap|ap|bl|sc|et|[Pp]arag)\.|nr|C\.F\.|CF|UTR) (?=[\w(])"
)
_OPENING = re.compile(r'(^|[\s(\[„«–—/])"(?=\S)')
_DASH = re.compile(r"(?<=\s)-(?=\s)")


def polish(text: str) -> str:
    """Text as a printer would set it; meaning and length in words unchanged."""
    text = unicodedata.normalize("NFC", text).translate(_CEDILLA)
    if '"' in text:
        text = _OPENING.sub(r"\1„", text).replace('"', "”")
    if "-" in text:
        text = _DASH.sub("–", text)
    if "." in text:
        text = _DECIMAL.sub(r"\1,\2", text)
    text = _UNIT.sub(_NBSP, text)
    return _ABBREVIATION.sub(rf"\1{_NBSP}", text)


def long_date(day: date) -> str:
    """``24 noiembrie 2026``, hard spaces inside."""
    return f"{day.day}{_NBSP}{MONTHS[day.month - 1]}{_NBSP}{day.year}"


def short_date(day: date) -> str:
    """``24.11.2026``."""
    return f"{day.day:02d}.{day.month:02d}.{day.year}"
