"""Dated values (terms, fees, seasons, bridge days) from the files shipped, approved for the demo."""
from __future__ import annotations

from gisapp.accounts.models import Authority
from permits.models import Parameter
from permits.rules.parameters import read_seeds


def seed_parameters(authority: Authority) -> int:
    """Write the rows the authority does not have yet; return how many were added."""
    known = set(Parameter.objects.filter(authority=authority).values_list("code", "valid_from"))
    rows = [
        Parameter(
            authority=authority, code=row.code, value=row.value, unit=row.unit.value, legal_ref=row.legal_ref, source=row.source, decision=row.decision,
            note_ro=row.note_ro, note_en=row.note_en, minimum=row.minimum, maximum=row.maximum, base_year=row.base_year, confidence=row.confidence.value,
            valid_from=row.valid_from, valid_to=row.valid_to, approved=True,
        )
        for row in read_seeds()
        if (row.code, row.valid_from) not in known
    ]
    Parameter.objects.bulk_create(rows)
    return len(rows)
