"""From rows to documents: one composer per kind of document fills the frozen fields that `render` prints."""
from __future__ import annotations

from collections.abc import Callable

from permits.documents.compose.attestation import compose_attestation
from permits.documents.compose.certificate import compose_certificate
from permits.documents.compose.endorsement import compose_endorsement_request
from permits.documents.compose.excavation import compose_excavation
from permits.documents.compose.extension import compose_extension
from permits.documents.compose.house import compose_procedure_sheet, compose_quality_report, compose_register_book
from permits.documents.compose.letters import (
    compose_acknowledgment,
    compose_act_change,
    compose_receipt,
    compose_refund_note,
    compose_refusal,
    compose_request,
)
from permits.documents.compose.permit import compose_permit
from permits.documents.fields import Document
from permits.models import IssuedDocument

Composer = Callable[[IssuedDocument, bool], Document]
COMPOSERS: dict[str, Composer] = {
    "urbanism_certificate": compose_certificate,
    "attestation": compose_attestation,
    "building_permit": compose_permit,
    "demolition_permit": compose_permit,
    "excavation_approval": compose_excavation,
    "extension": compose_extension,
    "refusal": compose_refusal,
    "act_change": compose_act_change,
    "acknowledgment": compose_acknowledgment,
    "request_for_papers": compose_request,
    "receipt": compose_receipt,
    "refund_note": compose_refund_note,
    "register_book": compose_register_book,
    "takings_register": compose_register_book,
    "quality_report": compose_quality_report,
    "procedure_sheet": compose_procedure_sheet,
    "endorsement_request": compose_endorsement_request,
}


def compose(document: IssuedDocument, *, draft: bool) -> Document:
    """Return the document's fields as printed. Raises Refused where something needed for it is missing."""
    return COMPOSERS[document.kind](document, draft)
