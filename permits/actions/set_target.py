"""Targets of quality, for the house or for one procedure: the quality officer proposes a dated value, another person approves it."""
from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import Authority, Role, User
from gisapp.accounts.roles import has_role
from gisapp.core import clock
from gisapp.core.errors import BadInput, Conflict, NotAllowed
from permits.models import Parameter
from permits.rules.procedure_files import all_procedures

PREFIX = "quality.target."


@transaction.atomic
def propose_target(*, authority: Authority, indicator: str, procedure: str, value: Decimal, valid_from: dt.date, decision: str, by: User) -> Parameter:
    """Add a target in percent from a day on. Waits for a keeper of values (`decide_parameter`); figures of earlier months keep their own."""
    if not has_role(by, authority, Role.QUALITY_OFFICER):
        raise NotAllowed(_("Țintele le propune responsabilul cu calitatea."), code="not_your_role")
    house = Parameter.objects.filter(authority=authority, code=f"{PREFIX}{indicator}", approved=True).order_by("-valid_from").first()
    if house is None:
        raise BadInput(_("Alegeți un indicator din listă."), code="unknown_indicator", field="indicator")
    if procedure and procedure not in all_procedures():
        raise BadInput(_("Alegeți o procedură din listă."), code="unknown_procedure", field="procedure")
    if not 0 <= value <= 100:
        raise BadInput(_("Ținta este un procent, între 0 și 100."), code="not_a_percent", field="value")
    if valid_from <= clock.today():
        raise BadInput(_("Ținta se aplică de mâine sau mai târziu: lunile trecute se judecă după țintele lor."), code="past", field="valid_from")
    if len(decision.strip()) < 3:
        raise BadInput(_("Scrieți hotărârea sau dispoziția: număr și dată."), code="no_decision", field="decision")
    code = f"{PREFIX}{indicator}.{procedure}" if procedure else f"{PREFIX}{indicator}"
    if Parameter.objects.filter(authority=authority, code=code, approved=False, refused_by=None).exists():
        raise Conflict(_("O altă țintă pentru același indicator așteaptă deja aprobarea."), code="target_waits")
    return Parameter.objects.create(
        authority=authority, code=code, value=value, unit="percent", legal_ref=house.legal_ref, source=house.source, decision=decision.strip()[:120],
        confidence=Parameter.Confidence.SURE, valid_from=valid_from, entered_by=by, entered_at=clock.now(), approved=False,
    )
