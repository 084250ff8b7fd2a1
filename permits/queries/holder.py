"""Who holds the ball, in one line: for the citizen, for staff, for everybody the same."""
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from permits.models import Case, Endorsement, SignatureStep, WorkItem
from permits.rules.lifecycle import holder
from permits.rules.people import Role
from permits.rules.states import CaseState, Holder


@dataclass(frozen=True, slots=True)
class HeldBy:
    """Who a case waits for and until when; `applicant` when the citizen must act."""

    who: str
    until: dt.date | None
    applicant: bool
    over: bool = False


def holder_of(case: Case) -> HeldBy:
    """Return who must act now on a case."""
    state = CaseState(case.state)
    side = holder(state)
    if side is Holder.APPLICANT:
        return HeldBy(_("dumneavoastră"), None, True)
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
    return HeldBy(_("primăria"), case.legal_due, False)


def _role(code: str) -> str:
    role = Role(code)
    return role.label_en if translation.get_language() == "en" else role.label_ro
