"""The applicant sends the request; it is numbered in the same transaction."""
from __future__ import annotations

from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import User
from gisapp.core import clock
from gisapp.core.errors import BadInput, Refused
from permits.actions.move import locked, move
from permits.actions.register_case import register_case
from permits.models import Case, Charge
from permits.queries.completeness import missing_of
from permits.queries.facts import fee_of
from permits.queries.followed import followed
from permits.rules.fee_quote import FeeQuote, LineKind, MissingFact
from permits.rules.states import CaseState, Move


def submit_case(*, case: Case, by: User, submit_key: str) -> Case:
    """Check that all is there, store the fee, register. A second call with the same key returns the same case.

    Raises BadInput naming the first thing that is missing.
    """
    try:
        return _submit(case=case, by=by, submit_key=submit_key)
    except IntegrityError as error:
        again = Case.objects.filter(submit_key=submit_key).first()
        if again is None:
            raise Refused(_("Cererea nu a putut fi depusă. Încercați din nou; ciorna este salvată.")) from error
        return again


@transaction.atomic
def _submit(*, case: Case, by: User, submit_key: str) -> Case:
    case = locked(case)
    if case.state != CaseState.DRAFT.value:
        if case.submit_key == submit_key or case.owner_id == by.pk:
            return case
        raise BadInput(_("Cererea a fost deja depusă."), code="already_submitted")
    missing = missing_of(case)
    if missing:
        raise BadInput(_("Cererea nu este completă: %(missing)s.") % {"missing": "; ".join(item.sentence for item in missing)}, code="incomplete", field=missing[0].field)
    moment = clock.now()
    case.submit_key, case.submitted_at = submit_key, moment
    found = followed(case)
    if found is not None and case.parent_id is None:
        case.parent = found[0].case
    case.save(update_fields=["submit_key", "submitted_at", "parent"])
    try:
        quote = fee_of(case)
    except MissingFact as fact:
        raise BadInput(fact.sentence_ro, code="fee_incomplete", field=fact.fact) from fact
    store_charges(case, quote)
    move(case, Move.SUBMIT, by=by)
    return register_case(case=case, by=None)


def store_charges(case: Case, quote: FeeQuote, *, guarantee: bool = True) -> None:
    """Write what is owed, with the lines that explain it; without `guarantee` only the fee."""
    parts = [(Charge.Kind.FEE, quote.total.lei, [line for line in quote.lines if line.kind is not LineKind.GUARANTEE])]
    if guarantee and quote.guarantee.lei:
        parts.append((Charge.Kind.GUARANTEE, quote.guarantee.lei, [line for line in quote.lines if line.kind is LineKind.GUARANTEE]))
    for kind, amount, lines in parts:
        Charge.objects.create(
            case=case, kind=kind, amount=max(amount, Decimal(0)), computed_at=clock.now(),
            lines=[
                {
                    "code": line.code, "text_ro": line.explanation_ro, "text_en": line.explanation_en, "amount": str(line.amount.lei),
                    "legal_ref": line.legal_ref, "decision": line.decision, "confidence": line.confidence.value,
                }
                for line in lines
            ],
        )
