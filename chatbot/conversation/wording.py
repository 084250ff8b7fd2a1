"""Numbers, dates, lists and names as they are written in an answer."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from chatbot.conversation.talk import Talk
from chatbot.conversation.texts import say
from gisapp.core.money import Money
from layers import api as layers
from permits import api as permits

MOST_LISTED = 6


def number(value: float, talk: Talk, digits: int = 0) -> str:
    """A number with the decimal sign of the language: 1.250,5 or 1,250.5."""
    text = f"{value:,.{digits}f}"
    if digits:
        text = text.rstrip("0").rstrip(".")
    return text if talk.english else text.replace(",", " ").replace(".", ",").replace(" ", ".")


def money(amount: Money, talk: Talk) -> str:
    """Lei as they are written in the language: 1.234,50 lei or 1,234.50 lei; whole lei without bani."""
    return f"{number(float(amount.lei), talk, 2) if amount.lei == amount.lei.to_integral() else _bani(amount, talk)} lei"


def _bani(amount: Money, talk: Talk) -> str:
    text = f"{amount.lei:,.2f}"
    return text if talk.english else text.replace(",", " ").replace(".", ",").replace(" ", ".")


# Names of acts and their parts, for who reads English: the number of the act stays as it is.
_REFERENCE = (
    (r"\bHCL demonstrativă\b", "demonstration Council Decision"), (r"\bHCL\b", "Council Decision"), (r"\bLegea\b", "Law"), (r"\bOrdinul\b", "Order"), (r"\bCodul? fiscal\b", "Fiscal Code"),
    (r"\bformularele\b", "forms"), (r"\bformularul\b", "form"), (r"\balin\.", "para."), (r"\blit\.", "letter"), (r"\bregulament(?:ul)? local de urbanism\b", "local planning regulation"),
    (r"\bregulament(?:ul)? local\b", "local regulation"), (r"\bplafon\b", "ceiling"), (r"\brotunjire la leu\b", "rounded to the leu"), (r"\banexa\b", "annex"), (r"\bnr\.", "no."), (r" și ", " and "), (r"\bmodificată prin\b", "as amended by"),
)  # fmt: skip


def reference(text: str, talk: Talk) -> str:
    """The legal ground of something, in the language of the answer."""
    if talk.english:
        for ro, en in _REFERENCE:
            text = re.sub(ro, en, text, flags=re.IGNORECASE if ro.startswith(r"\bformular") else 0)
    return text


def day(value: dt.date, talk: Talk) -> str:
    """A date without the day/month trap."""
    return f"{value.day} {value:%b %Y}" if talk.english else f"{value:%d.%m.%Y}"


def moment(value: dt.datetime, talk: Talk) -> str:
    """A date and hour in the town's time."""
    from gisapp.core.clock import TOWN_TIME

    local = value.astimezone(TOWN_TIME)
    return f"{day(local.date(), talk)}, {local:%H:%M}"


def listed(parts: Iterable[str]) -> str:
    """Each once, a few at most, and how many more there are."""
    unique = list(dict.fromkeys(part for part in parts if part))
    shown = ", ".join(unique[:MOST_LISTED])
    rest = len(unique) - MOST_LISTED
    return shown + (_(" și altele (%(n)s)") % {"n": rest} if rest > 0 else "")


def layer_source(title_ro: str, title_en: str, date: dt.date | None, talk: Talk) -> str:
    """A layer with the day of its data."""
    title = title_en if talk.english and title_en else title_ro
    return say("layer_dated", layer=title, date=day(date, talk)) if date else say("layer_undated", layer=title)


def sources_of(findings: Iterable[layers.Finding], talk: Talk) -> str:
    """The layers that findings rest on, each with its date."""
    return listed(layer_source(f.source.title_ro, f.source.title_en, f.source.data_date, talk) for f in findings)


def endorser_titles(codes: Iterable[str], talk: Talk) -> str:
    """Names of institutions by code."""
    names = permits.endorser_names(talk.authority)
    return listed(names.get(code, code) for code in codes if code)
