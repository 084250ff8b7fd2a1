"""How much work a person or a department holds: items weighted by kind and by days left."""
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from gisapp.core.working_days import Calendar
from permits.rules.procedure import StepKind

# Points of an item with time enough; a signature (no kind) takes half.
WEIGHTS: dict[StepKind, Decimal] = {
    StepKind.ASSIGN: Decimal("0.25"),
    StepKind.CHECK_PAPERS: Decimal(1),
    StepKind.CHECK_FEE: Decimal("0.5"),
    StepKind.CHECK_LAND: Decimal(2),
    StepKind.CHECK_TITLE: Decimal("1.5"),
    StepKind.CONSULT: Decimal(1),
    StepKind.INSPECT: Decimal(2),
    StepKind.COLLECT_ENDORSEMENTS: Decimal(1),
    StepKind.DRAFT: Decimal(3),
    StepKind.APPROVE_DRAFT: Decimal(1),
    StepKind.DELIVER: Decimal("0.25"),
}
SIGNATURE_WEIGHT = Decimal("0.5")
# (working days left at most, factor): nearness makes an item weigh more.
NEARNESS = ((-1, Decimal(3)), (1, Decimal(2)), (4, Decimal("1.5")))


@dataclass(frozen=True, slots=True)
class LoadItem:
    """An open work item as load sees it."""

    kind: StepKind | None
    due: dt.date | None


def weight(item: LoadItem, on: dt.date, calendar: Calendar) -> Decimal:
    """Weigh one item; an item without a due date (clock paused) weighs as one with time enough."""
    base = SIGNATURE_WEIGHT if item.kind is None else WEIGHTS[item.kind]
    if item.due is None:
        return base
    left = calendar.count(on, item.due)
    if on > item.due:
        # An item due on a Saturday is late on Sunday although no working day lies between.
        left = min(left, -1)
    return base * next((factor for most, factor in NEARNESS if left <= most), Decimal(1))
