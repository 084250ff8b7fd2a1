"""Drawn works as the zoning rules read them, and the buildings that stand already."""
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from django.contrib.gis.geos import GEOSGeometry


@dataclass(frozen=True, slots=True)
class Work:
    """One drawn work. `geom` is its footprint (EPSG:3844); `levels` counts those above ground; None where nobody said."""

    geom: GEOSGeometry
    kind: str = "building"
    use: str = ""
    levels: int | None = None
    height_m: float | None = None
    basement: bool = False


@dataclass(frozen=True, slots=True)
class Footprint:
    """A building as a shape; `levels` None where they are not known."""

    shape: shapely.Geometry
    levels: int | None


def buildings(works: Sequence[Work]) -> list[Work]:
    """Return the works that are buildings with an area."""
    return [work for work in works if work.kind == "building" and work.geom.area > 0]


def shape_of(geometry: GEOSGeometry) -> shapely.Geometry:
    """Return a flat shapely copy."""
    return shapely.force_2d(shapely.from_wkb(bytes(geometry.wkb)))


_PART = re.compile(r"^(?:(\d+)?\s*(S|D|P|E|M|Er|R))$", re.IGNORECASE)


def levels_of(regime: str) -> int | None:
    """Return how many levels above ground a height regime allows: 'P+2E+M' is 4, 'D+P+M' is 2 (a half-basement is none). None if unreadable.

    A range ('P – P+3E sau hală') stands for its largest.
    """
    most: int | None = None
    for option in re.split(r"[–,;]|\bsau\b", regime):
        total, seen = 0, False
        for piece in option.replace(" ", "").split("+"):
            found = _PART.match(piece)
            bare = piece.isdigit()
            if found is None and not bare:
                continue
            seen = True
            if bare:
                total += int(piece)
            elif found is not None and found.group(2).upper() not in ("S", "D"):
                total += int(found.group(1) or 1)
        if seen:
            most = total if most is None else max(most, total)
    return most
