"""Which work items a case gets, for whom, due when, in which order; and whether it is stuck."""
from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from gisapp.core.working_days import Calendar
from permits.rules.conditions import holds, said
from permits.rules.facts import CaseFacts
from permits.rules.labels import Labelled
from permits.rules.lifecycle import NEEDS_WORK_ITEM
from permits.rules.people import DEPARTMENT_OF_ROLE, Department, Role
from permits.rules.procedure import Procedure, Signatory, StepKind
from permits.rules.states import CaseState

SIGN = "sign"
DELIVER = "deliver"


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """A work item to create: `after` holds only codes of items that are planned too."""

    code: str
    kind: StepKind | None
    title_ro: str
    title_en: str
    department: Department
    role: Role
    due: dt.date
    after: tuple[str, ...]
    because_ro: str = ""
    because_en: str = ""

    @property
    def signs(self) -> bool:
        """A signature is not a step of the procedure; it has no kind."""
        return self.kind is None


def plan_work(
    procedure: Procedure, facts: CaseFacts, start: dt.date, calendar: Calendar, variant: str = ""
) -> tuple[PlannedItem, ...]:
    """Turn the steps that apply, the signatures and the delivery into work items, due by working days from `start`.

    A step that does not apply hands its own predecessors on, so that no item waits for nothing. Asked again
    when findings change, it gives the items to add: `added_items`.
    """
    standing: dict[str, tuple[str, ...]] = {}
    planned: list[PlannedItem] = []

    def due(day: int) -> dt.date:
        return calendar.add(start, procedure.due_day(day, variant)) if day else start

    for step in procedure.steps:
        after = _unique(code for before in step.after for code in standing[before])
        if not holds(step.when, facts):
            standing[step.code] = after
            continue
        standing[step.code] = (step.code,)
        planned.append(
            PlannedItem(
                step.code, step.kind, step.title_ro, step.title_en, step.department, step.role, due(step.due_day), after,
                said(step.when), said(step.when, "en"),
            )
        )  # fmt: skip
    draft = next(item for item in planned if item.kind is StepKind.DRAFT)
    # Signatures come after the draft and after whatever is checked once it is drafted.
    before: tuple[str, ...] = (draft.code, *(item.code for item in planned if draft.code in item.after))
    for number, signatory in enumerate(procedure.signatories, start=1):
        planned.append(_signature(number, signatory, due(signatory.due_day), before, draft.department))
        before = (planned[-1].code,)
    last = max(item.due for item in planned)
    planned.append(
        PlannedItem(
            DELIVER, StepKind.DELIVER, "Comunicarea răspunsului", "Deliver the answer", Department.REGISTRY, Role.REGISTRY_CLERK,
            calendar.add(last, 1), before,
        )
    )  # fmt: skip
    return tuple(planned)


def _signature(number: int, signatory: Signatory, due: dt.date, before: tuple[str, ...], drafted_in: Department) -> PlannedItem:
    return PlannedItem(
        f"{SIGN}.{number}.{signatory.role.value}",
        None,
        f"Semnătura: {signatory.role.label_ro}",
        f"Signature: {signatory.role.label_en}",
        DEPARTMENT_OF_ROLE.get(signatory.role, drafted_in),
        signatory.role,
        due,
        before,
    )


def _unique(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))


def added_items(plan: Collection[PlannedItem], existing: Collection[str]) -> tuple[PlannedItem, ...]:
    """Return what a new plan has and the case has not yet: conditions that became true."""
    return tuple(item for item in plan if item.code not in existing)


def ready(plan: Collection[PlannedItem], done: Collection[str], opened: Collection[str] = ()) -> tuple[PlannedItem, ...]:
    """Return the items that may be opened now: all before them are done, and they are neither done nor open."""
    return tuple(
        item
        for item in plan
        if item.code not in done and item.code not in opened and all(code in done for code in item.after)
    )


def is_stuck(state: CaseState, open_items: int) -> bool:
    """Tell whether a case lies where nobody sees it: it needs work and no work item is open. This is an alarm."""
    return state in NEEDS_WORK_ITEM and open_items == 0


class Escalation(Labelled):
    """How urgent a work item or a case has become, by the share of its term already used."""

    NONE = "none", "în grafic", "on schedule"
    HALF = "half", "jumătate din termen a trecut", "half of the term is gone"
    LATE = "late", "80 % din termen a trecut", "80 % of the term is gone"
    OVER = "over", "termenul s-a împlinit", "the term is over"


LEVELS = ((100, Escalation.OVER), (80, Escalation.LATE), (50, Escalation.HALF))
# Who hears of it, beyond the person who holds the item.
TOLD: dict[Escalation, tuple[Role, ...]] = {
    Escalation.NONE: (),
    Escalation.HALF: (),
    Escalation.LATE: (Role.HEAD,),
    Escalation.OVER: (Role.HEAD, Role.SECRETARY_GENERAL),
}


def escalation(elapsed_percent: int) -> Escalation:
    """Return the level of a share: from 50, 80 and 100 %."""
    return next((level for least, level in LEVELS if elapsed_percent >= least), Escalation.NONE)


def newly_crossed(told_percent: int, elapsed_percent: int) -> Escalation | None:
    """Return the level to tell now, when the last one told was at `told_percent`; None when nothing is new."""
    now, before = escalation(elapsed_percent), escalation(told_percent)
    return now if now is not before and elapsed_percent > told_percent else None
