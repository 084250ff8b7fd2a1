"""A tax officer exempts a case from its fee on a ground of the law; the fee is computed anew and says so."""
from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import User
from gisapp.core import clock
from gisapp.core.errors import BadInput, Conflict
from permits.actions.move import locked
from permits.actions.record import record
from permits.actions.require import require_role
from permits.actions.submit_case import store_charges
from permits.models import Case, Charge
from permits.queries.blocking import OPEN_STATES
from permits.queries.facts import fee_of
from permits.rules.fee_quote import Exemption, MissingFact
from permits.rules.people import Role

EXEMPTERS = (Role.TAX_OFFICER, Role.FINANCE_OFFICER)


@transaction.atomic
def exempt_fee(*, case: Case, ground: str, reason: str, by: User) -> Charge:
    """Exempt a case (Cod fiscal art. 476, or a council decision for a first home); returns the new charge.

    The guarantee stays: nobody is exempt from it. Money already paid is given back by a refund, not by an exemption.
    """
    case = locked(case)
    require_role(by, case, EXEMPTERS)
    if case.state not in OPEN_STATES:
        raise Conflict(_("În etapa de acum taxa dosarului nu se mai schimbă."), code="fee_closed")
    if ground not in {one.value for one in Exemption}:
        raise BadInput(_("Alegeți temeiul scutirii."), code="no_ground", field="ground")
    if len(reason.strip()) < 10:
        raise BadInput(_("Scrieți actul care dovedește scutirea: ce este, de la cine, numărul și data."), code="reason_missing", field="reason")
    owed = Charge.objects.select_for_update().filter(case=case, kind=Charge.Kind.FEE, cancelled_at=None)
    if any(charge.payments.exclude(state="rejected").exists() for charge in owed):
        raise Conflict(_("Taxa are deja o plată. Propuneți restituirea ei la „Restituiri”, cu același motiv."), code="already_paid")
    case.answers = {**case.answers, "exemption": ground}
    case.save(update_fields=["answers"])
    try:
        quote = fee_of(case)
    except MissingFact as missing:
        raise BadInput(missing.sentence_ro, code="fee_incomplete", field=missing.fact) from missing
    if not any(line.code == "exemption" for line in quote.lines):
        raise BadInput(_("Taxa acestei cereri nu se scutește pe acest temei: legea sau hotărârea consiliului nu o prevede."), code="not_exemptable", field="ground")
    owed.update(cancelled_at=clock.now())
    store_charges(case, quote, guarantee=not case.charges.filter(kind=Charge.Kind.GUARANTEE, cancelled_at=None).exists())
    record(case, "exempt_fee", actor=by, public=True, ground=ground, reason=reason.strip()[:300], total=str(quote.total.lei))
    return Charge.objects.get(case=case, kind=Charge.Kind.FEE, cancelled_at=None)
