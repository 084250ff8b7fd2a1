"""Cadastral numbers as people write them in a town: with its name, that of a neighbour, or their SIRUTA codes."""
from __future__ import annotations

from django.db import connection

from gisapp.accounts.models import Authority
from gisapp.core.cadastral import CadastralNumber, cadastral_numbers, parse_cadastral_number, plain_place
from gisapp.core.errors import BadInput

_LIMITS = """
SELECT f.key, f.label, f.attrs->>'name' FROM layers_layer l JOIN layers_feature f ON f.layer_id = l.id AND f.until IS NULL
WHERE l.authority_id = %s AND l.role = 'admin_limits' AND l.active
"""


def read_number(authority: Authority, text: str) -> CadastralNumber:
    """Return the one number that a text names; the UAT is taken from its code or from the name of a place known here. Raises BadInput."""
    try:
        number = parse_cadastral_number(text)
    except BadInput as refusal:
        if refusal.code == "cadastral_number.several":
            raise
        return parse_cadastral_number(text, places_of(authority))
    if (number.siruta and number.siruta != authority.siruta) or number.topo:
        # '54321 120726' and '120726/54321' can only be told by who knows the codes.
        return parse_cadastral_number(text, places_of(authority))
    return number


def read_numbers(authority: Authority, text: str) -> list[CadastralNumber]:
    """Return all the numbers of a text, each piece of land once. Raises BadInput."""
    found = {one.land_key: one for one in cadastral_numbers(text, places_of(authority))}
    return list(found.values())


def places_of(authority: Authority) -> dict[str, str]:
    """Return the names of places known here with their SIRUTA codes: town halls served, territories of the limits layer; '' for counties."""
    names: dict[str, str] = {}
    for one in Authority.objects.all():
        names |= {plain_place(one.county): "", one.county_code.lower(): ""}
    with connection.cursor() as cursor:
        cursor.execute(_LIMITS, [authority.pk])
        limits = cursor.fetchall()
    rows = [*limits, *((one.siruta, one.name, "") for one in Authority.objects.all())]
    for siruta, label, name in rows:
        for one in filter(None, (label, name)):
            plain = plain_place(one)
            names[plain] = siruta
            names[plain.removeprefix("municipiul ").removeprefix("municipiu ").removeprefix("orasul ").removeprefix("oras ").removeprefix("comuna ")] = siruta
    names.pop("", None)
    return names
