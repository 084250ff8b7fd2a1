"""Open cases that a new layer version or rule touches, with what changed; and one case between two days."""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from gisapp.accounts.models import Authority
from layers import api as layers
from permits.models import Case, CheckRun, Plot
from permits.queries.digs import dig_findings, settle_events
from permits.queries.land_answer import land_answer
from permits.queries.works import drawn_works
from permits.rules.procedure_files import all_procedures

# Below these a measure is the same: coordinates hold millimetres.
SAME_M, SAME_M2 = 0.001, 0.01


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between two answers about the same land."""

    added: tuple[layers.Finding, ...]
    gone: tuple[layers.Finding, ...]
    changed: tuple[tuple[layers.Finding, layers.Finding], ...]
    same: tuple[layers.Finding, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.gone or self.changed)


@dataclass(frozen=True, slots=True)
class Touched:
    """A stored answer that no longer holds. `versions`: layer title, version stored, version now."""

    run: CheckRun
    versions: tuple[tuple[str, int | None, int | None], ...]
    changes: Changes


def compare(before: Iterable[layers.Finding], after: Iterable[layers.Finding]) -> Changes:
    """Compare findings by restriction and feature; what is clear on both sides, or moved by less than a millimetre, is the same."""
    old, new = _keyed(before), _keyed(after)
    added = tuple(new[key] for key in new if key not in old)
    gone = tuple(old[key] for key in old if key not in new)
    changed = tuple((old[key], new[key]) for key in new if key in old and _differs(old[key], new[key]))
    same = tuple(new[key] for key in new if key in old and not _differs(old[key], new[key]))
    return Changes(added, gone, changed, same)


def _keyed(findings: Iterable[layers.Finding]) -> dict[tuple[str, str, int], layers.Finding]:
    """Key by restriction and the feature's own name: its row id changes when it is published again."""
    found: dict[tuple[str, str, int], layers.Finding] = {}
    for one in findings:
        if one.state is layers.State.CLEAR:
            continue
        number = 0
        while (key := (one.code, one.feature_key or one.reason_ro[:60], number)) in found:
            number += 1
        found[key] = one
    return found


def _differs(one: layers.Finding, other: layers.Finding) -> bool:
    if (one.state, one.effect, one.limit_m, one.legal_ref) != (other.state, other.effect, other.limit_m, other.legal_ref):
        return True
    return any(
        abs((first or 0.0) - (second or 0.0)) > same
        for first, second, same in ((one.distance_m, other.distance_m, SAME_M), (one.overlap_m2, other.overlap_m2, SAME_M2), (one.length_m, other.length_m, SAME_M))
    )


def touched_cases(authority: Authority, runs: QuerySet[CheckRun]) -> list[Touched]:
    """Ask again about the case of each stored answer, and return those that would be answered differently now."""
    now = {state.code: state for state in layers.layer_states(authority)}
    found = []
    for run in runs.select_related("case__authority").order_by("case__registered_at", "pk").iterator(chunk_size=50):
        looked_at = all_procedures()[run.case.procedure]
        changes = compare(layers.answer_from_json(run.answer).findings, answer_now(run.case))
        versions = tuple(
            (state.title, run.layer_versions.get(code), state.version)
            for code, state in now.items()
            if (looked_at.looks_at_all_layers or code in looked_at.layers) and run.layer_versions.get(code) != state.version
        )
        if changes:
            found.append(Touched(run, versions, changes))
    return found


def answer_now(case: Case) -> tuple[layers.Finding, ...]:
    """Return what would be found today, without storing it."""
    procedure, plot = all_procedures()[case.procedure], Plot.objects.get(case=case)
    answer = land_answer(plot.geom, drawn_works(case), authority=case.authority, procedure=procedure, internal=True)
    return layers.order_findings([*settle_events(answer.findings, case), *dig_findings(case)])


def between_days(case: Case, first: dt.date, second: dt.date) -> Changes:
    """Compare what the layers said of the case's land on two days."""
    procedure, plot, works = all_procedures()[case.procedure], Plot.objects.get(case=case), drawn_works(case)
    one, other = (land_answer(plot.geom, works, authority=case.authority, procedure=procedure, on=day, internal=True) for day in (first, second))
    return compare(one.findings, other.findings)
