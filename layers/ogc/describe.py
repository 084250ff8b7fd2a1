"""What the service says of itself: landing page, conformance, collections, queryables."""
from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _

from gisapp.accounts.models import Authority
from layers import crs
from layers.models import Layer, LayerVersion
from layers.ogc.queryables import queryables
from layers.ogc.reference import OFFERED, STEREO70

CONFORMANCE = (
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter",
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2",
    "http://www.opengis.net/spec/cql2/1.0/conf/advanced-comparison-operators",
    "http://www.opengis.net/spec/cql2/1.0/conf/case-insensitive-comparison",
    "http://www.opengis.net/spec/cql2/1.0/conf/accent-insensitive-comparison",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions-plus",
    "http://www.opengis.net/spec/cql2/1.0/conf/spatial-functions",
)
JSON, HTML, GEOJSON, SCHEMA, OPENAPI = "application/json", "text/html", "application/geo+json", "application/schema+json", "application/vnd.oai.openapi+json;version=3.0"
Absolute = Callable[[str], str]


def visible(authority: Authority, audiences: Collection[str]) -> list[Layer]:
    """Return the published layers that these audiences may see; each has its present version as the only element of `now`."""
    published = Prefetch("versions", LayerVersion.objects.filter(state=LayerVersion.State.PUBLISHED), to_attr="now")
    rows = Layer.objects.filter(authority=authority, active=True, audience__in=list(audiences)).select_related("keeper").prefetch_related(published)
    return [layer for layer in rows if layer.now]


def landing(authority: Authority, absolute: Absolute) -> dict[str, Any]:
    """Return the landing page."""
    here, collections = absolute(reverse("ogc")), absolute(reverse("ogc_collections"))
    return {
        "title": _("Straturile hărții — %(place)s") % {"place": authority.name},
        "description": _("Datele geografice ale primăriei, prin OGC API Features: cine le ține, cât de exacte și cât de noi sunt."),
        "links": [
            {"rel": "self", "type": JSON, "title": _("Această pagină"), "href": here},
            {"rel": "alternate", "type": HTML, "title": _("Această pagină, pentru oameni"), "href": f"{here}?f=html"},
            {"rel": "service-desc", "type": OPENAPI, "title": _("Descrierea serviciului (OpenAPI 3.0)"), "href": absolute(reverse("ogc_api"))},
            {"rel": "service-doc", "type": HTML, "title": _("Descrierea serviciului, pentru oameni"), "href": absolute(reverse("ogc_api")) + "?f=html"},
            {"rel": "conformance", "type": JSON, "title": _("Clase de conformitate"), "href": absolute(reverse("ogc_conformance"))},
            {"rel": "data", "type": JSON, "title": _("Straturile"), "href": collections},
        ],
    }


def collection(layer: Layer, absolute: Absolute, extent: list[float] | None) -> dict[str, Any]:
    """Return the description of one layer. The extent in degrees is that of where the layer is complete, else of its features."""
    here = absolute(reverse("ogc_collection", args=[layer.code]))
    items = absolute(reverse("ogc_items", args=[layer.code]))
    version: LayerVersion = layer.now[0]  # type: ignore[attr-defined]
    began = first_published(layer)
    described: dict[str, Any] = {
        "id": layer.code, "title": layer.title, "description": layer.description_ro, "itemType": "feature",
        "extent": {
            **({"spatial": {"bbox": [extent], "crs": OFFERED[0].uri}} if extent else {}),
            "temporal": {"interval": [[began.isoformat() if began else None, None]], "trs": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"},
        },
        "crs": [one.uri for one in OFFERED], "storageCrs": STEREO70.uri,
        "keeper": layer.keeper.name if layer.keeper else None, "source": layer.source or None, "licence": layer.licence or None,
        "accuracy_m": layer.accuracy_m, "refresh_days": layer.refresh_days, "version": version.number, "data_date": version.data_date.isoformat(),
        "feature_count": version.feature_count, "geometry": layer.geometry,
        "links": [
            {"rel": "self", "type": JSON, "title": layer.title, "href": here},
            {"rel": "alternate", "type": HTML, "title": layer.title, "href": f"{here}?f=html"},
            {"rel": "items", "type": GEOJSON, "title": _("Elementele stratului"), "href": items},
            {"rel": "items", "type": HTML, "title": _("Elementele stratului, pentru oameni"), "href": f"{items}?f=html"},
            {"rel": "http://www.opengis.net/def/rel/ogc/1.0/queryables", "type": SCHEMA, "title": _("Proprietăți după care se poate întreba"), "href": absolute(reverse("ogc_queryables", args=[layer.code]))},
        ],
    }
    return described


def first_published(layer: Layer) -> dt.datetime | None:
    """Return when the layer was first published."""
    return layer.versions.exclude(published_at=None).order_by("published_at").values_list("published_at", flat=True).first()


def extent_of(layer: Layer) -> list[float] | None:
    """Return west, south, east, north in degrees of where the published layer is complete."""
    version: LayerVersion = layer.now[0]  # type: ignore[attr-defined]
    area = version.coverage or layer.coverage
    if area is None:
        return None
    x0, y0, x1, y1 = area.extent
    # The sides of a box of Stereo 70 are not those of a box of degrees: all four corners count.
    corners = crs.lonlat_of([(x0, y0), (x0, y1), (x1, y0), (x1, y1)])
    lons, lats = [lon for lon, _lat in corners], [lat for _lon, lat in corners]
    return [round(min(lons), 6), round(min(lats), 6), round(max(lons), 6), round(max(lats), 6)]


def queryables_schema(layer: Layer, here: str) -> dict[str, Any]:
    """Return the JSON Schema of what can be asked about."""
    kinds = {Layer.Geometry.POINT: "geometry-point-or-multipoint", Layer.Geometry.LINE: "geometry-linestring-or-multilinestring", Layer.Geometry.POLYGON: "geometry-polygon-or-multipolygon"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": here, "type": "object", "title": layer.title, "additionalProperties": False,
        "properties": {
            "geometry": {"title": _("Geometria"), "format": kinds[Layer.Geometry(layer.geometry)], "x-ogc-role": "primary-geometry"},
            **{one.name: one.schema() for one in queryables(layer).values()},
        },
    }
