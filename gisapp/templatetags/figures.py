"""Numbers as people here write them: 1.234,50 lei, 1.234,56 m², 12,4 %."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.template.defaultfilters import filesizeformat
from django.utils.formats import number_format

from gisapp.core.money import Money

register = template.Library()
NARROW = "\u00a0"


def _number(value: Any, digits: int) -> str:
    return number_format(round(Decimal(str(value)), digits), digits, use_l10n=True, force_grouping=True)


@register.filter
def lei(value: Money | Decimal | int | None) -> str:
    """Return an amount in lei with two decimals."""
    if value is None or value == "":
        return "—"
    amount = value.lei if isinstance(value, Money) else value
    return f"{_number(amount, 2)}{NARROW}lei"


@register.filter
def m2(value: float | None, digits: int = 0) -> str:
    """Return an area in square metres."""
    return "—" if value is None or value == "" else f"{_number(value, digits)}{NARROW}m²"


@register.filter
def metres(value: float | None, digits: int = 2) -> str:
    """Return a length in metres."""
    return "—" if value is None or value == "" else f"{_number(value, digits)}{NARROW}m"


@register.filter
def percent(value: float | None, digits: int = 1) -> str:
    """Return a share that is already in per cent."""
    return "—" if value is None or value == "" else f"{_number(value, digits)}{NARROW}%"


@register.filter
def file_size(value: int | None) -> str:
    """Return a size in KB or MB."""
    return "" if value in (None, "") else filesizeformat(value)
