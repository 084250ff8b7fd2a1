"""The urbanism certificate (form F.6) from its draft."""
from __future__ import annotations

from uuid import UUID

from gisapp.accounts.models import Institution
from permits.documents.compose import base
from permits.documents.compose.map import map_extract
from permits.documents.fields import Endorsement, PlanningBasis, UrbanismCertificate, blocks_from_text
from permits.documents.prefill import add_months
from permits.models import Finding, IssuedDocument

UTILITIES = {"GAS", "POWER", "TSO", "TRANSGAZ", "WATER", "HEAT", "TELECOM"}
SAFETY = {"ISU", "DSP"}
# Lines that drafts were filled with before: the form prints them itself.
OF_THE_FORM = {
    "certificatul de urbanism (copie)",
    "dovada titlului asupra imobilului, teren și/sau construcții, sau extras de carte funciară actualizat la zi",
    "extras de plan cadastral actualizat la zi",
    "documentația tehnică – D.T., 2 exemplare originale",
    "dovada plății taxelor legale",
}


def compose_certificate(document: IssuedDocument, draft: bool) -> UrbanismCertificate:
    """Return the certificate's fields: edited texts, stored findings, map at an exact scale."""
    case, fields = document.case, document.fields
    assert case is not None
    land = base.plot(case)
    assert land is not None
    shared = base.common(document, draft)
    months = int(fields["valid_months"])
    groups = _endorsements(case.pk, case.authority_id)
    return UrbanismCertificate(
        **shared, request=base.request_reference(case), applicant=base.party(case), plot=land, purpose=case.purpose or "informare",
        usable=bool(fields["usable"]), usable_because=str(fields.get("usable_because", "")),
        basis=(PlanningBasis(title="Planul urbanistic general", approved_by=case.authority.plan_reference),),
        legal_status=blocks_from_text(fields["legal_status"]), economic_status=blocks_from_text(fields["economic_status"]),
        technical_status=blocks_from_text(fields["technical_status"]), required_papers=_further_papers(fields["required_papers"]),
        utilities=groups[0], safety=groups[1], specific=groups[2], studies=_lines(fields["studies"]),
        environment_authority=f"Agenția pentru Protecția Mediului {case.authority.county}", fee=base.fee(case), valid_months=months,
        valid_until=document.valid_until or add_months(shared["issued_on"], months), delivered="prin mijloace electronice",
        findings=base.printed_findings(case), not_checked=_not_checked(case.pk), map=map_extract(case),
    )


def _further_papers(text: str) -> tuple[str, ...]:
    """Return the papers asked for beyond those that form F.6 prints under point 5 letters a to f."""
    return tuple(line for line in _lines(text) if line not in OF_THE_FORM)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip(" -•;") for line in text.splitlines() if line.strip(" -•;"))


def _endorsements(case_id: UUID, authority_id: int) -> tuple[tuple[Endorsement, ...], tuple[Endorsement, ...], tuple[Endorsement, ...]]:
    names = dict(Institution.objects.filter(authority_id=authority_id).values_list("code", "name"))
    rows = Finding.objects.filter(run__case=case_id, run__current=True, state="conflict", effect__in=["endorsement", "prohibit"]).exclude(decision=Finding.Decision.REJECTED)
    found: dict[str, Endorsement] = {}
    for row in rows:
        code = row.data.get("endorser", "")
        if code and code not in found:
            found[code] = Endorsement(names.get(code, code), reason=row.title, legal_ref=row.data.get("legal_ref", ""))
    utilities = tuple(item for code, item in found.items() if code in UTILITIES)
    safety = tuple(item for code, item in found.items() if code in SAFETY)
    return utilities, safety, tuple(item for code, item in found.items() if code not in UTILITIES | SAFETY)


def _not_checked(case_id: UUID) -> tuple[str, ...]:
    rows = Finding.objects.filter(run__case=case_id, run__current=True, state__in=["unknown", "failed"])
    return tuple(f"{row.title}: {row.data.get('reason_ro', '')} {('Motivarea inspectorului: ' + row.reason) if row.reason else ''}".strip() for row in rows)
