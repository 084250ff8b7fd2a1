"""The dated values of an authority, as the rules read them."""
from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db import connection

from gisapp.accounts.models import Authority
from gisapp.core.working_days import Calendar
from permits.models import Parameter as Row
from permits.rules.deadlines import calendar_from
from permits.rules.parameters import Confidence, Parameter, Parameters, Unit


def parameters_of(authority: Authority) -> Parameters:
    """Return the approved rows; kept until one of them changes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT (max(xmin::text::bigint), count(*))::text FROM permits_parameter")
        stamp = cursor.fetchone()
    return _read(connection.settings_dict["NAME"], authority.pk, stamp)


def calendar_of(authority: Authority) -> Calendar:
    """Return the calendar of working days with the Government's bridge days."""
    return calendar_from(parameters_of(authority))


@lru_cache(maxsize=64)
def _read(_database: str, authority_id: int, _stamp: tuple[Any, ...]) -> Parameters:
    return Parameters(
        Parameter(
            code=row.code, value=row.value.normalize(), unit=Unit.read(row.unit), legal_ref=row.legal_ref, valid_from=row.valid_from,
            valid_to=row.valid_to, source=row.source, confidence=Confidence.read(row.confidence), decision=row.decision,
            note_ro=row.note_ro, note_en=row.note_en, minimum=row.minimum, maximum=row.maximum, base_year=row.base_year,
        )
        for row in Row.objects.filter(authority_id=authority_id, approved=True)
    )
