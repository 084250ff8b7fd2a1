"""Asks institutions for their endorsements: a sealed letter, a message with a link, a clock of their own."""
from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import User
from gisapp.core import clock, jobs
from gisapp.core.errors import BadInput, Conflict
from permits.actions.move import locked
from permits.actions.notify import notify_institution
from permits.actions.record import record
from permits.actions.require import require_role
from permits.models import Case, Endorsement
from permits.queries.endorsements import clock_of, needed_endorsements
from permits.rules.lifecycle import REVIEWERS
from permits.rules.states import CaseState

OPEN = frozenset({CaseState.REGISTERED.value, CaseState.IN_REVIEW.value, CaseState.WAITING_PAPERS.value, CaseState.DRAFTING.value})


@transaction.atomic
def ask_endorsements(*, case: Case, institutions: Collection[str], by: User, sealed: bool = True) -> list[Endorsement]:
    """Ask those institutions (codes), each once; only such as a finding or the procedure names with an article.

    The day of asking is day zero of their term (OUG 31/2025). `sealed`: also issue the letter, with its number.
    """
    case = locked(case)
    require_role(by, case, REVIEWERS)
    if case.state not in OPEN:
        raise Conflict(_("Avizele nu se mai pot cere în etapa de acum a dosarului."), code="endorsements_closed")
    needed = {one.code: one for one in needed_endorsements(case)}
    if not institutions:
        raise BadInput(_("Alegeți cel puțin o instituție."), code="nobody_chosen", field="institutions")
    asked = []
    for code in dict.fromkeys(institutions):
        one = needed.get(code)
        if one is None or not one.legal_refs:
            raise BadInput(_("Un aviz se cere numai cu temei: nicio constatare și nicio regulă a procedurii nu cere avizul acestei instituții."), code="no_ground", field="institutions")
        if one.institution is None:
            raise BadInput(_("Instituția „%(code)s” nu este în lista primăriei. Cereți administratorului să o adauge.") % {"code": code}, code="unknown_institution", field="institutions")
        if one.row is not None:
            continue
        term = clock_of(case, one.institution, clock.today())
        assert term is not None
        row = Endorsement.objects.create(
            case=case, institution=one.institution, because=[*one.grounds, *one.legal_refs], asked_at=clock.now(), due=term.last_day, tacit_from=term.tacit_from,
            due_explanation=term.explain("ro"),
        )
        record(case, "ask_endorsement", actor=by, public=True, endorsement=str(row.pk), institution=code, due=row.due.isoformat())
        notify_institution(row, "endorsement_request")
        if sealed:
            jobs.enqueue("permits.issue_letter", key=f"endorsement:{row.pk}", case=str(case.pk), kind="endorsement_request", endorsement=str(row.pk))
        asked.append(row)
    return asked


@transaction.atomic
def cancel_endorsement(*, endorsement: Endorsement, reason: str, by: User) -> Endorsement:
    """Take a request back (the finding was rejected, the institution was the wrong one); its link no longer opens."""
    case = locked(endorsement.case)
    require_role(by, case, REVIEWERS)
    row = Endorsement.objects.select_for_update().get(pk=endorsement.pk)
    if row.state not in (Endorsement.State.ASKED, Endorsement.State.NEEDS_PAPERS):
        raise Conflict(_("Avizul a primit deja răspuns sau a fost anulat."), code="already_answered")
    if len(reason.strip()) < 10:
        raise BadInput(_("Scrieți motivul: rămâne în istoricul dosarului."), code="reason_missing", field="reason")
    row.state, row.link_version = Endorsement.State.CANCELLED, row.link_version + 1
    row.save(update_fields=["state", "link_version"])
    record(case, "cancel_endorsement", actor=by, endorsement=str(row.pk), institution=row.institution.code, reason=reason.strip())
    notify_institution(row, "endorsement_cancelled")
    return row


@transaction.atomic
def send_link_again(*, endorsement: Endorsement, by: User) -> Endorsement:
    """Send a new link; the ones sent before stop working."""
    case = locked(endorsement.case)
    require_role(by, case, REVIEWERS)
    row = Endorsement.objects.select_for_update().get(pk=endorsement.pk)
    if row.state != Endorsement.State.ASKED:
        raise Conflict(_("Legătura se retrimite numai cât timp avizul este așteptat."), code="not_waiting")
    row.link_version += 1
    row.save(update_fields=["link_version"])
    record(case, "send_endorsement_link", actor=by, endorsement=str(row.pk), institution=row.institution.code)
    notify_institution(row, "endorsement_request")
    return row
