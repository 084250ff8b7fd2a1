"""Who holds the ball, in one line: for the citizen, for staff, for everybody the same."""
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from permits.models import Case, Endorsement, SignatureStep, WorkItem
from permits.rules.lifecycle import holder
from permits.rules.people import Role
from permits.rules.procedure_files import all_procedures
from permits.rules.states import CaseState, Family, Holder


@dataclass(frozen=True, slots=True)
class HeldBy:
    """Who a case waits for and until when; `applicant` when the citizen must act."""

    who: str
    until: dt.date | None
    applicant: bool
    over: bool = False
    todo: str = ""
    """What the citizen is waited for, in a sentence."""


def holder_of(case: Case) -> HeldBy:
    """Return who must act now on a case."""
    state = CaseState(case.state)
    side = holder(state)
    if side is Holder.APPLICANT:
        return HeldBy(_("dumneavoastră"), None, True, todo=_todo(case, state))
    if side is Holder.NOBODY:
        return HeldBy(_("nimeni: cererea are răspuns"), None, False, over=True)
    if state is CaseState.SIGNING:
        step = SignatureStep.objects.filter(document__case=case, state__in=[SignatureStep.State.WAITING, SignatureStep.State.REQUESTED]).exclude(document__state="cancelled").order_by("order").first()
        if step is not None:
            return HeldBy(_role(step.role), case.legal_due, False)
    endorsement = Endorsement.objects.filter(case=case, state=Endorsement.State.ASKED).select_related("institution").order_by("due").first()
    item = WorkItem.objects.filter(case=case, state=WorkItem.State.OPEN).select_related("department").order_by("due").first()
    if endorsement is not None and (item is None or item.step.startswith("collect")):
        return HeldBy(endorsement.institution.name, endorsement.due, False)
    if item is not None:
        return HeldBy(item.department.name if item.department else _role(item.role), item.due, False)
    # After the answer its term is over: what the town hall owes now has none of it.
    return HeldBy(_("primăria"), case.legal_due if case.decided_at is None else None, False)


def _todo(case: Case, state: CaseState) -> str:
    match state:
        case CaseState.DRAFT:
            return _("Terminați cererea și trimiteți-o")
        case CaseState.WORKS_STARTED:
            digs = all_procedures()[case.procedure].family is Family.EXCAVATION
            return _("Când ați refăcut suprafața, anunțați primăria") if digs else _("Când ați terminat lucrările, anunțați recepția")
        case CaseState.WARRANTY:
            return _("Reparați ce se strică până la sfârșitul perioadei de garanție")
    return _("Răspundeți la solicitarea de completări") if state is CaseState.WAITING_PAPERS else ""


def _role(code: str) -> str:
    role = Role(code)
    return role.label_en if translation.get_language() == "en" else role.label_ro
