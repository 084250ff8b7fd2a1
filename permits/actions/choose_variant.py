"""Sets the form in which a procedure is asked for: the plain one, urgent handling (Law 50/1991 art. 7 para. 1^6), a kiosk and so on."""
from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import User
from gisapp.core import clock
from gisapp.core.errors import BadInput
from permits.actions.move import locked
from permits.actions.record import record
from permits.models import Case
from permits.rules.procedure_files import all_procedures
from permits.rules.states import CaseState


@transaction.atomic
def choose_variant(*, case: Case, variant: str, by: User | None, step: str = "") -> Case:
    """Give a draft its variant: term, fee, pace of work and some questions follow from it. An empty code is the plain procedure.

    Raises BadInput after registration: the term and the fee then already stand.
    """
    case = locked(case)
    if case.state != CaseState.DRAFT.value:
        raise BadInput(_("Cererea a fost deja depusă; nu se mai poate schimba de aici."), code="not_a_draft")
    if variant and variant not in {one.code for one in all_procedures()[case.procedure].variants}:
        raise BadInput(_("Procedura nu are această formă. Alegeți una din listă."), code="unknown_variant", field="variant")
    changed = case.variant != variant
    case.variant, case.step, case.updated_at = variant, step or case.step, clock.now()
    case.save(update_fields=["variant", "step", "updated_at"])
    if changed:
        record(case, "choose_variant", actor=by, variant=variant)
    return case
