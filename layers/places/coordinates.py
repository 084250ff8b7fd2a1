"""Coordinates as people write them: Stereo 70 or WGS 84, labelled or not, decimal point or comma, degrees and minutes."""
from __future__ import annotations

import re

from layers import crs

_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
# Surveyors write X for north and Y for east.
_LABELLED = {"x": "n", "n": "n", "nord": "n", "y": "e", "e": "e", "est": "e", "lat": "lat", "latitudine": "lat", "lon": "lon", "lng": "lon", "long": "lon", "longitudine": "lon"}
_LABEL = re.compile(r"(?<![a-z])(latitudine|longitudine|lat|long|lng|lon|nord|est|[xyen])(?![a-z])\s*[:=]?\s*([-+]?\d+(?:\.\d+)?)")
_AFTER = re.compile(r"^\s*([-+]?\d+(?:\.\d+)?)\s*([ne])\b[\s;]*([-+]?\d+(?:\.\d+)?)\s*([ne])\b\s*$")
_MINUTES = re.compile(r"['′’]")
_DMS = re.compile(r"(\d{1,3})\s*°\s*(?:(\d{1,2}(?:\.\d+)?)\s*['′’]\s*)?(?:(\d{1,2}(?:\.\d+)?)\s*(?:\"|″|”|'')\s*)?([nsewv]?)")


def read_coordinates(text: str) -> list[tuple[float, float]]:
    """Return the possible readings as (E, N) in EPSG:3844; empty where the text is not coordinates.

    Without labels both orders are read where both can lie in Romania: E and N are nearly equal around 26.4° E, so only
    the authority's own limit can tell which one was meant.
    """
    plain = _usual_signs(text.lower())
    if re.search(r"[a-zăâîșțşţ]{5,}", re.sub(r"latitudine|longitudine|stereo ?70|wgs ?84|coordonate", "", plain)):
        return []
    plain = re.sub(r"(?:stereo\s*70|wgs\s*84|epsg:?\s*\d+|coordonate)\s*:?", " ", plain)
    if "°" in plain and (_MINUTES.search(plain) or not re.search(r"\d[.,]\d", plain)):
        return _of_degrees(plain)
    plain = _decimal_points(plain.replace("°", " "))
    after = _AFTER.match(plain)
    if after and after[2] != after[4]:
        labelled = {after[2]: float(after[1]), after[4]: float(after[3])}
    else:
        labelled = {_LABELLED[name]: float(value) for name, value in _LABEL.findall(plain)}
    if {"e", "n"} <= labelled.keys():
        return _of_pair(labelled["e"], labelled["n"], certain=True)
    if {"lat", "lon"} <= labelled.keys():
        return _of_lonlat(labelled["lon"], labelled["lat"])
    if re.search(r"[a-zăâîșț]", plain):
        return []
    numbers = [float(one) for one in _NUMBER.findall(plain)]
    if len(numbers) != 2 or re.sub(r"[-+\d.\s;,/()]", "", plain):
        return []
    return _of_pair(numbers[0], numbers[1], certain=False)


def _usual_signs(text: str) -> str:
    """Write signs one way: degrees º and d, colons and bare numbers of degrees, brackets, POINT(), geo:, addresses of maps, units."""
    plain = text.replace("−", "-").replace("º", "°").strip()
    if found := re.search(r"^(?:https?://\S*?[@=/]|geo:)(-?\d+\.\d+),(-?\d+\.\d+)", plain):
        return f"{found[1]} {found[2]}"
    plain = re.sub(r"^point\s*z?\s*\((.*)\)$", r"\1", plain)
    plain = re.sub(r"[\[\]{}]", " ", plain).strip()
    plain = re.sub(r"\b(lat|long?|lng)\.", r"\1", plain)
    plain = re.sub(r"(?<=\d)\s*m\b", "", plain)
    plain = re.sub(r"(\d{2})[d:](\d{1,2})[m:](\d{1,2}(?:[.,]\d+)?)s?", r"\1°\2'\3″", plain)
    return re.sub(r"^(\d{2}) (\d{1,2}) (\d{1,2}(?:[.,]\d+)?) ?([nsev]?)[\s,;]+(\d{2}) (\d{1,2}) (\d{1,2}(?:[.,]\d+)?) ?([nsev]?)$", r"\1°\2'\3″\4 \5°\6'\7″\8", plain)


def _decimal_points(text: str) -> str:
    """Read 46,9275 26,3708 and 604.496,88 604.014,14 as Romanians write them, 604 496.88 with spaces for thousands."""
    text = re.sub(r"(?<=\d)\.(?=\d{3}(?:\.\d{3})*,\d)", "", text)
    # Two whole numbers of six digits: the comma stands between them; with dots for thousands they are metres too.
    text = re.sub(r"^(\d{6}),(\d{6})$", r"\1 \2", text)
    text = re.sub(r"^(\d{3})\.(\d{3})([\s;/]+)(\d{3})\.(\d{3})$", r"\1\2\3\4\5", text)
    text = re.sub(r"\b(\d{3})[ \u00a0](\d{3})(?=[.,]\d|\s|;|$)", r"\1\2", text)
    # A comma between two numbers with decimal points is a separator.
    if re.search(r"\d\.\d", text):
        return text.replace(",", " ")
    return re.sub(r"(?<=\d),(?=\d)", ".", text).replace(",", " ")


def _of_degrees(text: str) -> list[tuple[float, float]]:
    dotted = re.sub(r"(?<=\d),(?=\d)", ".", text)
    # Letters in front ('N 46°55'') are read as letters behind.
    dotted = re.sub(r"([nsev])\s*(\d[^nsev]*?)(?=[\s,;]*(?:[nsev]\s*\d|$))", r"\2\1 ", dotted) if re.match(r"[nsev]\s*\d", dotted) else dotted
    parts = _DMS.findall(dotted)
    if len(parts) != 2:
        return []
    values = [(float(d) + float(m or 0) / 60 + float(s or 0) / 3600, letter) for d, m, s, letter in parts]
    (first, one), (second, two) = values
    if one in ("e", "v", "w") or two in ("n", "s") or (not one and first < second):
        first, second = second, first
    return _of_lonlat(second, first)


def _of_lonlat(lon: float, lat: float) -> list[tuple[float, float]]:
    if not (20 <= lon <= 30 and 43 <= lat <= 49):
        return []
    return crs.stereo70_of([(lon, lat)])


def _of_pair(first: float, second: float, *, certain: bool) -> list[tuple[float, float]]:
    if abs(first) <= 180 and abs(second) <= 180:
        # In Romania latitude (43 to 49) and longitude (20 to 30) cannot be taken for one another.
        return _of_lonlat(second, first) or _of_lonlat(first, second)
    readings = [(first, second)] if certain else [(first, second), (second, first)]
    return list(dict.fromkeys(pair for pair in readings if crs.in_stereo70_range(*pair)))
