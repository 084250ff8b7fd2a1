"""The planner's decision on a finding, with its reason."""
from __future__ import annotations

from django.contrib.gis.geos import GEOSGeometry
from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import Institution, User
from gisapp.core import clock
from gisapp.core.errors import BadInput, Conflict
from permits.actions.move import locked
from permits.actions.record import record
from permits.actions.require import require_role
from permits.models import Case, CheckRun, Finding
from permits.rules.lifecycle import OPEN_FOR_DECISIONS, REVIEWERS

OPEN = frozenset(state.value for state in OPEN_FOR_DECISIONS)


@transaction.atomic
def decide_finding(*, finding: Finding, decision: str, reason: str, by: User) -> Finding:
    """Accept or reject. An *unknown* or *failed* check is settled only in writing: both decisions need the reason."""
    case = locked(finding.run.case)
    require_role(by, case, REVIEWERS)
    if case.state not in OPEN or not finding.run.current:
        raise Conflict(_("Constatările acestui dosar nu se mai pot decide în etapa de acum."), code="findings_closed")
    if decision not in (Finding.Decision.ACCEPTED, Finding.Decision.REJECTED):
        raise BadInput(_("Alegeți: acceptată sau respinsă."), field="decision")
    reason = reason.strip()
    needs_reason = decision == Finding.Decision.REJECTED or finding.state != "conflict"
    if needs_reason and len(reason) < 10:
        raise BadInput(_("Scrieți motivul în cel puțin o propoziție: el apare în referat și rămâne în istoric."), code="reason_missing", field="reason")
    Finding.objects.filter(pk=finding.pk).update(decision=decision, reason=reason, decided_by=by, decided_at=clock.now())
    record(case, "decide_finding", actor=by, run=finding.run_id, number=finding.number, code=finding.code, decision=decision, reason=reason)
    finding.refresh_from_db()
    return finding


@transaction.atomic
def add_finding(*, case: Case, title: str, reason: str, effect: str, endorser: str, legal_ref: str, by: User, geom: GEOSGeometry | None = None) -> Finding:
    """Add a finding that no layer knows (seen on site, found in an archive), with the article it rests on."""
    case = locked(case)
    require_role(by, case, REVIEWERS)
    if case.state not in OPEN:
        raise Conflict(_("În etapa de acum nu se mai adaugă constatări."), code="findings_closed")
    if not title.strip() or len(reason.strip()) < 10 or not legal_ref.strip():
        raise BadInput(_("O constatare adăugată de mână are titlu, motiv și temei legal."), code="incomplete_finding", field="title")
    if effect not in ("prohibit", "endorsement", "warn", "note"):
        raise BadInput(_("Alegeți efectul constatării."), field="effect")
    if effect == "endorsement" and not endorser:
        raise BadInput(_("Alegeți instituția de la care se cere avizul."), code="endorser_missing", field="endorser")
    if endorser and not Institution.objects.filter(authority=case.authority, code=endorser).exists():
        raise BadInput(_("Instituția aleasă nu este în lista primăriei."), code="endorser_unknown", field="endorser")
    run = CheckRun.objects.get(case=case, current=True)
    last = run.findings.order_by("-number").first()
    finding = Finding.objects.create(
        run=run, number=last.number + 1 if last else 1, code="MANUAL", state="conflict", effect=effect, title=title.strip(), manual=True, geom=geom,
        data={"endorser": endorser, "legal_ref": legal_ref.strip(), "title_ro": title.strip(), "manual": True} | ({"geometry": geom.hexewkb.decode()} if geom is not None else {}),
        decision=Finding.Decision.ACCEPTED, reason=reason.strip(), decided_by=by, decided_at=clock.now(),
    )
    record(case, "add_finding", actor=by, run=run.pk, number=finding.number, title=title.strip(), legal_ref=legal_ref.strip())
    return finding
