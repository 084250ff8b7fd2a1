"""Places written as coordinates or map links.

Reads what is written and never repairs it: a swapped pair (26.37, 46.92) comes back swapped, because the dialogue has
to ask about it. Stereo 70 stays as the two numbers written (metres, EPSG:3844); only `layers` may transform them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from .spans import Draft


@dataclass(frozen=True, slots=True)
class LatLon:
    """Degrees as written: `labelled` when the text itself says which is latitude (N/E, lat/lon, a map link)."""

    lat: float
    lon: float
    labelled: bool


@dataclass(frozen=True, slots=True)
class Stereo70:
    """Two Stereo 70 values in metres. Surveyors write X = north first; `order_known` is False when nobody said so."""

    north: float
    east: float
    order_known: bool


@dataclass(frozen=True, slots=True)
class Place:
    """What was found: at most one of the two, and whether there was a short map link that we don't follow."""

    point: LatLon | None = None
    stereo70: Stereo70 | None = None
    short_link: bool = False


_NUM = r"[-+]?\d{1,3}[.,]\d{2,}"
_URL = re.compile(r"(?:https?://|www\.|(?:maps|goo|waze|bing|osm|openstreetmap)\.)\S+|geo:\S+|google\.[a-z.]+/maps\S*")
_PAIR = r"(-?\d{1,3}(?:\.\d+)?)"
_SEP = r"(?:[,~;_ +]|%2c|%20)+"
_LINK_FORMS = [
    re.compile(rf"!3d{_PAIR}!4d{_PAIR}"),
    re.compile(rf"mlat={_PAIR}&(?:amp;)?mlon={_PAIR}"),
    re.compile(rf"[?&#/](?:q|query|ll|sll|daddr|destination|center|coordinate|latlng|loc|viewpoint|saddr|cp|address|to)=(?:loc:|point:|ll\.|point\.)?{_PAIR}{_SEP}{_PAIR}"),
    re.compile(rf"sp=point\.{_PAIR}_{_PAIR}"),
    re.compile(rf"#map=\d+(?:\.\d+)?/{_PAIR}/{_PAIR}"),
    re.compile(rf"@{_PAIR},{_PAIR}"),
    re.compile(rf"/(?:place|search|dir|ul|@)?/?{_PAIR},[+]?{_PAIR}"),
    re.compile(rf"^geo:{_PAIR},{_PAIR}"),
]
_SHORT = re.compile(r"maps\.app\.goo\.gl|goo\.gl/maps|g\.co/|waze\.com/ul/h|osm\.org/go/|bit\.ly|bing\.com/maps\?v|apple\.co|maps\.apple/p/")

_DEG = r"(?:°|\*|d(?=\d)| ?de grade| ?grade| ?degrees?| ?deg| )"
_MIN = r"(?:'| ?de minute| ?minute| ?minutes?| ?min)"
_SEC = r"(?:\"|''| ?de secunde| ?secunde| ?seconds?| ?sec)"
_ANGLE = rf"(\d{{1,3}}){_DEG} ?(?:si )?(\d{{1,2}}(?:[.,]\d+)?)(?:{_MIN}| (?=\d)) ?(?:si )?(?:(\d{{1,2}}(?:[.,]\d+)?)(?:{_SEC})?)?"
_HEMI_LAT = r"(?:latitudine(?: nordica)?|latitude|lat\.?|nord|north|n|s)"
_HEMI_LON = r"(?:longitudine(?: estica)?|longitude|long?\.?|lng|est|east|e|v|w)"
_DMS = re.compile(
    rf"(?<![\w])(?:{_HEMI_LAT}[ :=.]*)?{_ANGLE} ?(?:{_HEMI_LAT}\b)?[ ,;/]*(?:si )?(?:{_HEMI_LON}[ :=.]*)?{_ANGLE} ?(?:{_HEMI_LON}\b)?"
)
_DEC = r"(-?\d{1,3}[.,]\d+)"
_LABELLED = re.compile(
    rf"(?<![\w]){_HEMI_LAT}[ :=]*{_DEC} ?°? ?(?:n\b)?[ ,;/]*(?:si )?{_HEMI_LON}[ :=]*{_DEC}"
    rf"|(?<![\w.,]){_DEC} ?°? ?(?:n|nord|north)\b[ ,;/]*(?:si )?{_DEC} ?°? ?(?:e|est|east)\b"
)
_LABELLED_REVERSED = re.compile(rf"(?<![\w]){_HEMI_LON}[ :=]*{_DEC} ?°?[ ,;/]*(?:si )?{_HEMI_LAT}[ :=]*{_DEC}")
_SPOKEN = re.compile(r"(\d{1,3}) (?:virgula|punct|point|comma) (\d+)")
_DECIMAL_PAIR = re.compile(rf"(?<![\d.,/])({_NUM}) ?°?(?: ?[,;/|] ?| +|, )(?:si |and )?({_NUM})(?![\d/]|[.,]\d)")
_STEREO_NUM = r"(\d{3}[ .]?\d{3}(?:[.,]\d{1,4})?)"
_STEREO_XY = re.compile(
    rf"\b(?:x|n|nord|north)(?:\([a-z]\))?[ :=]*{_STEREO_NUM} ?m?[ ,;/]*(?:si |and )?(?:y|e|est|east)[ :=]*{_STEREO_NUM}"
)
_STEREO_YX = re.compile(
    rf"\b(?:y|e|est|east)[ :=]*{_STEREO_NUM} ?m?[ ,;/]*(?:si |and )?(?:x|n|nord|north)[ :=]*{_STEREO_NUM}"
)
_STEREO_CUE = re.compile(r"stereo ?-? ?(?:19)?70|stereo|epsg:? ?(?:3844|31700)|\b3844\b|\b31700\b")
_STEREO_PAIR = re.compile(rf"(?<![\d.,]){_STEREO_NUM} ?m?(?: ?[,;/|] ?| +| si | and ){_STEREO_NUM}(?![\d])")


def _float(text: str) -> float:
    return float(text.replace(" ", "").replace(",", "."))


def _stereo_float(text: str) -> float:
    """604.014,14 · 604 014.14 · 604014.14: the first separator after three digits groups thousands."""
    digits = text.replace(" ", "")
    if re.fullmatch(r"\d{3}\.\d{3}(?:[.,]\d+)?", digits):
        digits = digits[:3] + digits[4:]
    return float(digits.replace(",", "."))


def _angle(degrees: str, minutes: str, seconds: str | None) -> float:
    return _float(degrees) + _float(minutes) / 60 + (_float(seconds) / 3600 if seconds else 0.0)


def _on_earth(lat: float, lon: float) -> bool:
    """A swapped pair is kept (the dialogue asks); only what can be no place at all is dropped."""
    return abs(lat) <= 180 and abs(lon) <= 180 and (lat, lon) != (0.0, 0.0)


def _from_links(draft: Draft) -> Place | None:
    short = False
    for match in list(draft.finditer(_URL)):
        link = unquote(match.group(0))
        draft.take(match.start(), match.end(), "linkharta" if "map" in link or "geo:" in link or "waze" in link or "osm" in link else "linkweb")
        short = short or _SHORT.search(link) is not None
        for form in _LINK_FORMS:
            inside = form.search(link)
            if inside is None:
                continue
            first, second = float(inside.group(1)), float(inside.group(2))
            if "yandex" in link and "ll=" in link:
                first, second = second, first
            if _on_earth(first, second):
                return Place(LatLon(round(first, 7), round(second, 7), labelled=True))
    return Place(short_link=True) if short else None


def _from_stereo(draft: Draft) -> Place | None:
    cued = _STEREO_CUE.search(draft.folded) is not None
    for pattern, north_first, known in ((_STEREO_XY, True, True), (_STEREO_YX, False, True), (_STEREO_PAIR, True, False)):
        for match in list(draft.finditer(pattern)):
            first, second = _stereo_float(match.group(1)), _stereo_float(match.group(2))
            decimals = any(re.search(r"\d{3}[.,]\d{1,4}$", part) and not re.fullmatch(r"\d{3}[. ]\d{3}", part) for part in match.groups())
            if not (100_000 <= first <= 900_000 and 100_000 <= second <= 900_000):
                continue
            if not known and not cued and not decimals:
                continue  # two six-digit numbers may as well be two cadastral numbers
            draft.take(match.start(), match.end(), "coordpunct")
            north, east = (first, second) if north_first else (second, first)
            return Place(stereo70=Stereo70(north, east, order_known=known))
    return None


def _from_angles(draft: Draft) -> Place | None:
    for match in list(draft.finditer(_DMS)):
        text = match.group(0)
        # Plain groups of digits need a sign that they are angles.
        if not re.search(r"[°'\"*]|grad|deg|minut", text) and not re.search(r"\b[nse]\b|\bnord|\best\b|\blat|\blon", text):
            continue
        one, two = _angle(*match.group(1, 2, 3)), _angle(*match.group(4, 5, 6))
        if _on_earth(one, two):
            draft.take(match.start(), match.end(), "coordpunct")
            return Place(LatLon(round(one, 7), round(two, 7), labelled=True))
    return None


def _from_decimals(draft: Draft) -> Place | None:
    for pattern, swap in ((_LABELLED, False), (_LABELLED_REVERSED, True)):
        for match in list(draft.finditer(pattern)):
            numbers = [_float(part) for part in match.groups() if part]
            lat, lon = (numbers[1], numbers[0]) if swap else (numbers[0], numbers[1])
            if _on_earth(lat, lon):
                draft.take(match.start(), match.end(), "coordpunct")
                return Place(LatLon(lat, lon, labelled=True))
    for match in list(draft.finditer(_DECIMAL_PAIR)):
        lat, lon = _float(match.group(1)), _float(match.group(2))
        near = {43 <= abs(value) <= 49 for value in (lat, lon)} | {19 <= abs(value) <= 31 for value in (lat, lon)}
        precise = all(len(part) - part.replace(",", ".").index(".") > 4 for part in match.groups())
        if True in near and _on_earth(lat, lon) and (precise or (43 <= lat <= 49 and 19 <= lon <= 31)):
            draft.take(match.start(), match.end(), "coordpunct")
            return Place(LatLon(lat, lon, labelled=False))
    return None


def join_spoken_decimals(text: str) -> str:
    """"46 virgulă 9275" as dictated becomes "46.9275" (apply to text whose spoken numbers are digits already)."""
    return _SPOKEN.sub(r"\1.\2", text)


def find_place(draft: Draft) -> Place:
    """The first place the text names by link, angle, decimal pair or Stereo 70."""
    link = _from_links(draft)
    if link is not None and link.point is not None:
        return link
    for reader in (_from_angles, _from_decimals, _from_stereo):
        found = reader(draft)
        if found is not None:
            return found
    return link or Place()
