"""A QGIS project of a town hall's layers, written without QGIS: styles of the catalogue, forms by the layer's card, a service name for the connection.

The file holds no password: the connection is a service that the keeper defines once (pg_service.conf), see docker/README.md.
"""
from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as ET

from gisapp.accounts.models import Authority
from layers import crs
from layers.models import Layer
from layers.qgis.views import column_of, schema_of

_KINDS = {Layer.Geometry.POINT: ("Point", "0"), Layer.Geometry.LINE: ("MultiLineString", "1"), Layer.Geometry.POLYGON: ("MultiPolygon", "2")}
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def service_of(authority: Authority) -> str:
    """Return the name of the connection service."""
    return schema_of(authority)


def project_file(authority: Authority) -> bytes:
    """Return the .qgs file: layers by group, points over lines over areas."""
    layers = sorted(
        Layer.objects.filter(authority=authority, active=True),
        key=lambda one: ({Layer.Geometry.POINT: 0, Layer.Geometry.LINE: 1}.get(Layer.Geometry(one.geometry), 2), -one.order, one.code),
    )
    root = ET.Element("qgis", {"version": "3.22.0", "projectname": authority.name})
    ET.SubElement(root, "title").text = authority.name
    _crs(ET.SubElement(root, "projectCrs"))
    tree = ET.SubElement(root, "layer-tree-group")
    groups: dict[str, ET.Element] = {}
    held = ET.SubElement(root, "projectlayers")
    for layer in layers:
        name = layer.group or "Straturi"
        if name not in groups:
            groups[name] = ET.SubElement(tree, "layer-tree-group", {"name": name, "checked": "Qt::Checked", "expanded": "1"})
        shown = "Qt::Checked" if layer.on_by_default else "Qt::Unchecked"
        ET.SubElement(groups[name], "layer-tree-layer", {
            "id": f"layer_{layer.code}", "name": layer.title_ro, "providerKey": "postgres", "source": _source(authority, layer), "checked": shown, "expanded": "0",
        })
        _layer(held, authority, layer)
    properties = ET.SubElement(root, "properties")
    # Without this QGIS does not look at projectCrs at all.
    ET.SubElement(ET.SubElement(properties, "SpatialRefSys"), "ProjectionsEnabled", {"type": "int"}).text = "1"
    ET.SubElement(ET.SubElement(properties, "Measurement"), "DistanceUnits", {"type": "QString"}).text = "meters"
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _source(authority: Authority, layer: Layer) -> str:
    kind, _number = _KINDS[Layer.Geometry(layer.geometry)]
    return f"service='{service_of(authority)}' sslmode=prefer key='fid' estimatedmetadata=false srid=3844 type={kind} checkPrimaryKeyUnicity='0' table=\"{schema_of(authority)}\".\"{layer.code}\" (geom)"


def _crs(parent: ET.Element) -> None:
    found = ET.SubElement(parent, "spatialrefsys", {"nativeFormat": "Wkt"})
    ET.SubElement(found, "wkt").text = crs.wkt_of(crs.STEREO70)
    ET.SubElement(found, "srid").text = "3844"
    ET.SubElement(found, "authid").text = "EPSG:3844"
    ET.SubElement(found, "description").text = "Pulkovo 1942(58) / Stereo70"


def _layer(held: ET.Element, authority: Authority, layer: Layer) -> None:
    _kind, number = _KINDS[Layer.Geometry(layer.geometry)]
    wkb = {"0": "Point", "1": "MultiLineString", "2": "MultiPolygon"}[number]
    node = ET.SubElement(held, "maplayer", {"type": "vector", "geometry": {"0": "Point", "1": "Line", "2": "Polygon"}[number], "wkbType": wkb, "hasScaleBasedVisibilityFlag": "0", "readOnly": "0"})
    ET.SubElement(node, "id").text = f"layer_{layer.code}"
    ET.SubElement(node, "datasource").text = _source(authority, layer)
    ET.SubElement(node, "layername").text = layer.title_ro
    _crs(ET.SubElement(node, "srs"))
    ET.SubElement(node, "provider", {"encoding": "UTF-8"}).text = "postgres"
    fields = ET.SubElement(node, "fieldConfiguration")
    editable = ET.SubElement(node, "editable")
    constraints = ET.SubElement(node, "constraints")
    aliases = ET.SubElement(node, "aliases")
    columns: list[dict[str, Any]] = [
        {"name": "fid", "title_ro": "Număr intern", "type": "integer"}, {"name": "key", "title_ro": "Identificator", "type": "text"}, {"name": "siruta", "title_ro": "SIRUTA", "type": "text"},
        {"name": "label", "title_ro": "Denumire", "type": "text"}, *({**row, "name": column_of(row["name"])} for row in layer.attribute_schema),
        {"name": "since", "title_ro": "Valabil de la", "type": "text"},
    ]
    for place, row in enumerate(columns):
        name = row["name"]
        _widget(ET.SubElement(fields, "field", {"name": name, "configurationFlags": "None"}), row)
        ET.SubElement(editable, "field", {"name": name, "editable": "0" if name in ("fid", "since") else "1"})
        must = "1" if row.get("required") or (name == "key" and layer.role == Layer.Role.PARCELS) else "0"
        ET.SubElement(constraints, "constraint", {"field": name, "constraints": must, "notnull_strength": "1" if must == "1" else "0", "unique_strength": "0", "exp_strength": "0"})
        ET.SubElement(aliases, "alias", {"index": str(place), "field": name, "name": str(row.get("title_ro") or name)})
    ET.SubElement(node, "previewExpression").text = '"label"' if layer.label_attribute else '"key"'
    _renderer(node, layer, number)


def _widget(field: ET.Element, row: dict[str, Any]) -> None:
    kind = {"choice": "ValueMap", "boolean": "CheckBox", "date": "DateTime", "integer": "Range"}.get(str(row.get("type")), "TextEdit")
    widget = ET.SubElement(field, "editWidget", {"type": "TextEdit" if row["name"] == "fid" else kind})
    options = ET.SubElement(ET.SubElement(widget, "config"), "Option", {"type": "Map"})
    if kind == "ValueMap":
        choices = ET.SubElement(options, "Option", {"type": "List", "name": "map"})
        for value in row.get("values", []):
            ET.SubElement(ET.SubElement(choices, "Option", {"type": "Map"}), "Option", {"type": "QString", "name": str(value), "value": str(value)})


def _colour(text: Any, opacity: float = 1.0) -> str:
    """Return a colour of the catalogue as QGIS writes it; grey where it is none."""
    found = str(text) if _HEX.fullmatch(str(text)) else "#888888"
    return f"{int(found[1:3], 16)},{int(found[3:5], 16)},{int(found[5:7], 16)},{round(opacity * 255)}"


def _renderer(node: ET.Element, layer: Layer, number: str) -> None:
    style = layer.style
    by = style.get("by") or {}
    attribute = column_of(str(by.get("attr", "")))
    if by.get("colours") and not by.get("prefix") and any(column_of(row["name"]) == attribute for row in layer.attribute_schema):
        renderer = ET.SubElement(node, "renderer-v2", {"type": "categorizedSymbol", "attr": attribute, "symbollevels": "0", "enableorderby": "0", "forceraster": "0"})
        categories, symbols = ET.SubElement(renderer, "categories"), ET.SubElement(renderer, "symbols")
        for place, (value, colour) in enumerate([*by["colours"].items(), ("", style.get("colour"))]):
            ET.SubElement(categories, "category", {"value": str(value), "label": str(value) or "altele", "symbol": str(place), "render": "true", "type": "string"})
            _symbol(symbols, str(place), style, number, colour)
        return
    renderer = ET.SubElement(node, "renderer-v2", {"type": "singleSymbol", "symbollevels": "0", "enableorderby": "0", "forceraster": "0"})
    _symbol(ET.SubElement(renderer, "symbols"), "0", style, number, None)


def _symbol(symbols: ET.Element, name: str, style: dict[str, Any], number: str, colour: Any) -> None:
    kind, drawn = {"0": ("marker", "SimpleMarker"), "1": ("line", "SimpleLine"), "2": ("fill", "SimpleFill")}[number]
    layer = ET.SubElement(ET.SubElement(symbols, "symbol", {"name": name, "type": kind, "alpha": "1", "clip_to_extent": "1", "force_rhr": "0"}), "layer", {"class": drawn, "pass": "0", "enabled": "1", "locked": "0"})
    line, width = _colour(colour or style.get("colour")), str(style.get("width_mm", 0.25))
    filled = style.get("fill", "none") != "none" or colour
    values = {
        "0": {"name": "circle", "size": "2", "size_unit": "MM", "color": _colour(style.get("fill", "#ffffff")), "outline_color": line, "outline_width": "0.3"},
        "1": {"line_color": line, "line_width": width, "line_width_unit": "MM", "line_style": "solid", "use_custom_dash": "1" if style.get("dash") else "0", "customdash": ";".join(map(str, style.get("dash") or [5, 2])), "customdash_unit": "MM"},
        "2": {"color": _colour(colour or style.get("fill"), float(style.get("opacity", 0.4))), "style": "solid" if filled else "no", "outline_color": _colour(style.get("colour")), "outline_width": width, "outline_width_unit": "MM", "outline_style": "solid"},
    }[number]
    options = ET.SubElement(layer, "Option", {"type": "Map"})
    for option, value in values.items():
        ET.SubElement(options, "Option", {"type": "QString", "name": option, "value": value})
        ET.SubElement(layer, "prop", {"k": option, "v": value})
