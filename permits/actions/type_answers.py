"""Staff type what a paper file left unanswered; what is owed is computed as soon as its facts are there."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import User
from gisapp.core.errors import BadInput, Conflict
from permits.actions.move import locked
from permits.actions.open_work import plan_again
from permits.actions.record import record
from permits.actions.require import require_role
from permits.actions.submit_case import store_charges
from permits.models import Case, Charge
from permits.queries.blocking import OPEN_STATES, open_questions
from permits.queries.facts import fee_of
from permits.rules.fee_quote import MissingFact
from permits.rules.lifecycle import REVIEWERS
from permits.rules.people import Role

WHO = (*sorted(REVIEWERS, key=lambda role: role.value), Role.REGISTRY_CLERK, Role.TAX_OFFICER)


@transaction.atomic
def type_answers(*, case: Case, answers: Mapping[str, Any], by: User) -> bool:
    """Store answers to questions that have none; what the applicant answered is never overwritten. Return whether the fee is now known."""
    case = locked(case)
    require_role(by, case, WHO)
    if case.state not in OPEN_STATES:
        raise Conflict(_("În etapa de acum răspunsurile dosarului nu se mai completează."), code="answers_closed")
    empty = {question.code for question in open_questions(case)}
    given = {code: value for code, value in answers.items() if code in empty and value not in (None, "", [])}
    if not given:
        raise BadInput(_("Completați cel puțin un răspuns care lipsește."), code="nothing_typed")
    case.answers = {**case.answers, **given}
    case.save(update_fields=["answers"])
    record(case, "type_answers", actor=by, public=True, questions=sorted(given))
    known = compute_fee(case, by)
    plan_again(case)
    return known


def compute_fee(case: Case, by: User | None) -> bool:
    """Store the charges of a case that has none yet; False while a fact is still missing. An existing charge is never touched."""
    if Charge.objects.filter(case=case, kind=Charge.Kind.FEE, cancelled_at=None).exists():
        return True
    try:
        quote = fee_of(case)
    except MissingFact:
        return False
    store_charges(case, quote)
    record(case, "fee_computed", actor=by, public=True, total=str(quote.total.lei))
    return True
