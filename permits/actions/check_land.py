"""Asks the spatial question for a case and stores the whole answer."""
from __future__ import annotations

from dataclasses import replace

from django.contrib.gis.geos import GEOSGeometry
from django.db import transaction

from gisapp.accounts.models import User
from gisapp.core import clock
from layers import api as layers
from permits.actions.open_work import plan_again
from permits.actions.record import record
from permits.actions.tell_utilities import tell_utilities
from permits.models import Case, CheckRun, Finding, Plot
from permits.queries.digs import dig_findings, settle_events
from permits.queries.land_answer import land_answer
from permits.queries.works import drawn_works
from permits.rules.procedure_files import all_procedures


def ask_land(case: Case) -> layers.Answer:
    """Ask what touches the case's plot and works as of now; nothing is written. The slow part: do it before taking a number."""
    plot = Plot.objects.get(case=case)
    return land_answer(plot.geom, drawn_works(case), authority=case.authority, procedure=all_procedures()[case.procedure], internal=True)


@transaction.atomic
def check_land(*, case: Case, by: User | None, answer: layers.Answer | None = None) -> CheckRun:
    """Store the answer for the case's plot and works as of now; decisions on unchanged findings are carried over."""
    plot = Plot.objects.get(case=case)
    if answer is None:
        answer = ask_land(case)
    answer = replace(answer, findings=layers.order_findings([*settle_events(answer.findings, case), *dig_findings(case)]))
    before = {_identity(row): row for row in Finding.objects.filter(run__case=case, run__current=True).exclude(decision=Finding.Decision.PENDING)}
    manual = list(Finding.objects.filter(run__case=case, run__current=True, manual=True))
    CheckRun.objects.filter(case=case, current=True).update(current=False)
    stored = layers.answer_to_json(answer)
    stored["land"] = land = layers.describe_land(plot.geom, authority=case.authority)
    stored["locality"], stored["plan_unit"] = land["locality"], land["plan_unit"]
    run = CheckRun.objects.create(
        case=case, at=clock.now(), on=answer.on, asked_by=by, answer=stored, layer_versions=answer.layer_versions,
    )
    number = 0
    for finding in answer.findings:
        if finding.state is layers.State.CLEAR:
            continue
        number += 1
        row = Finding(
            run=run, number=number, code=finding.code, state=finding.state.value, effect=finding.effect.value, title=finding.title_ro,
            data=layers.finding_to_json(finding), geom=GEOSGeometry(finding.geometry) if finding.geometry else None,
        )
        known = before.get(_identity(row))
        if known is not None:
            row.decision, row.reason, row.decided_by, row.decided_at = known.decision, known.reason, known.decided_by, known.decided_at
        row.save()
    for kept in manual:
        number += 1
        kept.pk, kept.run, kept.number = None, run, number
        kept.save()
    record(case, "check_land", actor=by, run=run.pk, state=answer.state.value, findings=number, layer_versions=answer.layer_versions)
    # What the land answers decides which departments are asked.
    plan_again(case)
    tell_utilities(case)
    return run


def _identity(row: Finding) -> tuple[str, str, object, object]:
    return row.code, row.state, row.data.get("feature") or row.data.get("feature_key"), round(float(row.data.get("distance_m") or 0), 2)
