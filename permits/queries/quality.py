"""Figures of quality: cases as the indicators see them, month by month."""
from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from gisapp.accounts.models import Authority, User
from gisapp.core import clock
from permits.models import Case, CaseEvent, IssuedDocument, PaperRequest, SecondReview, WorkItem
from permits.queries.parameters import parameters_of
from permits.rules.quality import CaseMeasure, Indicator, Verdict, indicators


def month_of(day: dt.date) -> tuple[dt.date, dt.date]:
    """Return the first and the last day of the month of a day."""
    first = day.replace(day=1)
    return first, (first + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)


def decided(authority: Authority, first: dt.date, last: dt.date) -> QuerySet[Case]:
    """Return the cases answered or returned between two local days; withdrawn ones had no answer to judge."""
    return Case.objects.filter(
        authority=authority, practice=False, decided_at__gte=clock.start_of(first), decided_at__lte=clock.end_of(last), registered_at__isnull=False
    ).exclude(state="withdrawn")


def measures(authority: Authority, first: dt.date, last: dt.date) -> list[CaseMeasure]:
    """Return decided cases as the indicators see them."""
    cases = decided(authority, first, last).annotate(asked=Exists(PaperRequest.objects.filter(case=OuterRef("pk"))))
    bad: dict[object, bool] = {}
    for review in SecondReview.objects.filter(case__in=cases, done_at__isnull=False):
        bad[review.case_id] = bad.get(review.case_id, False) or Verdict.MAJOR.value in review.verdicts.values()
    return [
        CaseMeasure(
            procedure=procedure, registered_on=registered.astimezone(clock.TOWN_TIME).date(), decided_on=at.astimezone(clock.TOWN_TIME).date(), legal_due=due,
            returned=state == "returned", papers_asked=asked, satisfaction=score, reviewed=pk in bad, nonconforming=bad.get(pk, False),
        )
        for pk, procedure, registered, at, due, state, asked, score in cases.values_list(
            "pk", "procedure", "registered_at", "decided_at", "legal_due", "state", "asked", "rating__score"
        )
        if registered is not None and at is not None and due is not None
    ]


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """A month's indicators, the month before it, and each procedure's own."""

    first: dt.date
    last: dt.date
    cases: tuple[CaseMeasure, ...]
    whole: tuple[Indicator, ...]
    before: tuple[Indicator, ...]
    by_procedure: tuple[tuple[str, tuple[Indicator, ...]], ...]


def month_figures(authority: Authority, day: dt.date) -> MonthFigures:
    """Compute the indicators of the month of a day, with the targets in force on its last day."""
    first, last = month_of(day)
    earlier = month_of(first - dt.timedelta(days=1))
    parameters, cases = parameters_of(authority), measures(authority, first, last)
    groups: dict[str, list[CaseMeasure]] = defaultdict(list)
    for case in cases:
        groups[case.procedure].append(case)
    return MonthFigures(
        first, last, tuple(cases), indicators(cases, parameters, last), indicators(measures(authority, *earlier), parameters, earlier[1]),
        tuple((code, indicators(rows, parameters, last, code)) for code, rows in sorted(groups.items(), key=lambda one: -len(one[1]))),
    )


def worked_on(person: User, case: Case) -> bool:
    """Tell whether the person had a hand in the case: then they may not review it."""
    return (
        person.pk in {case.inspector_id, case.drafted_by_id, case.entered_by_id, case.owner_id}
        or CaseEvent.objects.filter(case=case, actor=person).exists()
        or WorkItem.objects.filter(case=case, done_by=person).exists()
        or IssuedDocument.objects.filter(case=case, signatures__signer=person).exists()
    )
