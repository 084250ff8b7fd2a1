"""Cadastral numbers as people write them in a town: with its name, that of a neighbour, or their SIRUTA codes."""
from __future__ import annotations

import re

from django.db import connection

from gisapp.accounts.models import Authority
from gisapp.core.cadastral import CadastralNumber, cadastral_numbers, parse_cadastral_number, plain_place
from gisapp.core.errors import BadInput

# What needs no reading: nearly every lookup by a program.
_PLAIN = re.compile(r"(?:([0-9]{2,6}):)?([1-9][0-9]{0,8})", re.ASCII)
# Without such a sign no number of land is in the text, and the names of places need not be fetched.
_LIKELY = re.compile(r"[0-9]{4}|[0-9]/[0-9]")
_KIND = re.compile(r"^(?:municipiul?|orasul?|comuna)\s+")
_PLACES = """
SELECT siruta, name, county, county_code FROM accounts_authority
UNION ALL
SELECT f.key, unnest(ARRAY[f.label, f.attrs->>'name']), '', '' FROM layers_layer l JOIN layers_feature f ON f.layer_id = l.id AND f.until IS NULL
WHERE l.authority_id = %s AND l.role = 'admin_limits' AND l.active
"""


def read_number(authority: Authority, text: str) -> CadastralNumber:
    """Return the one number that a text names; the UAT is taken from its code or from the name of a place known here. Raises BadInput."""
    if found := _PLAIN.fullmatch(text):
        return CadastralNumber(found[2], siruta=found[1] or "")
    try:
        number = parse_cadastral_number(text)
    except BadInput as refusal:
        if refusal.code == "cadastral_number.several" or not _LIKELY.search(text):
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
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, [authority.pk])
        rows = cursor.fetchall()
    names: dict[str, str] = {}
    for _siruta, _name, county, county_code in rows:
        names |= {plain_place(county): "", county_code.lower(): ""}
    for siruta, name, _county, _code in rows:
        plain = plain_place(name or "")
        names[plain] = names[_KIND.sub("", plain)] = siruta
    names.pop("", None)
    return names
