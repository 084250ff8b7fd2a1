"""Addresses as people write them: typing errors, missing diacritics, abbreviations, old street names."""
from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.db import connection
from rapidfuzz import fuzz

from gisapp.accounts.models import Authority
from layers import crs
from layers.places.answers import Hit

# Kinds of street as people shorten them, on plain text.
_KINDS = {
    "strada": r"str(?:ada)?|ulita", "bulevardul": r"b(?:ule)?v?(?:ardul|d|dul)|b-?dul|blvd", "aleea": r"al(?:eea)?", "calea": r"cal(?:ea)?", "piata": r"p-?ta|piata|pta",
    "soseaua": r"sos(?:eaua)?", "intrarea": r"intr?(?:area)?", "fundatura": r"fdt|fund(?:atura)?", "fundacul": r"fundacul", "splaiul": r"spl(?:aiul)?", "pasajul": r"pas(?:ajul)?",
    "prelungirea": r"prel(?:ungirea)?", "cartierul": r"cart(?:ierul)?",
}
_KIND = re.compile(r"^(?:" + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _KINDS.items()) + r")(?:\.|\b)\s*(?=\S)")
_HOUSE = r"\d{1,4}(?:\s*/\s*\d+)?(?:\s*(?:bis|[a-z]))?"
_NUMBER = re.compile(rf"(?:\b(?:nr|numarul|numar|no)\.?\s*|#\s*|,\s*|\s|(?<=[a-z]{{3}}))({_HOUSE})\b")
# '1 Calea Moldovei', 'nr. 1, str. Decebal'; without such a sign in front '1 Mai' may be the name itself.
_KIND_WORD = "|".join(_KINDS.values())
_LED = re.compile(rf"^(?:la\s+)?(?:(?:nr|numarul|numar|no)\.?\s*({_HOUSE})\b[\s,]*(?:pe\s+)?(?=[a-z0-9])|({_HOUSE})(?:\s*,\s*|\s+)(?:pe\s+)?(?=(?:{_KIND_WORD})(?:\.|\b)\s*\S))")
_BARE_LED = re.compile(rf"^({_HOUSE})[\s,]+(?=[a-z]{{3}})")
# What stands after the number in a block of flats says nothing about the place on the map.
_FLAT = re.compile(r"\b(?:bl|bloc|sc|scara|et|etaj|ap|apartament|corp)\b\.?\s*[\w-]+")
LEAST_SCORE = 62.0


@dataclass(frozen=True, slots=True)
class Asked:
    """An address taken apart, on plain text (lower case, no diacritics)."""

    kind: str
    street: str
    number: str


def plain(text: str) -> str:
    """Return the text in lower case without diacritics (comma below and cedilla alike), signs as spaces."""
    split = unicodedata.normalize("NFKD", text.lower())
    bare = "".join(char for char in split if not unicodedata.combining(char))
    return " ".join(re.sub(r"[\"„”“'`()]", " ", bare).split())


def take_apart(text: str) -> Asked:
    """Read 'Bd. Decebal nr 12A, bl. C3, ap. 4' or '12A, Bd. Decebal' into kind, street and number."""
    rest = _FLAT.sub(" ", plain(text))
    number = ""
    if led := _LED.match(rest):
        number = re.sub(r"\s+", "", led[1] or led[2])
        rest = rest[led.end() :]
    kind = ""
    if found := _KIND.match(rest):
        kind = found.lastgroup or ""
        rest = rest[found.end() :]
    numbers = [] if number else list(_NUMBER.finditer(rest))
    # '1 Decembrie' is a name; a number counts only after a name.
    if numbers and re.search(r"[a-z]", rest[: numbers[-1].start()]):
        number = re.sub(r"\s+", "", numbers[-1].group(1))
        rest = rest[: numbers[-1].start()] + rest[numbers[-1].end() :]
    street = " ".join(re.sub(r"\b(?:nr|numarul|numar)\b\.?", " ", re.sub(r"[.,;:#]", " ", rest)).split())
    return Asked(kind, street, number)


def _readings(text: str) -> list[Asked]:
    """Return how an address may be meant: '1 Moldovei' is a house on Moldovei, unless a street has that very name."""
    asked = take_apart(text)
    led = _BARE_LED.match(asked.street)
    if asked.number or asked.kind or not led:
        return [asked]
    behind = take_apart(asked.street[led.end() :])
    return [asked, Asked(behind.kind, behind.street, re.sub(r"\s+", "", led[1]))]


def _without_town(authority: Authority, text: str) -> str:
    """Take the town and the county out where they stand as a part of their own: 'Calea Moldovei 1, Pietricica, jud. Neamț'."""
    town = re.escape(plain(authority.name).removeprefix("municipiul ").removeprefix("orasul ").removeprefix("comuna "))
    places = rf"(?:(?:municipiul|mun|orasul|oras|comuna|com|satul|sat|loc|localitatea)\.?\s+)?{town}|(?:judetul|judet|jud)\.?\s+{re.escape(plain(authority.county))}|romania"
    return re.sub(rf"^(?:{places})\s*[,;]\s*|\s*[,;]\s*(?:{places})(?=\s*(?:[,;]|$))", "", plain(text))


# Streets, and old names that lead to them; the trigram index gives the nearest, the exact order is settled below.
_STREETS = """
SELECT l.role, f.key, f.label, f.attrs, f.id, ST_X(c.p), ST_Y(c.p)
FROM layers_layer l
CROSS JOIN LATERAL (
    SELECT f.* FROM layers_feature f
    WHERE f.layer_id = l.id AND f.until IS NULL AND f.label <> ''
    ORDER BY layers_plain(f.label) <->> %(street)s LIMIT 15
) f
CROSS JOIN LATERAL (SELECT CASE WHEN ST_Dimension(f.geom) = 1 THEN ST_ClosestPoint(f.geom, ST_Centroid(f.geom)) ELSE ST_PointOnSurface(f.geom) END AS p) c
WHERE l.authority_id = %(authority)s AND l.active AND l.role IN ('streets', 'street_history')
"""

_HOUSES = """
SELECT f.id, f.label, f.attrs, ST_X(ST_PointOnSurface(f.geom)), ST_Y(ST_PointOnSurface(f.geom)), p.key
FROM layers_layer l
JOIN layers_feature f ON f.layer_id = l.id AND f.until IS NULL AND f.attrs ? 'street' AND f.attrs->>'street' = ANY(%(streets)s)
LEFT JOIN LATERAL (
    SELECT p.key FROM layers_layer pl JOIN layers_feature p ON p.layer_id = pl.id AND p.until IS NULL
    WHERE pl.authority_id = l.authority_id AND pl.role = 'parcels' AND pl.active AND p.geom && f.geom AND ST_Intersects(p.geom, f.geom)
    ORDER BY ST_Area(p.geom) LIMIT 1
) p ON true
WHERE l.authority_id = %(authority)s AND l.active AND l.role = 'addresses' AND {number}
LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class _Street:
    key: str
    name: str
    old_name: str
    score: float
    east: float
    north: float
    feature: int


def find_addresses(authority: Authority, text: str, *, limit: int = 8) -> list[Hit]:
    """Return the houses and streets that a text most likely means, best first."""
    found = [(_streets(authority, asked), asked) for asked in _readings(_without_town(authority, text)) if len(asked.street) >= 2]
    streets, asked = max(found, key=lambda one: one[0][0].score if one[0] else 0.0, default=([], Asked("", "", "")))
    if not streets:
        return []
    hits: list[Hit] = []
    if asked.number:
        hits = _houses(authority, streets, asked, limit)
    for street in streets:
        if len(hits) >= limit:
            break
        lon, lat = crs.lonlat_of([(street.east, street.north)])[0]
        hint = f"fosta {street.old_name}" if street.old_name else ""
        hits.append(Hit("street", street.name, hint, street.name, lon, lat, street.feature, score=street.score))
    return hits[:limit]


def _streets(authority: Authority, asked: Asked) -> list[_Street]:
    with connection.cursor() as cursor:
        cursor.execute(_STREETS, {"authority": authority.pk, "street": asked.street})
        rows = cursor.fetchall()
    names = {key: label for role, key, label, *_rest in rows if role == "streets"}
    best: dict[str, _Street] = {}
    for role, key, label, attrs, feature, east, north in rows:
        known: dict[str, Any] = json.loads(attrs)
        if role == "streets":
            code, name, old = key, label, ""
            score = _likeness(asked, label)
        else:
            code, name, old = str(known.get("street") or key), str(known.get("new_name") or names.get(str(known.get("street")), label)), str(known.get("old_name") or "")
            score = _likeness(asked, old)
        if score >= LEAST_SCORE and (code not in best or best[code].score < score):
            best[code] = _Street(code, name, old, score, east, north, feature)
    found = sorted(best.values(), key=lambda street: (-street.score, street.name))
    # A near certain street drives out the doubtful ones.
    return [street for street in found if street.score >= found[0].score - 22][:8]


def _likeness(asked: Asked, label: str) -> float:
    """Return 0..100: how likely the label is the street that was meant."""
    known = plain(label)
    kind = _KIND.match(known)
    name = known[kind.end() :] if kind else known
    # Initials: 'T. Vladimirescu' for 'Tudor Vladimirescu'.
    words, wanted = name.split(), asked.street.split()
    if len(wanted) > 1 and len(wanted) <= len(words) and all(b.startswith(a) if len(a) <= 2 else fuzz.ratio(a, b) > 78 for a, b in zip(wanted, words[-len(wanted) :], strict=True)):
        score = 96.0
    else:
        whole = fuzz.ratio(asked.street, name)
        part = fuzz.token_set_ratio(asked.street, name)
        typed = fuzz.ratio(asked.street, name[: len(asked.street)]) if len(asked.street) >= 3 else 0.0
        score = max(whole, 0.93 * part, 0.9 * typed)
    if asked.kind and kind and kind.lastgroup != asked.kind:
        score -= 8
    elif asked.kind and kind:
        score += 2
    return score


def _houses(authority: Authority, streets: list[_Street], asked: Asked, limit: int) -> list[Hit]:
    codes = [street.key for street in streets]
    with connection.cursor() as cursor:
        cursor.execute(_HOUSES.format(number="lower(f.attrs->>'number') = %(number)s"), {"authority": authority.pk, "streets": codes, "number": asked.number, "limit": limit})
        rows = cursor.fetchall()
        if not rows and asked.number[:-1].isdigit() and asked.number[-1].isalpha():
            # 12C may not be there while 12 is: the neighbour is a better answer than none, and its label says what it is.
            cursor.execute(_HOUSES.format(number="f.attrs->>'number' = %(number)s"), {"authority": authority.pk, "streets": codes, "number": asked.number[:-1], "limit": limit})
            rows = cursor.fetchall()
    by_code = {street.key: street for street in streets}
    hits = []
    for feature, label, attrs, east, north, parcel in rows:
        street = by_code[json.loads(attrs)["street"]]
        lon, lat = crs.lonlat_of([(east, north)])[0]
        hint = " · ".join(part for part in (f"fosta {street.old_name}" if street.old_name else "", f"nr. cad. {parcel}" if parcel else "") if part)
        hits.append(Hit("address", label, hint, label, lon, lat, feature, parcel or "", street.score))
    return sorted(hits, key=lambda hit: (-hit.score, hit.label))
