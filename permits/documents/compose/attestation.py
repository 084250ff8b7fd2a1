"""Attestations: a text filled from the layers, its basis, a map."""
from __future__ import annotations

from django.utils.translation import gettext as _

from gisapp.core.errors import Refused
from permits.documents.compose import base
from permits.documents.compose.map import map_extract
from permits.documents.fields import Attestation, blocks_from_text
from permits.models import IssuedDocument


def compose_attestation(document: IssuedDocument, draft: bool) -> Attestation:
    """Return the attestation's fields from its edited draft."""
    case, fields = document.case, document.fields
    assert case is not None
    land = base.plot(case)
    if not str(fields.get("body", "")).strip():
        raise Refused(_("Textul adeverinței este gol. Scrieți ce se adeverește."), code="draft_incomplete", field="body")
    return Attestation(
        **base.common(document, draft), title=document.title, request=base.request_reference(case), applicant=base.party(case), plot=land,
        body=blocks_from_text(fields["body"]), legal_basis=tuple(line for line in str(fields.get("legal_basis", "")).splitlines() if line.strip()),
        used_for=case.purpose, fee=base.fee(case), findings=base.printed_findings(case), valid_until=document.valid_until,
        map=map_extract(case) if land is not None else None,
    )
