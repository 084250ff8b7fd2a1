"""Contents of the register of takings: each payment and refund of a period with its receipt, and their sum."""
from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gisapp.core import clock
from permits.models import Case, Charge, Payment
from permits.queries.money_totals import payments_between

_COMMA = str.maketrans(",.-", ".,−")


def takings_fields(cases: QuerySet[Case], since: dt.date, until: dt.date) -> dict[str, Any]:
    """Return the register as plain values, in Romanian: it is a paper of the town hall. Practice cases never count."""
    rows = payments_between(cases.filter(practice=False), since, until).select_related("charge__case__applicant", "receipt__entry").order_by("confirmed_at", "pk")
    kinds, methods = dict(Charge.Kind.choices), dict(Payment.Method.choices)
    lines, total = [], Decimal(0)
    with translation.override("ro"):
        for number, row in enumerate(rows, start=1):
            total += row.amount
            assert row.confirmed_at is not None
            entry = row.receipt.entry if row.receipt else None
            lines.append([
                str(number), row.confirmed_at.astimezone(clock.TOWN_TIME).strftime("%d.%m.%Y"), row.charge.case.number, row.charge.case.applicant.name, _(kinds[row.charge.kind]),
                _(methods[row.method]), f"{entry.number}/{entry.year}" if entry else "–", f"{row.amount:,.2f}".translate(_COMMA),
            ])  # fmt: skip
        period = f"{date_format(since, 'j F Y')} – {date_format(until, 'j F Y')}"
    return {
        "title": "Registrul încasărilor", "period": period,
        "entries": {"head": ["Nr.", "Data", "Dosar", "Plătitor", "Felul", "Cum", "Chitanța", "Suma (lei)"], "rows": lines, "widths": [0.6, 1.2, 1.7, 3, 1.8, 1.5, 1.3, 1.4], "numeric": [7]},
        "note": f"Total: {f'{total:,.2f}'.translate(_COMMA)} lei. Sumele restituite sunt cu minus.",
    }
