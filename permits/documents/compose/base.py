"""What every composer needs: letterhead, parties, plot, signatories, verification."""
from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils.translation import gettext as _

from gisapp.accounts.models import Authority, Institution, User
from gisapp.accounts.roles import absent, holders
from gisapp.core import clock
from gisapp.core.errors import Refused
from permits.documents.fields import Fee, Finding, Letterhead, Party, Plot, Reference, Signatory, Verification
from permits.documents.fields.findings import State
from permits.models import Applicant, Case, Charge, IssuedDocument, Payment
from permits.models import Finding as FindingRow
from permits.models import Plot as PlotRow
from permits.rules.people import Role
from permits.rules.procedure_files import all_procedures

OFFICE = {"municipality": "Primăria Municipiului", "town": "Primăria Orașului", "commune": "Primăria Comunei"}
UAT = {"municipality": "Municipiul", "town": "Orașul", "commune": "Comuna"}
SEAL = "seal"


def common(document: IssuedDocument, draft: bool) -> dict[str, Any]:
    """Return the arguments that all documents share."""
    authority, entry = document.authority, document.entry
    number = Reference(f"{entry.number}/{entry.year}", entry.at.astimezone(clock.TOWN_TIME).date()) if entry else None
    return {
        "letterhead": letterhead(authority, document.case),
        "number": number,
        "issued_on": number.on if number and number.on else clock.today(),
        "signatories": signatories(document),
        "verification": Verification(settings.BASE_URL + reverse("verify_code", args=[document.verification_code]), grouped(document.verification_code)),
        "demonstration": settings.DOCUMENT_SIGNING == "demo",
        "draft": draft,
        "practice": authority.practice,
        "plain_language": (*_replaces(document), *(part.strip() for part in str(document.fields.get("plain_language", "")).split("\n\n") if part.strip())),
    }


def _replaces(document: IssuedDocument) -> tuple[str, ...]:
    """A corrected act says which one it takes the place of, and that its days stay those of the first."""
    act = document.changes
    if act is None or act.kind != document.kind or act.entry is None:
        return ()
    until = f" Rămâne valabil până la {act.valid_until:%d.%m.%Y}, ca actul înlocuit." if act.valid_until else ""
    return (f"Acest act îndreaptă și înlocuiește actul nr. {act.entry.number}/{act.entry.year} din {act.entry.at.astimezone(clock.TOWN_TIME):%d.%m.%Y}.{until}",)


def grouped(code: str) -> str:
    """Return a verification code in groups of four, as people read it out: `K7QX-94TM-2HPA-V6RD`."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def letterhead(authority: Authority, case: Case | None = None) -> Letterhead:
    """Return the head of the authority's papers; the coat of arms is a setting."""
    arms = ""
    if authority.coat_of_arms:
        found = finders.find(authority.coat_of_arms)
        if not isinstance(found, str):
            raise Refused(_("Stema din setările primăriei nu se găsește; documentul nu poate fi făcut până nu este corectată."), code="no_coat_of_arms")
        arms = Path(found).read_text(encoding="utf-8")
    bare = authority.name.split(" ", 1)[1] if authority.name.split(" ", 1)[0] in UAT.values() else authority.name
    return Letterhead(
        name=authority.name, office=f"{OFFICE[authority.kind]} {bare}", county=authority.county, place=bare, address=authority.address,
        phone=authority.phone, email=authority.email, web=authority.website, fiscal_code=authority.fiscal_code,
        department=case.department.name if case and case.department else "", coat_of_arms=arms,
    )


def signatories(document: IssuedDocument) -> tuple[Signatory, ...]:
    """Return who signs: the people of the signature steps, else (in a draft) today's holders of the roles.

    Letters carry the seal of the authority.
    """
    steps = list(document.signatures.order_by("order"))
    if steps:
        return tuple(_signatory(document.authority, step.role, step.signer, step.acting_for) for step in steps)
    if document.case is None or not document.outcome:
        return (Signatory(SEAL, "Sigiliul electronic al primăriei", document.authority.name),)
    procedure = all_procedures()[document.case.procedure]
    return tuple(_signatory(document.authority, row.role.value, None, None) for row in procedure.signatories)


def _signatory(authority: Authority, role: str, signer: User | None, acting_for: User | None) -> Signatory:
    if role == SEAL:
        return Signatory(SEAL, "Sigiliul electronic al primăriei", authority.name)
    title = Role(role).label_ro.capitalize()
    holder = acting_for or signer or holders(authority, role).first()
    if holder is None:
        raise Refused(_("Nimeni nu are rolul „%(title)s”; documentul nu poate fi pregătit pentru semnare.") % {"title": title}, code="no_signatory")
    if signer is None:
        away = absent(holder, authority)
        signer = away.delegate if away and away.delegate else holder
    if signer != holder:
        return Signatory(role, title, signer.full_name, on_behalf=f"pentru {holder.full_name}, prin delegare")
    return Signatory(role, title, holder.full_name)


def party(case: Case) -> Party:
    """Return the applicant as the forms print it: never the personal numeric code."""
    applicant: Applicant = case.applicant
    return Party(
        name=applicant.name, address=applicant.address or "", representative=applicant.represented_by,
        fiscal_code=(applicant.identifier or "") if applicant.kind == Applicant.Kind.COMPANY else "",
    )


def plot(case: Case) -> Plot | None:
    """Return the land in the words of the forms, or None for a request without land."""
    row = PlotRow.objects.filter(case=case).first()
    if row is None:
        return None
    authority = case.authority
    return Plot(
        county=authority.county, locality=authority.name, street=row.address,
        cadastral_numbers=tuple(str(parcel["cadastral_number"]) for parcel in row.parcels),
        land_registers=tuple(part.strip() for part in row.land_register.split(",") if part.strip()),
        area_m2=Decimal(str(row.area_m2)).quantize(Decimal("0.01")), identified_by="plan de situație" if row.sketched else "",
    )


def request_reference(case: Case) -> Reference:
    """Return the request's number in the general register."""
    assert case.registered_at is not None
    return Reference(str(case.registry_number), case.registered_at.astimezone(clock.TOWN_TIME).date())


def fee(case: Case) -> Fee:
    """Return what was charged, with the receipt once there is one."""
    charge = Charge.objects.filter(case=case, kind=Charge.Kind.FEE, cancelled_at=None).first()
    if charge is None or not charge.amount:
        return Fee(Decimal(0))
    payment = charge.payments.filter(state=Payment.State.CONFIRMED).order_by("at").first()
    receipt = None
    if payment is not None:
        number = str(payment.receipt.entry.number) if payment.receipt and payment.receipt.entry else payment.reference
        # A payment whose receipt is not made yet and that has no reference of its own is named by no number.
        receipt = Reference(number, payment.at.astimezone(clock.TOWN_TIME).date()) if number else None
    return Fee(charge.amount, receipt)


EFFECTS = {"prohibit": "interdicție", "endorsement": "aviz", "warn": "atenționare", "note": "informare"}


def printed_findings(case: Case) -> tuple[Finding, ...]:
    """Return the stored findings as printed, numbered as on the map; rejected ones stay, with the reason."""
    names = dict(Institution.objects.filter(authority=case.authority).values_list("code", "name"))
    return tuple(printed(row, names) for row in FindingRow.objects.filter(run__case=case, run__current=True))


def printed(row: FindingRow, names: Mapping[str, str]) -> Finding:
    """Return one stored finding in words."""
    data = row.data
    source = data.get("source") or {}
    date = source.get("data_date")
    decision = {"accepted": "acceptată", "rejected": "respinsă", "pending": ""}[row.decision]
    if row.reason:
        decision = f"{decision}: {row.reason}"
    states: dict[str, State] = {"conflict": "conflict", "unknown": "unknown", "failed": "failed"}
    return Finding(
        number=row.number, code=row.code, title=row.title, state=states[row.state], measure=measure_in_words(data), effect=EFFECTS.get(row.effect, ""),
        endorser=names.get(data.get("endorser", ""), data.get("endorser", "")), legal_ref=data.get("legal_ref", ""), layer=source.get("title_ro", ""),
        data_date=dt.date.fromisoformat(date) if date else None, accuracy_m=source.get("accuracy_m"), uncertain=bool(data.get("uncertain")), decision=decision,
    )


def measure_in_words(data: dict[str, Any]) -> str:
    """Return the measures of a finding as Romanian text: distance, overlap in m² and %, length in m."""
    if data.get("reason_ro"):
        return str(data["reason_ro"])
    parts = []
    if data.get("feature_label"):
        parts.append(str(data["feature_label"]))
    distance, limit = data.get("distance_m"), data.get("limit_m")
    if distance is not None:
        parts.append("pe teren" if distance == 0 else f"la {_ro(distance)} m")
        if limit:
            parts.append(f"limita {_ro(limit, 1)} m")
    if data.get("overlap_m2"):
        parts.append(f"suprapunere {_ro(data['overlap_m2'])} m² ({_ro(data.get('overlap_pct') or 0, 1)} %)")
    if data.get("length_m"):
        parts.append(f"{_ro(data['length_m'])} m în interior")
    return "; ".join(parts)


SEPARATORS = str.maketrans(",.", ".,")
"""From 1,234.50 to 1.234,50, as everywhere on the papers."""


def _ro(value: float, digits: int = 2) -> str:
    return f"{value:,.{digits}f}".translate(SEPARATORS)
