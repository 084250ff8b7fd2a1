"""Quality management: sampling of decided cases, indicators against targets, each actor's share of the time."""
from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from permits.rules.labels import Labelled
from permits.rules.lifecycle import holder
from permits.rules.parameters import Parameters
from permits.rules.states import CaseState, Holder


def draw_sample(cases: Sequence[str], seed: str, parameters: Parameters, on: dt.date) -> tuple[str, ...]:
    """Draw the cases for a second review: a share of those decided, at least a few, all alike likely.

    The seed is written down with the sample (the month and a number drawn when it was made), so that anybody
    can repeat the draw and see that nobody chose.
    """
    percent, least = parameters.at("quality.sample_percent", on), parameters.at("quality.sample_minimum", on)
    # A Decimal's // cuts towards zero, so the share is rounded up with ceil.
    size = min(max(math.ceil(len(cases) * percent.value / 100), least.whole), len(cases))
    return tuple(sorted(random.Random(seed).sample(sorted(cases), size)))  # noqa: S311 - repeatable on purpose


class Verdict(Labelled):
    """What a second reviewer finds on one point of the checklist."""

    CONFORMS = "conforms", "conform", "conforms"
    MINOR = "minor", "abatere minoră", "minor deviation"
    MAJOR = "major", "neconform", "nonconforming"
    NOT_APPLICABLE = "not_applicable", "nu se aplică", "not applicable"


@dataclass(frozen=True, slots=True)
class CheckPoint:
    """One point of the checklist of a second review."""

    code: str
    question_ro: str
    question_en: str


CHECKLIST: tuple[CheckPoint, ...] = (
    CheckPoint(
        "papers",
        "S-au cerut numai acte prevăzute de procedură, o singură dată?",
        "Were only listed papers asked for, once?",
    ),
    CheckPoint(
        "land",
        "Fiecare constatare pe straturi a fost acceptată sau respinsă cu motiv?",
        "Was every finding accepted or rejected with a reason?",
    ),
    CheckPoint(
        "content",
        "Conținutul actului corespunde reglementării zonei?",
        "Does the act match the zone's regulation?",
    ),
    CheckPoint(
        "fee",
        "Taxa este calculată și încasată corect?",
        "Was the fee computed and collected rightly?",
    ),
    CheckPoint(
        "term",
        "Termenul legal a fost respectat, iar suspendările sunt justificate?",
        "Was the term kept, and were pauses justified?",
    ),
    CheckPoint(
        "signatures",
        "Semnăturile sunt în ordine și ale unor persoane diferite de redactor?",
        "Are signatures in order and not the drafter's?",
    ),
    CheckPoint(
        "language",
        "Răspunsul se înțelege de un cetățean și este motivat?",
        "Can a citizen understand the answer, and is it reasoned?",
    ),
)


class NonconformityState(Labelled):
    """The life of a nonconformity."""

    OPEN = "open", "deschisă", "open"
    CAUSE_FOUND = "cause_found", "cauză stabilită", "cause found"
    ACTION_SET = "action_set", "acțiune corectivă stabilită", "corrective action set"
    ACTION_DONE = "action_done", "acțiune făcută, de verificat", "action done, to be checked"
    CLOSED = "closed", "închisă, eficace", "closed, effective"


# A check that finds the action without effect goes back to the cause.
NONCONFORMITY_MOVES: dict[NonconformityState, tuple[NonconformityState, ...]] = {
    NonconformityState.OPEN: (NonconformityState.CAUSE_FOUND,),
    NonconformityState.CAUSE_FOUND: (NonconformityState.ACTION_SET,),
    NonconformityState.ACTION_SET: (NonconformityState.ACTION_DONE,),
    NonconformityState.ACTION_DONE: (NonconformityState.CLOSED, NonconformityState.OPEN),
    NonconformityState.CLOSED: (),
}


@dataclass(frozen=True, slots=True)
class CaseMeasure:
    """A decided case as indicators see it. `satisfaction` is 1 to 5."""

    procedure: str
    registered_on: dt.date
    decided_on: dt.date
    legal_due: dt.date
    returned: bool = False
    papers_asked: bool = False
    satisfaction: int | None = None
    reviewed: bool = False
    nonconforming: bool = False


@dataclass(frozen=True, slots=True)
class Indicator:
    """A share in percent against its target; `value` is None when there was nothing to measure."""

    code: str
    label_ro: str
    label_en: str
    value: Decimal | None
    target: Decimal
    more_is_better: bool
    counted: int

    @property
    def met(self) -> bool | None:
        """Tell whether the target is met; None when nothing was measured."""
        if self.value is None:
            return None
        return self.value >= self.target if self.more_is_better else self.value <= self.target


Target = Callable[[str], Decimal]
SATISFIED_FROM = 4


def indicators(cases: Iterable[CaseMeasure], parameters: Parameters, on: dt.date, procedure: str = "") -> tuple[Indicator, ...]:
    """Compute the indicators of a set of cases with the targets in force.

    A procedure's own target (`quality.target.in_term_percent.building_permit`) goes before the house's.
    """
    known = tuple(cases)
    rated = [case for case in known if case.satisfaction is not None]
    reviewed = [case for case in known if case.reviewed]

    def target(code: str) -> Decimal:
        own = parameters.find(f"quality.target.{code}.{procedure}", on) if procedure else None
        return (own or parameters.at(f"quality.target.{code}", on)).value

    return (
        _indicator("in_term_percent", "răspunsuri în termenul legal", "answers within the legal term",
                   [case.decided_on <= case.legal_due for case in known], target, more=True),
        _indicator("returned_percent", "dosare restituite ca incomplete", "files returned as incomplete",
                   [case.returned for case in known], target, more=False),
        _indicator("papers_asked_percent", "dosare cu completări cerute", "files for which papers were asked",
                   [case.papers_asked for case in known], target, more=False),
        _indicator("satisfaction_percent", "solicitanți mulțumiți (4 sau 5 din 5)", "satisfied applicants (4 or 5 of 5)",
                   [(case.satisfaction or 0) >= SATISFIED_FROM for case in rated], target, more=True),
        _indicator("nonconforming_percent", "dosare neconforme la a doua verificare", "files nonconforming on second review",
                   [case.nonconforming for case in reviewed], target, more=False),
    )  # fmt: skip


def _indicator(code: str, label_ro: str, label_en: str, hits: list[bool], target: Target, *, more: bool) -> Indicator:
    value = (Decimal(100 * sum(hits)) / len(hits)).quantize(Decimal("0.1")) if hits else None
    return Indicator(code, label_ro, label_en, value, target(code), more, len(hits))


@dataclass(frozen=True, slots=True)
class Stay:
    """Time that a case spent in one state."""

    state: CaseState
    since: dt.datetime
    until: dt.datetime


def shares_of_time(stays: Iterable[Stay]) -> dict[Holder, dt.timedelta]:
    """Add up who held the ball for how long: the chess clock of a case."""
    found = dict.fromkeys(Holder, dt.timedelta())
    for stay in stays:
        found[holder(stay.state)] += stay.until - stay.since
    return found
