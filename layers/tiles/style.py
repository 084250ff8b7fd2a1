"""The MapLibre style of an authority's map, made from its catalogue: calm land, clear networks, names on top.

The page's own font draws the labels (no glyph server): see frontend/README.md.
"""
from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Prefetch
from django.utils.translation import gettext

from gisapp.accounts.models import Authority
from layers import crs
from layers.models import Layer, LayerVersion
from layers.tiles.query import source_minzoom

BACKGROUND = "#f3f1ea"
FONT, FONT_STRONG = ["Source Sans"], ["Source Sans SemiBold", "Source Sans"]
INK, HALO = "#3c3a36", "#fbfaf6"
PX_PER_MM = 3.6
# Areas lie under lines, lines under points; within one kind the order of the catalogue counts, but parcels stand above zones.
_UNDER = {"zoning": 0, "fiscal_zones": 1, "parcels": 3, "street_surfaces": 4, "buildings": 5}


def map_style(authority: Authority, audiences: Collection[str]) -> dict[str, Any]:
    """Return the style for those who may see these audiences; only published layers appear."""
    published = Prefetch("versions", LayerVersion.objects.filter(state=LayerVersion.State.PUBLISHED).only("layer_id", "number", "state"), to_attr="now")
    layers = [
        layer for layer in Layer.objects.filter(authority=authority, active=True, on_map=True, audience__in=list(audiences)).prefetch_related(published)
        if layer.now
    ]
    areas: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    points: list[dict[str, Any]] = []
    labels: list[dict[str, Any]] = []
    for layer in sorted(layers, key=lambda one: (_UNDER.get(one.code, 2), one.order)):
        fill, stroke, symbols = draw(layer)
        areas += fill
        (points if layer.geometry == Layer.Geometry.POINT else lines).extend(stroke)
        labels += symbols
    bounds = _bounds(authority)
    sources: dict[str, Any] = {
        layer.code: {
            "type": "vector", "tiles": [f"/tiles/{layer.code}/{layer.now[0].number}/{{z}}/{{x}}/{{y}}.mvt"],
            "minzoom": source_minzoom(layer), "maxzoom": 17, "attribution": gettext(layer.source) if layer.source else "", **({"bounds": bounds} if bounds else {}),
        }
        for layer in layers
    }
    base: list[dict[str, Any]] = []
    if settings.BASE_MAP_TILES:
        sources["base"] = {"type": "raster", "tiles": [settings.BASE_MAP_TILES], "tileSize": 256}
        base = [{"id": "base", "type": "raster", "source": "base", "paint": {"raster-opacity": 0.85, "raster-saturation": -0.4}}]
    style: dict[str, Any] = {
        "version": 8, "name": authority.name, "sources": sources,
        "layers": [{"id": "background", "type": "background", "paint": {"background-color": BACKGROUND}}, *base, *areas, *lines, *points, *labels],
        "metadata": {
            "legend": [
                {"code": layer.code, "title": layer.title, "group": gettext(layer.group) if layer.group else "", "visible": layer.on_by_default} for layer in layers
            ],
        },
    }
    centre = _centre(authority)
    if centre:
        style["center"], style["zoom"] = [round(value, 6) for value in centre], 15
    return style


def draw(layer: Layer) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the MapLibre layers of one layer: areas, lines or points, labels."""
    style = layer.style
    common: dict[str, Any] = {"source": layer.code, "source-layer": layer.code, "minzoom": layer.minzoom}
    hidden = {} if layer.on_by_default else {"visibility": "none"}
    colour = style.get("colour", "#555555")
    width = float(style.get("width_mm", 0.25)) * PX_PER_MM
    areas, strokes = [], []
    if layer.geometry == Layer.Geometry.POLYGON:
        fill = _by(style, style.get("fill", "none"))
        seen = fill != "none" or layer.role == Layer.Role.PARCELS
        if seen:
            paint = {"fill-color": fill if fill != "none" else "rgba(0,0,0,0)", "fill-opacity": float(style.get("opacity", 0.4)), "fill-antialias": False}
            areas.append({"id": f"{layer.code}-fill", "type": "fill", **common, "layout": dict(hidden), "paint": paint})
        areas.append(_line(f"{layer.code}-outline", common, hidden, colour, max(width, 0.5), style.get("dash")))
    elif layer.geometry == Layer.Geometry.LINE:
        if style.get("casing"):
            strokes.append(_line(f"{layer.code}-casing", common, hidden, style["casing"], width + 1.6, None))
        strokes.append(_line(f"{layer.code}-line", common, hidden, _by(style, colour), width, style.get("dash")))
    else:
        paint = {"circle-radius": _grow(2.2), "circle-color": style.get("fill", "#ffffff"), "circle-stroke-color": colour, "circle-stroke-width": 1}
        strokes.append({"id": f"{layer.code}-point", "type": "circle", **common, "layout": dict(hidden), "paint": paint})
    return areas, strokes, _labels(layer, common, hidden)


def _line(name: str, common: dict[str, Any], hidden: dict[str, Any], colour: Any, width: float, dash: Any) -> dict[str, Any]:
    paint: dict[str, Any] = {"line-color": colour, "line-width": _grow(width)}
    if dash:
        # MapLibre counts dashes in line widths, the catalogue in millimetres.
        paint["line-dasharray"] = [round(max(float(part) * PX_PER_MM / max(width, 0.5), 0.1), 2) for part in dash]
    return {"id": name, "type": "line", **common, "layout": {"line-join": "round", "line-cap": "butt" if dash else "round", **hidden}, "paint": paint}


def _grow(width: float) -> list[Any]:
    """Return a width in pixels that is as given at zoom 16 and grows and shrinks gently around it."""
    return ["interpolate", ["exponential", 1.4], ["zoom"], 12, round(width * 0.45, 2), 16, round(width, 2), 20, round(width * 3, 2)]


def _by(style: dict[str, Any], otherwise: str) -> Any:
    """Return the colour, by the value of an attribute where the catalogue says so (by its beginning, for plan units)."""
    by = style.get("by")
    if not by:
        return otherwise
    value: list[Any] = ["to-string", ["get", by["attr"]]]
    colours = by["colours"]
    if not by.get("prefix"):
        return ["match", value, *[part for pair in colours.items() for part in pair], otherwise]
    cases: list[Any] = ["case"]
    for start in sorted(colours, key=len, reverse=True):
        cases += [["==", ["slice", value, 0, len(start)], start], colours[start]]
    return [*cases, otherwise]


def _labels(layer: Layer, common: dict[str, Any], hidden: dict[str, Any]) -> list[dict[str, Any]]:
    style = layer.style
    if not style.get("label"):
        return []
    along = bool(style.get("label_line"))
    strong = layer.role in (Layer.Role.ZONING, Layer.Role.ADMIN_LIMITS)
    layout: dict[str, Any] = {
        "text-field": ["to-string", ["get", style.get("label_from", "label")]], "text-font": FONT_STRONG if strong else FONT,
        "text-size": ["interpolate", ["linear"], ["zoom"], 13, 10.5, 18, 13 if along else 12], "text-padding": 6, "text-max-width": 8,
        "symbol-placement": "line" if along else "point", **({"symbol-spacing": 320} if along else {}), **hidden,
    }
    ink = style.get("colour", INK) if layer.code in ("rivers", "lakes", "admin_limits") else INK
    paint = {"text-color": ink, "text-halo-color": HALO, "text-halo-width": 1.2, "text-opacity": 0.75 if layer.role == Layer.Role.PARCELS else 1}
    return [{"id": f"{layer.code}-label", "type": "symbol", **common, "minzoom": int(style.get("label_minzoom", 15)), "layout": layout, "paint": paint}]


def _coverage(authority: Authority) -> tuple[float, float, float, float] | None:
    """Return the box of the parcels' coverage in EPSG:3844."""
    version = LayerVersion.objects.filter(layer__authority=authority, layer__role=Layer.Role.PARCELS, state=LayerVersion.State.PUBLISHED).exclude(coverage=None).first()
    return version.coverage.extent if version is not None and version.coverage is not None else None


def _bounds(authority: Authority) -> list[float] | None:
    box = _coverage(authority)
    if box is None:
        return None
    corners = crs.lonlat_of([(box[0] - 5000, box[1] - 5000), (box[2] + 5000, box[3] + 5000)])
    return [round(value, 5) for pair in corners for value in pair]


def _centre(authority: Authority) -> tuple[float, float] | None:
    """Return where the map opens: the middle of where most parcels lie. Outliers do not move a median."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY (ST_XMin(f.geom) + ST_XMax(f.geom)) / 2),"
            " percentile_cont(0.5) WITHIN GROUP (ORDER BY (ST_YMin(f.geom) + ST_YMax(f.geom)) / 2)"
            " FROM layers_layer l JOIN layers_feature f ON f.layer_id = l.id AND f.until IS NULL"
            " WHERE l.authority_id = %s AND l.role = 'parcels' AND l.active AND f.siruta IN ('', %s) AND f.id %% 17 = 0", [authority.pk, authority.siruta],
        )
        east, north = cursor.fetchone()
    return crs.lonlat_of([(east, north)])[0] if east is not None else None
