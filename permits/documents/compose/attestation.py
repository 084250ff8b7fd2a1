"""Attestations: a text filled from the layers, its basis, a map; answers to petitions and notices go the same way."""
from __future__ import annotations

import re

from django.utils.translation import gettext as _

from gisapp.core.errors import Refused
from permits.documents.compose import base
from permits.documents.compose.map import map_extract
from permits.documents.fields import Attestation, blocks_from_text
from permits.models import IssuedDocument

# An answer attests nothing: it has a name of its own and no solemn words; what was asked is no use to be made of it.
ANSWERS = {
    "petition": "Răspuns la petiție",
    "illegal_works_report": "Răspuns la sesizare",
    "preliminary_request": "",
    "opportunity_endorsement": "",
    "reception_settlement": "",
    "start_of_works_notice": "",
    "postal_number": "",
    "plan_extract": "",
}
OPENINGS = re.compile(r"Se (?P<verb>adeverește|certifică)(?:, (?P<basis>[^,]+),)? că,? ")
SOLEMN = {"adeverește": "SE ADEVEREȘTE:", "certifică": "SE CERTIFICĂ:"}


def compose_attestation(document: IssuedDocument, draft: bool) -> Attestation:
    """Return the attestation's fields from its edited draft."""
    case, fields = document.case, document.fields
    assert case is not None
    land = base.plot(case)
    text = str(fields.get("body", "")).strip()
    if not text:
        raise Refused(_("Textul adeverinței este gol. Scrieți ce se adeverește."), code="draft_incomplete", field="body")
    solemn, text = solemn_words(text) if case.procedure not in ANSWERS else ("", text)
    return Attestation(
        **base.common(document, draft), title=ANSWERS.get(case.procedure) or document.title, request=base.request_reference(case), applicant=base.party(case),
        plot=land, solemn=solemn, body=blocks_from_text(text),
        legal_basis=tuple(line for line in str(fields.get("legal_basis", "")).splitlines() if line.strip()),
        used_for="" if case.procedure in ANSWERS else case.purpose, fee=base.fee(case), findings=base.printed_findings(case), valid_until=document.valid_until,
        map=map_extract(case) if land is not None else None,
    )


def solemn_words(text: str) -> tuple[str, str]:
    """Return the words in the middle of the page and the text after them, which does not say them again.

    "Se certifică, potrivit nomenclatorului stradal, că imobilul…" is printed "SE CERTIFICĂ: Potrivit nomenclatorului stradal, imobilul…".
    """
    opening = OPENINGS.match(text)
    if opening is None:
        return SOLEMN["adeverește"], text
    rest = text[opening.end():]
    if opening["basis"]:
        rest = f"{opening['basis']}, {rest}"
    return SOLEMN[opening["verb"]], rest[:1].upper() + rest[1:]
