"""Whether several parcels make one plot: those that share a side do, a gap within the accuracy of the cadastre is the drawing. EPSG:3844, metres."""
from __future__ import annotations

import datetime as dt

import shapely
from django.contrib.gis.geos import GEOSGeometry

from gisapp.accounts.models import Authority
from layers.conflicts.answer import Effect, Finding, Source, State
from layers.conflicts.rulebook import Rulebook, moment, rulebook
from layers.models import Layer
from layers.zoning.works import shape_of

CODE = "TEREN-UNIC"
TITLES = ("Parcelele nu se învecinează", "The parcels do not adjoin")
LEGAL_REF = "Legea 350/2001 anexa 2 (POT și CUT se raportează la o parcelă); Legea 50/1991"
# Parcels that meet in a corner only are no one plot: along this much of their sides, in metres, they must be neighbours.
LEAST_COMMON_M = 0.5
_HAIR_M = 1e-4


def plots_of(land: shapely.Geometry, accuracy_m: float) -> tuple[shapely.Geometry, ...]:
    """Return the plots that the land consists of, each with all its parcels: one, unless some do not adjoin the others."""
    left = list(shapely.get_parts(land))
    found = []
    while left:
        group = [left.pop(0)]
        for one in group:
            near = [other for other in left if _adjoin(one, other, accuracy_m)]
            group += near
            left = [other for other in left if other not in near]
        found.append(shapely.multipolygons(group) if len(group) > 1 else group[0])
    return tuple(found)


def _adjoin(one: shapely.Geometry, other: shapely.Geometry, accuracy_m: float) -> bool:
    reach = accuracy_m + _HAIR_M
    if one.distance(other) > reach:
        return False
    # A corner that touches has both its sides within reach for as long as the reach itself.
    return bool(one.boundary.intersection(other.buffer(reach)).length > 2 * reach + LEAST_COMMON_M)


def without_gaps(plots: tuple[shapely.Geometry, ...], accuracy_m: float) -> shapely.Geometry:
    """Return the outlines without the slivers between neighbours: there is no boundary to keep a distance from."""
    half = accuracy_m / 2 + _HAIR_M
    whole = [
        plot if plot.geom_type == "Polygon" else plot.buffer(half, join_style="mitre").buffer(-half, join_style="mitre").union(plot).buffer(0) for plot in plots
    ]
    return whole[0] if len(whole) == 1 else shapely.multipolygons([part for one in whole for part in shapely.get_parts(one)])


def accuracy_of(book: Rulebook) -> float:
    """Return how true the boundaries of parcels are, in metres."""
    facts = book.by_role(Layer.Role.PARCELS)
    return facts.accuracy_m if facts is not None else 0.0


def apart_findings(plot: GEOSGeometry, *, authority: Authority, on: dt.date | None = None, at: dt.datetime | None = None) -> tuple[Finding, ...]:
    """Return the finding that the land is no one plot, with the gaps; nothing where it is one."""
    parts = plot.num_geom if plot.geom_type == "MultiPolygon" else 1
    if parts < 2:
        return ()
    book = rulebook(authority, *moment(on, at))
    plots = plots_of(shape_of(plot), accuracy_of(book))
    if len(plots) < 2:
        return ()
    gap = max(min(one.distance(other) for other in plots if other is not one) for one in plots)
    metres = f"{gap:.2f}"
    facts = book.by_role(Layer.Role.PARCELS)
    return (
        Finding(
            code=CODE, state=State.CONFLICT, effect=Effect.WARN, title_ro=TITLES[0], title_en=TITLES[1], explanation_ro="", explanation_en="", tested="parcel",
            legal_ref=LEGAL_REF, confidence="to_be_confirmed",
            source=facts.said if facts is not None else Source("parcels", "Parcele", "Parcels", None, None, 0.0, ""), distance_m=gap,
            reason_ro=f"Parcelele nu se învecinează: terenul este din {len(plots)} părți despărțite (până la {metres.replace('.', ',')} m una de alta), nu o singură parcelă. "
            "POT, CUT și suprafața minimă se socotesc pentru fiecare parte; pentru ansamblu nu se pot stabili.",
            reason_en=f"The parcels do not adjoin: the land is {len(plots)} separate parts (up to {metres} m from each other), not one plot. "
            "Plot coverage, floor ratio and least area count for each part; for the whole they cannot be told.",
        ),
    )
