"""What was due, paid and refunded in a period, by kind of charge and by way of paying. Amounts in lei."""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum

from gisapp.core import clock
from permits.models import Case, Charge, Payment

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class KindTotal:
    """One kind of charge: what was asked for in the period, what came in and went out in it, and what is still owed today for all times."""

    kind: str
    due: Decimal
    charges: int
    paid: Decimal
    payments: int
    refunded: Decimal
    refunds: int
    owed_now: Decimal

    @property
    def kept(self) -> Decimal:
        """Return what came in less what went out."""
        return self.paid - self.refunded


@dataclass(frozen=True, slots=True)
class Totals:
    """A period's money."""

    kinds: tuple[KindTotal, ...]
    whole: KindTotal
    methods: tuple[tuple[str, Decimal, int], ...]


def payments_between(cases: QuerySet[Case], since: dt.date, until: dt.date) -> QuerySet[Payment]:
    """Return what was received or given back between two local days, by the day on which the town hall confirmed it."""
    return Payment.objects.filter(
        charge__case__in=cases, state__in=[Payment.State.CONFIRMED, Payment.State.REFUNDED], confirmed_at__gte=clock.start_of(since), confirmed_at__lte=clock.end_of(until),
    )


def money_totals(cases: QuerySet[Case], since: dt.date, until: dt.date) -> Totals:
    """Add up the period. A charge counts on the day it was computed; practice cases never count."""
    cases = cases.filter(practice=False)
    charges = Charge.objects.filter(case__in=cases, cancelled_at=None, amount__gt=0)
    due = _by(charges.filter(computed_at__gte=clock.start_of(since), computed_at__lte=clock.end_of(until)).values_list("kind").annotate(Sum("amount"), Count("pk")))
    moved = payments_between(cases, since, until)
    paid = _by(moved.filter(amount__gt=0).values_list("charge__kind").annotate(Sum("amount"), Count("pk")))
    back = _by(moved.filter(amount__lt=0).values_list("charge__kind").annotate(Sum("amount"), Count("pk")))
    owed = _owed_now(charges)
    none = (NOTHING, 0)
    kinds = tuple(
        KindTotal(kind, *due.get(kind, none), *paid.get(kind, none), -back.get(kind, none)[0], back.get(kind, none)[1], owed.get(kind, NOTHING)) for kind in Charge.Kind.values
    )
    whole = KindTotal(
        "", sum((one.due for one in kinds), NOTHING), sum(one.charges for one in kinds), sum((one.paid for one in kinds), NOTHING), sum(one.payments for one in kinds),
        sum((one.refunded for one in kinds), NOTHING), sum(one.refunds for one in kinds), sum((one.owed_now for one in kinds), NOTHING),
    )
    ways = _by(moved.filter(amount__gt=0).values_list("method").annotate(Sum("amount"), Count("pk")))
    return Totals(kinds, whole, tuple((method, *ways.get(method, none)) for method in Payment.Method.values))


def _owed_now(charges: QuerySet[Charge]) -> dict[str, Decimal]:
    """Return what is still to come by kind: each charge of an open case less what was received for it, never below zero."""
    open_charges = charges.filter(case__closed_at=None)
    received = {
        row["charge"]: row["sum"]
        for row in Payment.objects.filter(charge__in=open_charges, state__in=[Payment.State.CONFIRMED, Payment.State.REFUNDED]).values("charge").annotate(sum=Sum("amount"))
    }
    found: dict[str, Decimal] = {}
    for pk, kind, amount in open_charges.values_list("pk", "kind", "amount"):
        found[kind] = found.get(kind, NOTHING) + max(amount - received.get(pk, NOTHING), NOTHING)
    return found


def _by(rows: Iterable[tuple[Any, ...]]) -> dict[str, tuple[Decimal, int]]:
    """Return sum and count by the first column."""
    return {key: (amount, count) for key, amount, count in rows}
