"""The warranty is over: the guarantee goes back, whole or less what the town hall spent on defects. Finance approves the payment."""
from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from gisapp.accounts.models import User
from gisapp.core import clock
from gisapp.core.errors import BadInput, Conflict
from permits.actions.move import locked, move
from permits.actions.record import record
from permits.models import Case, Charge, Refund
from permits.queries.money import paid
from permits.queries.warranty import held_guarantee, warranty_of
from permits.rules.states import CaseState, Move


@transaction.atomic
def release_guarantee(*, case: Case, keep: Decimal, reason: str, legal_ref: str, by: User) -> Case:
    """Release the guarantee less what is kept, in lei; what is kept needs a reason and its legal ground.

    Only after the warranty, only by whom the lifecycle names; the refund waits for a second person, at finance.
    """
    case = locked(case)
    if case.state != CaseState.WARRANTY.value:
        raise Conflict(_("Garanția se restituie după recepția parțială și perioada de garanție."), code="no_warranty")
    term = warranty_of(case)
    if term is not None and not term.is_over(clock.today()):
        raise Conflict(_("Garanția nu se poate restitui încă. %(why)s") % {"why": term.explain(translation.get_language() or "ro")}, code="under_warranty")
    held = held_guarantee(case)
    in_hand = held.held if held is not None else Decimal(0)
    if not 0 <= keep <= in_hand:
        raise BadInput(_("Suma reținută trebuie să fie între zero și garanția plătită."), code="bad_amount", field="keep")
    if keep and (len(reason.strip()) < 10 or len(legal_ref.strip()) < 5):
        raise BadInput(_("Scrieți de ce se reține o parte din garanție și temeiul legal."), code="reason_missing", field="reason")
    back = in_hand - keep
    move(case, Move.RELEASE_GUARANTEE, by=by, reason=reason.strip(), returned=str(back), kept=str(keep), legal_ref=legal_ref.strip())
    if held is not None and back:
        _ask(case, held.charge, back, reason, by)
    return case


def _ask(case: Case, charge: Charge, amount: Decimal, reason: str, by: User) -> None:
    charge = Charge.objects.select_for_update().get(pk=charge.pk)
    if amount > paid(charge) or Refund.objects.filter(charge=charge, state=Refund.State.ASKED).exists():
        raise Conflict(_("Există deja o restituire de aprobat pentru această sumă."), code="refund_open")
    refund = Refund.objects.create(
        charge=charge, kind=Refund.Kind.GUARANTEE, amount=amount, reason=reason.strip()[:300] or "perioada de garanție s-a încheiat", asked_by=by, asked_at=clock.now(),
    )
    record(case, "ask_refund", actor=by, refund=refund.pk, amount=str(amount), kind_of_refund=refund.kind)
