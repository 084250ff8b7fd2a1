"""Attestations: a text filled from the layers, its basis, a map."""
from __future__ import annotations

from permits.documents.compose import base
from permits.documents.compose.map import map_extract
from permits.documents.fields import Attestation, blocks_from_text
from permits.models import IssuedDocument


def compose_attestation(document: IssuedDocument, draft: bool) -> Attestation:
    """Return the attestation's fields from its edited draft."""
    case, fields = document.case, document.fields
    assert case is not None
    land = base.plot(case)
    return Attestation(
        **base.common(document, draft), title=document.title, request=base.request_reference(case), applicant=base.party(case), plot=land,
        body=blocks_from_text(fields["body"]), legal_basis=tuple(line for line in str(fields.get("legal_basis", "")).splitlines() if line.strip()),
        used_for=case.purpose, fee=base.fee(case), map=map_extract(case) if land is not None else None,
    )
