"""Dated values: one person adds a row with its decision, another approves it; rows in force are never edited, only ended by the next."""
from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import Authority, Role, User
from gisapp.accounts.roles import has_role
from gisapp.core import clock
from gisapp.core.errors import BadInput, Conflict, NotAllowed
from permits.models import Parameter

KEEPERS = (Role.AUTHORITY_ADMIN, Role.CHIEF_ARCHITECT, Role.SECRETARY_GENERAL, Role.FINANCE_OFFICER, Role.TAX_OFFICER)
BRIDGE = "bridge_day."


def _keeper(by: User, authority: Authority) -> None:
    if not has_role(by, authority, *KEEPERS):
        raise NotAllowed(_("Valorile le pot schimba administratorul, arhitectul-șef, secretarul general și taxele."), code="not_your_role")


@transaction.atomic
def propose_parameter(
    *, authority: Authority, code: str, value: Decimal, valid_from: dt.date, valid_to: dt.date | None, decision: str, legal_ref: str, source: str, confidence: str, by: User,
) -> Parameter:
    """Add a row for a code that exists (unit and legal limits stay those of the row before), or a bridge day. It waits for a second person."""
    _keeper(by, authority)
    before = Parameter.objects.filter(authority=authority, code=code, approved=True).order_by("-valid_from").first()
    if before is None and not code.startswith(BRIDGE):
        raise BadInput(_("Regulile nu cunosc această valoare."), code="unknown_code", field="code")
    if valid_from <= clock.today():
        raise BadInput(_("Valoarea se aplică de mâine sau mai târziu: dosarele înregistrate păstrează valorile zilei lor."), code="past", field="valid_from")
    if valid_to is not None and valid_to < valid_from:
        raise BadInput(_("Ultima zi nu poate fi înaintea primei."), code="reversed", field="valid_to")
    if not decision.strip() or not legal_ref.strip():
        raise BadInput(_("Scrieți hotărârea (numărul și data) și temeiul legal."), code="no_decision", field="decision")
    low, high = (before.minimum, before.maximum) if before else (Decimal(0), Decimal(1))
    if (low is not None and value < low) or (high is not None and value > high):
        raise BadInput(_("Legea lasă să se aleagă între %(low)s și %(high)s.") % {"low": low if low is not None else "–", "high": high if high is not None else "–"}, code="outside_law", field="value")
    if confidence not in Parameter.Confidence.values:
        raise BadInput(_("Alegeți cât de sigură este valoarea."), code="no_confidence", field="confidence")
    return Parameter.objects.create(
        authority=authority, code=code, value=value, unit=before.unit if before else "count", legal_ref=legal_ref.strip()[:240], source=source.strip()[:240], decision=decision.strip()[:120],
        note_ro=before.note_ro if before else "", note_en=before.note_en if before else "", minimum=low, maximum=high, base_year=before.base_year if before else None,
        confidence=confidence, valid_from=valid_from, valid_to=valid_to, entered_by=by, entered_at=clock.now(), approved=False,
    )


@transaction.atomic
def decide_parameter(*, row: Parameter, approve: bool, reason: str = "", by: User) -> Parameter:
    """A second person approves: the open row before ends the day before; any other overlap is refused with its sentence."""
    row = Parameter.objects.select_for_update(of=("self",)).select_related("authority").get(pk=row.pk)
    _keeper(by, row.authority)
    if row.approved or row.refused_by_id is not None:
        raise Conflict(_("Valoarea a fost deja hotărâtă."), code="decided")
    if row.entered_by_id == by.pk:
        raise NotAllowed(_("Valoarea trebuie aprobată de altă persoană decât cea care a introdus-o."), code="own_row")
    row.decided_at = clock.now()
    if not approve:
        if len(reason.strip()) < 5:
            raise BadInput(_("Scrieți de ce respingeți valoarea."), code="reason_missing", field="reason")
        row.refused_by, row.refused_reason = by, reason.strip()[:200]
        row.save(update_fields=["refused_by", "refused_reason", "decided_at"])
        return row
    if row.valid_from <= clock.today():
        raise BadInput(_("Prima zi a valorii a trecut înainte de aprobare; respingeți-o și introduceți-o din nou."), code="past")
    Parameter.objects.filter(authority=row.authority, code=row.code, approved=True, valid_to=None, valid_from__lt=row.valid_from).update(valid_to=row.valid_from - dt.timedelta(days=1))
    row.approved, row.approved_by = True, by
    try:
        row.validate_constraints()
    except ValidationError as error:
        raise Conflict(" ".join(error.messages), code="overlap") from error
    row.save(update_fields=["approved", "approved_by", "decided_at"])
    return row
