"""Approval to open the public domain, from its draft and the trenches drawn."""
from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.utils.translation import gettext as _

from gisapp.core import clock
from gisapp.core.errors import Refused
from permits.documents.compose import base
from permits.documents.compose.map import map_extract
from permits.documents.compose.permit import obtained
from permits.documents.fields import ExcavationApproval, Guarantee, OpenedSurface, Party, Reference, Stage, blocks_from_text
from permits.models import Case, Charge, IssuedDocument, Payment
from permits.queries.openings import OpenedPiece, openings, works_window
from permits.queries.parameters import parameters_of
from permits.rules.fee_quote import Surface
from permits.rules.procedure_files import all_procedures

MATERIALS = {"asphalt": "asfalt", "concrete": "beton", "pavers": "pavele", "gravel": "piatră spartă", "earth": "pământ"}
RESTORED = {
    Surface.CARRIAGEWAY: "strat de uzură pe benzile întregi afectate", Surface.SIDEWALK: "pe toată lățimea afectată a trotuarului",
    Surface.GREEN_SPACE: "strat vegetal și gazon",
}


def compose_excavation(document: IssuedDocument, draft: bool) -> ExcavationApproval:
    """Return the approval's fields: surfaces measured on the layer, schedule, restoration, guarantee, conditions."""
    case, fields = document.case, document.fields
    assert case is not None
    window = works_window(case)
    if window is None:
        raise Refused(_("Perioada lucrărilor lipsește sau se termină înainte de a începe."), code="no_window")
    land, pieces, procedure = base.plot(case), openings(case), all_procedures()[case.procedure]
    contractor = str(case.answers.get("contractor") or "").strip()
    responsible = str(case.answers.get("responsible") or "").strip()
    works = str(fields.get("works", "")).strip()
    if not works:
        raise Refused(_("Completați în proiect lucrările autorizate."), code="draft_incomplete", field="works")
    return ExcavationApproval(
        **base.common(document, draft), request=base.request_reference(case), applicant=base.party(case),
        contractor=Party(contractor) if contractor else base.party(case), responsible=Party(responsible) if responsible else base.party(case), works=works,
        place=_place(case, pieces, land.street if land else ""), legal_basis=tuple(part.strip() for part in procedure.legal_ref.split(";")),
        surfaces=tuple(_surface(piece) for piece in pieces), schedule=_schedule(case, pieces, window), guarantee=_guarantee(case, pieces), fee=base.fee(case),
        restoration=blocks_from_text(str(fields.get("restoration", ""))),
        conditions=tuple(line.strip(" -•") for line in str(fields.get("conditions", "")).splitlines() if line.strip(" -•")), endorsements=obtained(case),
        valid_from=window[0], valid_until=window[1], emergency=case.procedure == "excavation_emergency", findings=base.printed_findings(case), map=map_extract(case),
    )


def _place(case: Case, pieces: tuple[OpenedPiece, ...], address: str) -> str:
    streets = ", ".join(dict.fromkeys(piece.street for piece in pieces if piece.street))
    # An address already names its street.
    return ", ".join(part for part in ("" if address and streets in address else streets, address, case.authority.name) if part)


def _surface(piece: OpenedPiece) -> OpenedSurface:
    return OpenedSurface(
        street=piece.street or "domeniul public", kind=piece.surface.label_ro, surface=MATERIALS.get(piece.material, "îmbrăcăminte neprecizată în strat"), length_m=piece.length_m,
        width_m=piece.width_m, area_m2=piece.area_m2, restoration_m2=piece.restored_m2, restoration=RESTORED[piece.surface],
    )


def _schedule(case: Case, pieces: tuple[OpenedPiece, ...], window: tuple[dt.date, dt.date]) -> tuple[Stage, ...]:
    closed = "circulația se închide sau se îngustează; semnalizare rutieră obligatorie" if case.answers.get("closes_traffic") in ("yes", True) else "circulația rămâne deschisă"
    stretch = ", ".join(dict.fromkeys(piece.surface.label_ro for piece in pieces)) or "lucrarea desenată"
    return (Stage(f"{stretch}: deschidere și refacere", window[0], window[1], closed),)


def _guarantee(case: Case, pieces: tuple[OpenedPiece, ...]) -> Guarantee:
    charge = Charge.objects.filter(case=case, kind=Charge.Kind.GUARANTEE, cancelled_at=None).first()
    parameters, day = parameters_of(case.authority), case.rules_on or clock.today()
    months = max((parameters.at(f"excavation.warranty.{piece.surface.value}", day).whole for piece in pieces), default=0)
    payment = charge.payments.filter(state=Payment.State.CONFIRMED).order_by("at").first() if charge is not None else None
    return Guarantee(
        amount=charge.amount if charge is not None else Decimal(0), form="sumă depusă la casierie sau prin transfer" if charge is not None else "nu se constituie: nu se deschid suprafețe ale domeniului public",
        deposited=Reference(str(payment.reference or payment.pk), payment.at.astimezone(clock.TOWN_TIME).date()) if payment is not None else None,
        warranty_months=months, release="integral, după recepția de la sfârșitul perioadei de garanție" if charge is not None else "",
    )
