"""One vector tile of one layer, made in the database."""
from __future__ import annotations

from django.db import connection

from layers.models import Layer

EXTENT = 4096
# Pixels of room around a tile, so that line ends and outlines do not show at its edges.
BUFFER = 64
LARGEST_ZOOM = 22
# Features at most in one tile: beyond that a screen shows only noise.
MOST_FEATURES = 20_000

# The bounding box is a constant in the index's own CRS (geom_3857, with the layer in the same index). Simplification
# comes before clipping and keeps everything within a quarter of a screen pixel; what would be smaller than a pixel is left out.
_TILE = """
WITH box AS (SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS clip, ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => %(margin)s) AS wide)
SELECT ST_AsMVT(t, %(code)s, %(extent)s, 'geom', 'id') FROM (
    SELECT f.id, f.key, f.label{attrs},
           ST_AsMVTGeom({geometry}, box.clip, %(extent)s, %(buffer)s, true) AS geom
    FROM box, layers_feature f
    WHERE f.layer_id = %(layer)s::bigint AND f.until IS NULL AND f.geom_3857 && ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => %(margin)s){large}
    LIMIT %(most)s
) t WHERE t.geom IS NOT NULL
"""


def attributes_shown(layer: Layer) -> list[str]:
    """Return the attributes that the style needs: nothing else travels in tiles."""
    style = layer.style
    wanted = [style.get("by", {}).get("attr", ""), style.get("label_from", "")]
    return [name for name in dict.fromkeys(wanted) if name and name not in ("key", "label")]


def source_minzoom(layer: Layer) -> int:
    """Return the lowest zoom that has tiles; what is shown later is still drawn from tiles of zoom 14 at most."""
    return min(layer.minzoom, 14)


def make_tile(layer: Layer, z: int, x: int, y: int) -> bytes:
    """Return the tile as Mapbox Vector Tile bytes; empty where the layer has nothing there, or below the zoom it is shown at."""
    if z < source_minzoom(layer):
        return b""
    pixel = 2 * 20037508.342789244 / 256 / 2**z
    attrs = "".join(f", f.attrs->>%(a{n})s AS \"{name}\"" for n, name in enumerate(attributes_shown(layer)) if name.isidentifier())
    simple = layer.geometry != Layer.Geometry.POINT and z < 17
    values = {
        "z": z, "x": x, "y": y, "layer": layer.pk, "code": layer.code, "extent": EXTENT, "buffer": BUFFER, "margin": BUFFER / EXTENT,
        "most": MOST_FEATURES, "tolerance": pixel / 4, "least": pixel, **{f"a{n}": name for n, name in enumerate(attributes_shown(layer))},
    }
    # Low zooms leave out what is smaller than a pixel by its box, which the index row already holds.
    large = " AND (ST_XMax(f.geom_3857) - ST_XMin(f.geom_3857) > %(least)s OR ST_YMax(f.geom_3857) - ST_YMin(f.geom_3857) > %(least)s)" if simple else ""
    geometry = "ST_Simplify(f.geom_3857, %(tolerance)s, true)" if simple else "f.geom_3857"
    if layer.geometry == Layer.Geometry.POLYGON and z >= 12 and layer.role != Layer.Role.PARCELS:
        # A large zone is clipped to the tile before the slow work: a ring of 20,000 corners is not carried into every tile.
        geometry = f"CASE WHEN ST_NPoints(f.geom_3857) > 256 THEN ST_ClipByBox2D({geometry}, box.wide) ELSE {geometry} END"
    with connection.cursor() as cursor:
        cursor.execute(_TILE.format(attrs=attrs, geometry=geometry, large=large), values)
        (tile,) = cursor.fetchone()
    return bytes(tile)
