"""The map extract of a case: its plot, the parcels around, the layers, the findings numbered as in the text."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import shapely
from django.contrib.gis.geos import GEOSGeometry, Polygon
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from gisapp.accounts.models import Authority
from gisapp.core.errors import Refused
from layers import api as layers
from permits.documents.map_extract import (
    DrawnFeature,
    DrawnLayer,
    FindingShape,
    LayerNotDrawn,
    MapExtract,
    MapRequest,
    MapStyle,
    Overview,
    ParcelShape,
    draw,
    shown_bounds,
)
from permits.models import Case, Finding, Plot
from permits.queries.works import works_geometry

# Fills lie under the parcels; what is thin or small goes above.
BELOW = {"zoning", "built_up", "flood_zones", "forests", "rivers", "lakes", "landslides", "public_domain", "street_surfaces", "natura2000", "protected_built_zones"}
# Drawn for itself or of no use on a plan of one plot.
LEFT_OUT = ("addresses", "admin_limits", "fiscal_zones", "street_history", "events")
PARCELS = "parcels"
# Their names are those of the street or the town: written once, by the layer that they belong to.
UNNAMED = {"street_surfaces", "built_up", "public_domain"}
# A little past the frame, so that shapes cut there do not end in it.
MARGIN_M = 5.0
# `layers.features_near` hands out no more than this; a map of part of them would be blank in places.
MOST_FEATURES = 20_000
OVERVIEW_HALF_M = (1_900.0, 1_440.0)
OVERVIEW_STYLES = {
    "built_up": MapStyle("#8d8d8d", 0.25, "#efe9dc", 0.8),
    "rivers": MapStyle("#4a86b8", 0.2, "#b9d9ec", 0.9),
    "streets": MapStyle("#8a8a8a", 0.15),
}
OVERVIEW_TITLES = {"built_up": "intravilan", "rivers": "ape", "streets": "străzi"}


def map_extract(case: Case) -> MapExtract:
    """Draw the extract. Raises Refused when a layer cannot be read: a document with a blank map is never made."""
    return draw(map_request(case))


def map_request(case: Case) -> MapRequest:
    """Fetch what the extract of a case shows: plot, neighbours, layers, works, findings. Raises Refused like `map_extract`."""
    plot = Plot.objects.get(case=case)
    works = works_geometry(case)
    findings = [
        FindingShape(row.number, _shape(row.geom), _state(row))
        for row in Finding.objects.filter(run__case=case, run__current=True).exclude(state="clear")
        if row.geom is not None
    ]
    own = [str(row["cadastral_number"]) for row in plot.parcels]
    return land_request(
        case.authority, ParcelShape(", ".join(own) or "teren", _shape(plot.geom)), own=own,
        works=(_shape(works),) if works is not None else (), findings=findings,
    )


def draw_land(
    authority: Authority, plot: ParcelShape, *, own: Sequence[str] = (), works: Sequence[BaseGeometry] = (), findings: Sequence[FindingShape] = (),
) -> MapExtract:
    """Fetch all that lies within the frame around a plot (EPSG:3844) and draw it; `own` are the plot's own cadastral numbers."""
    return draw(land_request(authority, plot, own=own, works=works, findings=findings))


def _state(row: Finding) -> Literal["conflict", "applies", "unknown", "failed"]:
    """Return how a finding is drawn: one that only informs is no conflict, on the map as in the text."""
    if row.state == "unknown":
        return "unknown"
    if row.state == "failed":
        return "failed"
    return "applies" if row.effect == "note" else "conflict"


def land_request(
    authority: Authority, plot: ParcelShape, *, own: Sequence[str] = (), works: Sequence[BaseGeometry] = (), findings: Sequence[FindingShape] = (),
) -> MapRequest:
    """Fetch all that lies within the frame around a plot."""
    bounds = shown_bounds((plot,), works)
    sheet = Polygon.from_bbox(bounds)
    sheet.srid = 3844
    drawn = layers.drawings_near(authority, sheet, distance_m=MARGIN_M, roles_left_out=LEFT_OUT)
    if any(len(layer.features or ()) >= MOST_FEATURES for layer in drawn):
        raise Refused(_("Harta ar cuprinde prea multe elemente: cereți documentul pentru o parte a terenului."), code="map_too_large")
    parcels = next((layer for layer in drawn if layer.code == PARCELS), None)
    if parcels is not None and parcels.features is None:
        raise LayerNotDrawn(parcels.title, "stratul nu a putut fi citit")
    around = parcels.features or () if parcels else ()
    return MapRequest(
        # A plot of several parcels is one boundary; the parcels inside it are drawn and numbered as the neighbours are.
        plots=(plot,), parcels=tuple(ParcelShape(row.key, _shape(row.geom)) for row in around if len(own) > 1 or row.key not in own),
        parcels_date=parcels.data_date if parcels else None, layers=tuple(_layer(layer) for layer in drawn if layer.code != PARCELS),
        works=tuple(works), findings=tuple(findings), overview=_overview(authority, bounds),
    )


def _overview(authority: Authority, bounds: tuple[float, float, float, float]) -> Overview | None:
    """Return the surroundings for the inset, or None where the authority has published none of its layers."""
    middle = ((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2)
    zoom = max(1.0, (bounds[2] - bounds[0]) / OVERVIEW_HALF_M[0], (bounds[3] - bounds[1]) / OVERVIEW_HALF_M[1])
    half = OVERVIEW_HALF_M[0] * zoom, OVERVIEW_HALF_M[1] * zoom
    around = (middle[0] - half[0], middle[1] - half[1], middle[0] + half[0], middle[1] + half[1])
    area = Polygon.from_bbox(around)
    area.srid = 3844
    shapes: dict[str, list[DrawnFeature]] = {}
    for row in layers.features_near(authority, area, list(OVERVIEW_STYLES)):
        shapes.setdefault(row.layer, []).append(DrawnFeature(_shape(row.geom)))
    found = tuple(DrawnLayer(code, OVERVIEW_TITLES[code], tuple(shapes[code]), style) for code, style in OVERVIEW_STYLES.items() if code in shapes)
    return Overview(found, around) if found else None


def _shape(geometry: GEOSGeometry) -> BaseGeometry:
    return shapely.force_2d(shapely.from_wkb(bytes(geometry.wkb)))


def _layer(layer: layers.LayerDrawing) -> DrawnLayer:
    if layer.features is None:
        raise LayerNotDrawn(layer.title, "stratul nu a putut fi citit")
    style, fill = layer.style, layer.geometry == "polygon"
    try:
        on_paper = MapStyle(
            stroke=style.get("colour", "#555555"), width=float(style.get("width_mm", 0.25)), fill=style.get("fill", "none") if fill else "none",
            opacity=float(style.get("opacity", 0.25)), dash=tuple(float(part) for part in style.get("dash", ())),
            marker=style.get("marker", "circle" if layer.geometry == "point" else ""),
        )
    except ValueError as error:
        raise LayerNotDrawn(layer.title, "stilul stratului nu este bun pentru tipar") from error
    return DrawnLayer(
        code=layer.code, title=layer.title, data_date=layer.data_date, keeper=layer.keeper, below_parcels=layer.code in BELOW,
        features=tuple(DrawnFeature(_shape(one.geom), "" if layer.code in UNNAMED else one.label) for one in layer.features), style=on_paper,
    )
