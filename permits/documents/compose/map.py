"""The map extract of a case: its plot, the parcels around, the layers, the findings numbered as in the text."""
from __future__ import annotations

import shapely
from django.contrib.gis.geos import GEOSGeometry
from shapely.geometry.base import BaseGeometry

from gisapp.core.errors import Refused
from layers import api as layers
from permits.documents.map_extract import draw
from permits.documents.map_extract.model import DrawnFeature, DrawnLayer, FindingShape, MapExtract, MapRequest, MapStyle, ParcelShape
from permits.models import Case, Finding, Plot
from permits.queries.works import works_geometry

# Fills lie under the parcels; what is thin or small goes above.
BELOW = {"zoning", "built_up", "flood_zones", "forests", "rivers", "lakes", "landslides", "public_domain", "street_surfaces", "natura2000", "protected_built_zones"}
# Drawn for itself or of no use on a plan of one plot.
LEFT_OUT = ("parcels", "addresses", "admin_limits", "fiscal_zones", "street_history", "events")


def map_extract(case: Case) -> MapExtract:
    """Draw the extract. Raises Refused when a layer cannot be read: a document with a blank map is never made."""
    plot = Plot.objects.get(case=case)
    around = 60.0
    drawn = layers.drawings_near(case.authority, plot.geom, distance_m=around, roles_left_out=LEFT_OUT)
    if any(layer.features is None for layer in drawn):
        raise Refused("Un strat al hărții nu a putut fi citit; documentul se face după ce stratul este din nou disponibil.", code="layer_unreadable")
    parcels = layers.features_near(case.authority, plot.geom, ["parcels"], distance_m=around)
    own = {str(row["cadastral_number"]) for row in plot.parcels}
    works = works_geometry(case)
    request = MapRequest(
        plots=tuple(ParcelShape(_plot_label(plot), shape) for shape in [_shape(plot.geom)]),
        parcels=tuple(ParcelShape(row.key, _shape(row.geom)) for row in parcels if row.key not in own),
        layers=tuple(_layer(layer) for layer in drawn),
        findings=tuple(
            FindingShape(row.number, _shape(row.geom), "unknown" if row.state == "unknown" else "failed" if row.state == "failed" else "conflict")
            for row in Finding.objects.filter(run__case=case, run__current=True)
            if row.geom is not None
        ),
        works=(_shape(works),) if works is not None else (),
    )
    return draw(request)


def _plot_label(plot: Plot) -> str:
    return ", ".join(str(row["cadastral_number"]) for row in plot.parcels) or "teren"


def _shape(geometry: GEOSGeometry) -> BaseGeometry:
    return shapely.force_2d(shapely.from_wkb(bytes(geometry.wkb)))


def _layer(layer: layers.LayerDrawing) -> DrawnLayer:
    style, fill = layer.style, layer.geometry == "polygon"
    return DrawnLayer(
        code=layer.code, title=layer.title, data_date=layer.data_date, keeper=layer.keeper, below_parcels=layer.code in BELOW,
        features=tuple(DrawnFeature(_shape(one.geom), one.label) for one in layer.features or ()),
        style=MapStyle(
            stroke=style.get("colour", "#555555"), width=float(style.get("width_mm", 0.25)), fill=style.get("fill", "none") if fill else "none",
            opacity=float(style.get("opacity", 0.25)), dash=tuple(float(part) for part in style.get("dash", ())), marker=style.get("marker", "circle" if layer.geometry == "point" else ""),
        ),
    )
