"""Coordinates as people write them: Stereo 70 or WGS 84, labelled or not, decimal point or comma, degrees and minutes."""
from __future__ import annotations

import re

from gisapp.core.errors import BadInput
from layers import crs

_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
# Surveyors write X for north and Y for east.
_LABELLED = {"x": "n", "n": "n", "nord": "n", "y": "e", "e": "e", "est": "e", "lat": "lat", "latitudine": "lat", "lon": "lon", "lng": "lon", "long": "lon", "longitudine": "lon"}
_LABEL = re.compile(r"(?<![a-z])(latitudine|longitudine|lat|long|lng|lon|nord|est|[xyen])(?![a-z])\s*[:=]?\s*([-+]?\d+(?:\.\d+)?)")
_AFTER = re.compile(r"^\s*([-+]?\d+(?:\.\d+)?)\s*([ne])\b[\s;]*([-+]?\d+(?:\.\d+)?)\s*([ne])\b\s*$")
# '46 55 39 N 26 22 14.88 E', 'N 46 55.650 E 26 22.248', '46-55-39, 26-22-14.88': degrees, minutes and perhaps seconds without their signs.
_LETTER = r"(?:(latitudine|longitudine|lat|long|lng|lon|[nsev])[\s:=.]*)?"
_SPACED = re.compile(rf"^{_LETTER}(\d{{2}})[ -](\d{{1,2}}(?:[.,]\d+)?)(?:[ -](\d{{1,2}}(?:[.,]\d+)?))?\s*([nsev]?)[\s,;/]+{_LETTER}(\d{{2}})[ -](\d{{1,2}}(?:[.,]\d+)?)(?:[ -](\d{{1,2}}(?:[.,]\d+)?))?\s*([nsev]?)$")
_SAID = re.compile(r"(?:srid\s*=\s*\d+\s*;|\b(?:stereo(?:grafic)?\s*(?:19)?70|wgs\s*(?:19)?84|epsg:?\s*\d+|gps|coordonate(?:le)?|coord|locați[ae]|locatia|poziți[ae]|pozitia|punct(?:ul)?|pct|sunt|este|si|și)\b)[\s.:]*")
_HEIGHT = re.compile(r"[,;\s]+(?:h|z|alt|altitudine|cota|cotă)\s*[:=.]?\s*-?\d+(?:[.,]\d+)?\s*m?\s*$")
_MAPS = re.compile(r"^(?:https?://\S*?(?:[@=]|/(?=-?\d+\.\d+,))|geo:)(-?\d+\.\d+),(-?\d+\.\d+)|^https?://\S*?#map=[\d.]+/(-?\d+\.\d+)/(-?\d+\.\d+)|^https?://\S*?mlat=(-?\d+\.\d+)&mlon=(-?\d+\.\d+)")
_MINUTES = re.compile(r"['′’]")
_DMS = re.compile(r"(\d{1,3})\s*°\s*(?:(\d{1,2}(?:\.\d+)?)\s*['′’]\s*)?(?:(\d{1,2}(?:\.\d+)?)\s*(?:\"|″|”|'')\s*)?([nsewv]?)")


def read_coordinates(text: str) -> list[tuple[float, float]]:
    """Return the possible readings as (E, N) in EPSG:3844; empty where the text is not coordinates.

    Without labels both orders are read where both can lie in Romania: E and N are nearly equal around 26.4° E, so only
    the authority's own limit can tell which one was meant.
    """
    plain = _usual_signs(text.lower())
    if re.search(r"[a-zăâîșțşţ]{5,}", re.sub(r"latitudine|longitudine", "", plain)):
        return []
    if "°" in plain and (_MINUTES.search(plain) or not re.search(r"\d[.,]\d", plain)):
        return _of_degrees(plain)
    plain = _decimal_points(plain.replace("°", " "))
    # The number of the point in a surveyor's list.
    plain = re.sub(r"^\s*\d{1,4}[.)]?\s+(?=[a-z]|\d{6})", "", plain)
    after = _AFTER.match(plain)
    if not after and _LABEL.search(plain) and re.search(r"\d", _LABEL.sub("", plain)):
        # A number that nothing explains: rather nothing than half of it.
        return []
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
    if len(numbers) == 3 and all(crs.in_stereo70_range(*pair) for pair in (numbers[:2], numbers[1::-1])) and numbers[2] < 2600:
        # East, north and a height of Romania.
        numbers = numbers[:2]
    if len(numbers) != 2 or re.sub(r"[-+\d.\s;,/()]", "", plain):
        return []
    return _of_pair(numbers[0], numbers[1], certain=False)


def _usual_signs(text: str) -> str:
    """Write signs one way: degrees º and d, colons and bare numbers of degrees, brackets, POINT(), geo:, addresses of maps, units."""
    plain = text.replace("−", "-").replace("º", "°").replace("%2c", ",").strip()
    if found := _MAPS.search(plain):
        return " ".join(part for part in found.groups() if part)
    plain = _HEIGHT.sub("", " ".join(_SAID.sub(" ", plain).split()))
    plain = re.sub(r"^point\s*z?\s*\((.*)\)$", r"\1", plain)
    plain = re.sub(r"[\[\]{}]", " ", plain).strip()
    plain = re.sub(r"\b(lat|long?|lng)\.", r"\1", plain)
    plain = re.sub(r"(?<=\d)\s*m\b", "", plain)
    plain = re.sub(r"(?<=[nsev])/(?=\d)", " ", plain)
    plain = re.sub(r"(\d{2})[d:](\d{1,2})[m:](\d{1,2}(?:[.,]\d+)?)s?", r"\1°\2'\3″", plain)
    spaced = _SPACED.match(plain)
    if spaced and (any(spaced.group(1, 4, 5, 6, 9, 10)) or re.search(r"[.,]\d", spaced[3] + spaced[8])):
        return " ".join(_with_signs(*spaced.groups(default="")[start : start + 5]) for start in (0, 5))
    return plain


def _with_signs(before: str, degrees: str, minutes: str, seconds: str, behind: str) -> str:
    letter = {"la": "n", "lo": "e"}.get(before[:2], before) or behind
    return f"{degrees}°{minutes}'" + (f"{seconds}″" if seconds else "") + letter


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
    try:
        return crs.stereo70_of([(lon, lat)])
    except BadInput:
        return []


def _of_pair(first: float, second: float, *, certain: bool) -> list[tuple[float, float]]:
    if abs(first) <= 180 and abs(second) <= 180:
        # In Romania latitude (43 to 49) and longitude (20 to 30) cannot be taken for one another.
        return _of_lonlat(second, first) or _of_lonlat(first, second)
    readings = [(first, second)] if certain else [(first, second), (second, first)]
    return list(dict.fromkeys(pair for pair in readings if crs.in_stereo70_range(*pair)))
