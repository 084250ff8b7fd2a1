"""Gives a case its number in the general register, starts its clock, opens its work items."""
from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import Department, User
from gisapp.core import clock, jobs
from gisapp.core.errors import Conflict
from permits.actions.check_land import ask_land, check_land
from permits.actions.count_term import count_term, local_day
from permits.actions.move import locked, move
from permits.actions.open_work import open_work
from permits.actions.take_number import GENERAL, take_number
from permits.models import Applicant, Case, Plot, RegisterEntry
from permits.queries.parameters import calendar_of, parameters_of
from permits.rules.deadlines import deadline_rule
from permits.rules.procedure import StepKind
from permits.rules.procedure_files import all_procedures
from permits.rules.states import CaseState, Move


@transaction.atomic
def register_case(*, case: Case, by: User | None) -> Case:
    """Register a submitted case: number, term, spatial answer, work items and acknowledgment, all or nothing.

    `by` is the clerk at the counter; None when the system registers an online request.
    """
    case = locked(case)
    if case.state != CaseState.SUBMITTED.value:
        raise Conflict(_("Numai o cerere depusă și încă neînregistrată se poate înregistra."), code="not_submitted")
    procedure = all_procedures()[case.procedure]
    applicant = Applicant.objects.filter(case=case).first()
    # All of a town wait for the counter until this commits: what takes long is asked before.
    land = ask_land(case) if Plot.objects.filter(case=case).exists() else None
    entry = take_number(
        authority=case.authority, book=GENERAL, direction=RegisterEntry.Direction.IN, subject=procedure.title_ro, by=by, case=case,
        correspondent=applicant.name if applicant else "",
    )
    moment = clock.now()
    case.registry_number, case.registry_year, case.registered_at = entry.number, entry.year, moment
    case.rules_on = local_day(moment)
    case.department = _department(case)
    rule = deadline_rule(procedure.deadline_of(case.variant), parameters_of(case.authority), case.rules_on)
    due = rule.due(case.rules_on, calendar_of(case.authority))
    case.legal_due, case.internal_due = due.legal_due, due.internal_due
    case.due_explanation = due.explain("ro")
    case.save(update_fields=["registry_number", "registry_year", "registered_at", "rules_on", "legal_due", "internal_due", "due_explanation", "department"])
    move(case, Move.REGISTER, by=by, number=case.number, entry=entry.pk)
    count_term(case)
    if land is not None:
        check_land(case=case, by=by, answer=land)
    open_work(case)
    jobs.enqueue("permits.issue_letter", key=f"acknowledgment:{case.pk}", case=str(case.pk), kind="acknowledgment")
    return case


def _department(case: Case) -> Department | None:
    """Return the department that answers: the one of the drafting step, else of the last step."""
    steps = all_procedures()[case.procedure].steps
    drafting = next((step for step in steps if step.kind is StepKind.DRAFT), steps[-1] if steps else None)
    if drafting is None:
        return None
    return Department.objects.filter(authority=case.authority, code=drafting.department.value).first()
