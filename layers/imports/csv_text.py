"""Tables of coordinates as people write them, rewritten as GDAL reads them: any separator, decimal comma, thousands, degrees and minutes.

Rows are never dropped: what cannot be read stays as it is, and ends in the list of features without geometry.
"""
from __future__ import annotations

import csv
import io
import re
import unicodedata

SEPARATORS = (";", "\t", "|", ",")
# Names of columns, on plain text without signs. `x` and `y` alone do not say which is east: surveyors write X for north.
EAST = {"e", "est", "east", "easting", "coorde", "estst70", "eststereo70"}
NORTH = {"n", "nord", "north", "northing", "coordn", "nordst70", "nordstereo70"}
LON = {"lon", "long", "lng", "longitude", "longitudine"}
LAT = {"lat", "latitude", "latitudine"}
X = {"x", "coordx", "xcoord", "xstereo70", "xst70", "coordonatax", "xstereo"}
Y = {"y", "coordy", "ycoord", "ystereo70", "yst70", "coordonatay", "ystereo"}
SHAPE = {"wkt", "geom", "geometry", "geometrie", "thegeom"}
_DEGREES = re.compile(r"^\s*([nsev]?)\s*(\d{1,3})\s*[°º]\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*['′’]\s*)?(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:\"|″|”|'')?\s*)?([nsev]?)\s*$", re.IGNORECASE)
# 26.371 is a longitude and 604.500,25 are metres: one dot alone, without a comma after it, is a decimal point.
_THOUSANDS = re.compile(r"^\d{1,3}(?:(?:[ \u00a0\u202f]\d{3})+(?:,\d+)?|(?:\.\d{3})+,\d+|(?:\.\d{3}){2,})$")


def _plain(name: str) -> str:
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]", "", bare)


def number_of(text: str) -> str:
    """Return a coordinate with a decimal point: 604.500,25 and 604 500,25 and 46°55'37\"N; other text comes back as it was."""
    if degrees := _DEGREES.match(text):
        before, whole, minutes, seconds, after = degrees.groups()
        value = int(whole) + float((minutes or "0").replace(",", ".")) / 60 + float((seconds or "0").replace(",", ".")) / 3600
        return f"{-value if (before or after).lower() in ('s', 'v') and before + after else value:.9f}"
    bare = text.strip()
    if _THOUSANDS.match(bare):
        bare = re.sub(r"[. \u00a0\u202f]", "", bare)
    return bare.replace(",", ".") if bare.count(",") == 1 and "." not in bare else bare


def normalise(text: str) -> tuple[str, bool | None] | None:
    """Return the table with columns of coordinates named and written for GDAL, and whether they are only called x and y (None: a shape, which names no axes).

    None where the table has no such columns, or is no table.
    """
    first = text.lstrip("\ufeff").splitlines()[:1]
    if not first:
        return None
    separator = max(SEPARATORS, key=first[0].count)
    if not first[0].count(separator):
        return None
    try:
        rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=separator))
    except csv.Error:
        return None
    names = [_plain(name) for name in rows[0]]

    def place(known: set[str]) -> int:
        return next((at for at, name in enumerate(names) if name in known), -1)

    pairs = [(place(EAST), place(NORTH)), (place(LON), place(LAT)), (place(X), place(Y))]
    at = next((pair for pair in pairs if min(pair) >= 0), None)
    shape = place(SHAPE)
    if at is None and shape < 0:
        return None
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n").writerow
    header = list(rows[0])
    if shape >= 0:
        header[shape] = "WKT"
    elif at is not None:
        header[at[0]], header[at[1]] = "x", "y"
    write(header)
    for row in rows[1:]:
        if shape >= 0:
            if shape < len(row):
                # PostGIS writes the system in front of the shape; GDAL does not know that.
                row[shape] = re.sub(r"^\s*SRID=\d+;", "", row[shape], flags=re.IGNORECASE)
        elif at is not None and max(at) < len(row):
            row[at[0]], row[at[1]] = number_of(row[at[0]]), number_of(row[at[1]])
        if row:
            write(row)
    return out.getvalue(), None if shape >= 0 else at == pairs[2]
