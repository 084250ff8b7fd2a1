# ruff: noqa: ANN001, ANN003, ANN201, ANN202, S108, PTH110
# mypy: ignore-errors
"""Runs inside the sandbox with the system's Python and GDAL; imports nothing of ours.

Argument: a JSON of what to read (see `room.py`). Standard output: one line of JSON about the file, then one COPY line a
feature: position, key, siruta, label, attributes, WKB in hex, problem. Refusals are one JSON line {"refused": code}.
"""
import json
import math
import os
import shutil
import sqlite3
import sys

KINDS = {0: "text", 2: "text", 4: "text", 9: "date", 11: "date"}


def refuse(code, **more):
    """Say why and stop."""
    print(json.dumps({"refused": code, **more}))
    sys.stdout.flush()
    sys.exit(0)


def check_geopackage(path):
    """A GeoPackage may hold tables, r-tree indexes and the triggers of the standard: nothing that runs by itself."""
    try:
        base = sqlite3.connect("file:" + path + "?mode=ro&immutable=1", uri=True)
        base.execute("pragma trusted_schema=0")
        base.execute("pragma cell_size_check=1")
        rows = base.execute("select type, name, coalesce(sql, '') from sqlite_master").fetchall()
    except sqlite3.DatabaseError:
        refuse("unreadable")
    for kind, name, sql in rows:
        flat = " ".join(sql.lower().split())
        if kind == "view":
            refuse("geopackage_view")
        if flat.startswith("create virtual table") and " using rtree(" not in flat:
            refuse("geopackage_virtual")
        if kind == "trigger" and not name.lower().startswith(("gpkg_", "rtree_", "fti_", "ftd_", "trigger_insert_feature_count_", "trigger_delete_feature_count_")):
            refuse("geopackage_trigger")
    base.close()


# Old encodings have no s and t with a comma below, so Romanian files carry the cedilla letters in their place.
COMMA_BELOW = str.maketrans({"\u015f": "\u0219", "\u015e": "\u0218", "\u0163": "\u021b", "\u0162": "\u021a", "\x00": None})


def text_of(value):
    """Text as Romanian is written today, without what cannot be stored."""
    return value.translate(COMMA_BELOW).encode("utf-8", "replace").decode("utf-8")


def escape(text):
    """As COPY's text format wants it."""
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")


def finite(geometry):
    """Whether all coordinates are numbers, by the envelope and, where that is not enough, point by point."""
    box = geometry.GetEnvelope()
    return all(math.isfinite(one) for one in box)


def main():
    """Open, describe, and write out the features."""
    asked = json.loads(sys.argv[1])
    if asked["driver"] == "GPKG":
        check_geopackage(asked["path"])
    from osgeo import gdal, ogr

    gdal.UseExceptions()
    ogr.UseExceptions()
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    if asked["driver"] == "ESRI Shapefile" and not os.path.exists(asked["path"][:-4] + ".shx"):
        # The index can be built again from the shapes, but GDAL writes it beside them: a copy in the sandbox's own memory.
        shutil.copytree("/in", "/tmp/in")
        asked["path"] = asked["path"].replace("/in/", "/tmp/in/", 1)
        gdal.SetConfigOption("SHAPE_RESTORE_SHX", "YES")
    try:
        data = gdal.OpenEx(asked["path"], gdal.OF_VECTOR | gdal.OF_READONLY, allowed_drivers=[asked["driver"]], open_options=asked.get("options", []))
    except RuntimeError:
        data = None
    if data is None:
        refuse("unreadable")
    layers = []
    for number in range(min(data.GetLayerCount(), 200)):
        one = data.GetLayerByIndex(number)
        layers.append({"name": one.GetName(), "count": one.GetFeatureCount(0), "kind": ogr.GeometryTypeToName(one.GetGeomType())})
    if not layers:
        refuse("no_layers")
    wanted = asked.get("layer", "")
    if not wanted:
        with_rows = [row["name"] for row in layers if row["count"] != 0] or [layers[0]["name"]]
        if len(with_rows) > 1 and not asked.get("first"):
            refuse("choose_layer", layers=[row for row in layers if row["name"] in with_rows])
        wanted = with_rows[0]
    layer = data.GetLayerByName(wanted)
    if layer is None:
        refuse("no_such_layer", layers=layers)
    crs = layer.GetSpatialRef()
    # Writers that know no system say so in words (GeoPackage: 'Undefined ...', CAD: a local system): that is none.
    if crs is not None and not crs.IsLocal() and not crs.GetName().lower().startswith(('undefined', 'unknown', 'unnamed')):
        code = crs.GetAuthorityCode(None)
        name = crs.GetAuthorityName(None)
        crs_text = code if name == "EPSG" and code else crs.ExportToWkt()
    else:
        crs_text = ""
    definition = layer.GetLayerDefn()
    fields = [(definition.GetFieldDefn(i).GetName(), definition.GetFieldDefn(i).GetType(), definition.GetFieldDefn(i).GetSubType()) for i in range(definition.GetFieldCount())]
    print(json.dumps({"layer": wanted, "layers": layers, "crs": crs_text, "fields": [name for name, _t, _s in fields]}))
    by_name = {}
    for place, (name, _t, _s) in enumerate(fields):
        by_name.setdefault(name.lower(), place)

    def place_of(name):
        place = by_name.get(name.lower(), -1)
        if place < 0 and name:
            refuse("no_such_field", field=name, fields=[one for one, _t, _s in fields])
        return place

    keys = [asked["key"]] if asked["key"] else [name for name in asked.get("key_guess", []) if name.lower() in by_name]
    key_at = place_of(keys[0]) if keys else -1
    siruta_at = place_of(asked["siruta"]) if asked["siruta"] else -1
    label_at = place_of(asked["label"]) if asked["label"] else -1
    sources = {name: name for name in asked.get("auto", []) if name.lower() in by_name}
    sources.update(asked["fields"])
    mapped = [(target, place_of(source), fields[place_of(source)][1], fields[place_of(source)][2]) for target, source in sources.items()]
    constants = asked["constants"]
    values = asked["values"]
    write = sys.stdout.write
    position = points = 0
    while True:
        try:
            feature = layer.GetNextFeature()
        except RuntimeError:
            write(f"{position}\t\t\t\t{{}}\t\\N\tunreadable_record\n")
            position += 1
            if position > asked["most_features"]:
                break
            continue
        if feature is None:
            break
        if position >= asked["most_features"]:
            write("!too_many_features\n")
            return
        attrs = dict(constants)
        for target, place, kind, sub in mapped:
            if not feature.IsFieldSetAndNotNull(place):
                continue
            if kind in (0, 12):
                value = feature.GetFieldAsInteger64(place)
                # GDAL writes numbers too large for it as the largest it has.
                if abs(value) >= 2**63 - 1:
                    continue
                if sub == 1:
                    value = bool(value)
            elif kind == 2:
                value = feature.GetFieldAsDouble(place)
                if not math.isfinite(value):
                    continue
            elif kind in (9, 11):
                parts = feature.GetFieldAsDateTime(place)
                value = f"{parts[0]:04d}-{parts[1]:02d}-{parts[2]:02d}"
            else:
                value = text_of(feature.GetFieldAsString(place))
            if target in values:
                value = values[target].get(str(value), value)
            attrs[target] = value
        geometry = feature.GetGeometryRef()
        problem, wkb = "", "\\N"
        if geometry is not None:
            points += max(geometry.WkbSize() // 16, 1)
            if points > asked["most_points"]:
                write("!too_many_points\n")
                return
            if geometry.IsEmpty():
                wkb = bytes(geometry.ExportToWkb()).hex()
            elif finite(geometry):
                if geometry.GetGeometryName() in ("TIN", "POLYHEDRALSURFACE", "TRIANGLE"):
                    geometry = ogr.ForceToMultiPolygon(geometry.Clone())
                if geometry.HasCurveGeometry(1):
                    geometry = geometry.GetLinearGeometry()
                if geometry.Is3D() or geometry.IsMeasured():
                    geometry = geometry.Clone()
                    geometry.FlattenTo2D()
                wkb = bytes(geometry.ExportToWkb()).hex()
            else:
                problem = "not_finite"
        texts = ["" if place < 0 or not feature.IsFieldSetAndNotNull(place) else escape(text_of(feature.GetFieldAsString(place))).strip() for place in (key_at, siruta_at, label_at)]
        write(f"{position}\t{texts[0]}\t{texts[1]}\t{texts[2]}\t{escape(json.dumps(attrs, ensure_ascii=False, allow_nan=False))}\t{wkb}\t{problem}\n")
        position += 1
    write("!end\n")


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", errors="replace", newline="\n")
    main()
