"""Rows of coordinates as people type them: Stereo 70 (X north, Y east, metres) or degrees, with comma or point, numbered or not."""
from __future__ import annotations

import re

from django.utils.translation import gettext as _

from gisapp.core.errors import BadInput
from layers import crs

# Romania in Stereo 70, metres: eastings and northings that no typed corner may leave. In degrees: latitude and longitude.
EAST, NORTH = (100_000.0, 900_000.0), (200_000.0, 800_000.0)
LATITUDE, LONGITUDE = (43.0, 49.0), (20.0, 30.0)
MOST_ROWS = 5000
# 604.012,33 and 604 012,33 (Romanian thousands), 604,012.33 (English), 604012,33, 604012.33.
NUMBER = re.compile(r"[-−]?(?:\d{3}[. ']\d{3}(?:,\d+)?|\d{3},\d{3}(?:\.\d+)?|\d+(?:[.,]\d+)?)(?!\d)")
DEGREES = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s*°\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*['′’](?!')\s*)?(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:[\"″”]|''))?")
# 604012,604518 and 12,604012.33,604518.90: the comma parts the values, as spreadsheets write them.
APART = re.compile(r"\s*[,;]\s*")
WHOLE = re.compile(r"[-−]?\d+(?:\.\d+)?")
AXIS = re.compile(r"(?<![A-Za-z])[XYNE](?![A-Za-z])", re.IGNORECASE)


def corners_from_stereo70(text: str) -> list[tuple[float, float]]:
    """Return (E, N) of points typed one a row: X nord, Y est in metres, or latitude, longitude in degrees (46.92 or 46°55'12").

    A number of the point before them is allowed. Letters win over the order („Y=604518 X=604012”, „26.37E 46.92N”). Degrees the
    other way round are told from the numbers and refused. Raises BadInput with the row.
    """
    corners: list[tuple[float, float]] = []
    in_degrees: set[bool] = set()
    for number, line in enumerate(text.strip().splitlines(), start=1):
        if not line.strip():
            continue
        if number > MOST_ROWS:
            raise BadInput(_("Desenul este gol sau are prea multe puncte."), code="bad_drawing")
        north, east = _pair(line, number)
        degrees = max(abs(north), abs(east)) <= 180
        in_degrees.add(degrees)
        corners.append(_from_degrees(north, east, number) if degrees else _from_metres(north, east, number))
    if len(in_degrees) > 1:
        raise BadInput(_("Unele rânduri sunt în metri, altele în grade. Scrieți toate colțurile la fel."), code="mixed_units")
    return corners


def _pair(line: str, number: int) -> tuple[float, float]:
    """Return the two values of a row, north first."""
    plain = line.replace("\u00a0", " ").replace("\t", "  ").strip()
    parts = APART.split(plain)
    if "°" in plain:
        unread = re.search(r"\d", DEGREES.sub("", plain))
        values = [] if unread else [_decimal(*found) for found in DEGREES.findall(plain)]
    elif len(parts) in (2, 3) and all(WHOLE.fullmatch(part) for part in parts) and len({len(part.partition(".")[0]) for part in parts[-2:]}) == 1:
        values = [_value(part) for part in parts]
    else:
        values = [_value(text) for text in NUMBER.findall(plain)]
    if len(values) == 3 and values[0].is_integer() and 0 <= values[0] < 10_000:
        values = values[1:]
    if len(values) != 2:
        raise BadInput(_("Rândul %(number)s nu are două coordonate. Scrieți pe fiecare rând X (nord) și Y (est), de exemplu: 604012,33 604518,90.") % {"number": number}, code="bad_corner")
    letters = AXIS.findall(plain)
    return (values[1], values[0]) if letters and letters[0].upper() in "YE" else (values[0], values[1])


def _value(text: str) -> float:
    sign, digits = (-1, text[1:]) if text[0] in "-−" else (1, text)
    if re.fullmatch(r"\d{3}[. ']\d{3}(?:,\d+)?", digits):
        digits = re.sub(r"[. ']", "", digits)
    elif re.fullmatch(r"\d{3},\d{3}(?:\.\d+)?", digits):
        digits = digits.replace(",", "")
    return sign * float(digits.replace(",", "."))


def _decimal(degrees: str, minutes: str, seconds: str) -> float:
    """Return degrees, minutes and seconds as degrees; more than 59 of either can be no place."""
    parts = [float(one.replace(",", ".") or 0) for one in (degrees, minutes, seconds)]
    return parts[0] + parts[1] / 60 + parts[2] / 3600 if max(parts[1:]) < 60 else 999.0


def _from_metres(north: float, east: float, number: int) -> tuple[float, float]:
    if not (NORTH[0] <= north <= NORTH[1] and EAST[0] <= east <= EAST[1]):
        raise BadInput(_("Coordonatele de pe rândul %(number)s nu sunt în România în sistemul Stereo 70.") % {"number": number}, code="outside_romania")
    return east, north


def _from_degrees(latitude: float, longitude: float, number: int) -> tuple[float, float]:
    if LONGITUDE[0] <= latitude <= LONGITUDE[1] and LATITUDE[0] <= longitude <= LATITUDE[1]:
        raise BadInput(_("Pe rândul %(number)s longitudinea este înaintea latitudinii. Scrieți întâi latitudinea, apoi longitudinea, de exemplu: 46,927512 26,371034.") % {"number": number}, code="axes_swapped")
    if not (LATITUDE[0] <= latitude <= LATITUDE[1] and LONGITUDE[0] <= longitude <= LONGITUDE[1]):
        raise BadInput(_("Coordonatele de pe rândul %(number)s nu sunt în România. În grade se scrie întâi latitudinea, apoi longitudinea.") % {"number": number}, code="outside_romania")
    return crs.stereo70_of([(longitude, latitude)])[0]
