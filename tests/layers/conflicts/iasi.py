"""Iași's parcels, zoning and translated utility networks, where the data are at hand; whole or as a clip."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely

from gisapp.accounts.models import Authority
from layers.imports.seed import seed_catalog
from layers.models import Layer
from tests.layers.conflicts.land import make_authority, publish

FOLDER = Path("../shared/data/iasi")
# layer of the product: (file, layer of the file, field of the key, attributes that all features get)
SOURCES: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    "parcels": ("iasi.gpkg", "parcele", "nr_cad", {}),
    "zoning": ("iasi.gpkg", "pug_utr", "utr", {}),
    "admin_limits": ("iasi.gpkg", "uat", "SIRUTA", {}),
    "water_pipes": ("iasi_derived_utilities.gpkg", "apa_conducta", "", {"kind": "distribution"}),
    "gas_pipes": ("iasi_derived_utilities.gpkg", "gaz_conducta", "", {"kind": "distribution", "pressure": "reduced", "material": "PE"}),
    "power_lines": ("iasi_derived_utilities.gpkg", "electric_lin_jt", "", {"voltage_kv": 0.4, "placement": "overhead"}),
    "heat_pipes": ("iasi_derived_utilities.gpkg", "termoficare_conducta", "", {}),
    "sewer_pipes": ("iasi_derived_utilities.gpkg", "canal_conducta", "", {"kind": "sanitary"}),
}
REGION = shapely.box(670_000, 600_000, 730_000, 680_000)


def here() -> bool:
    """Tell whether the city's files are at hand."""
    return (FOLDER / "iasi.gpkg").exists()


def read(code: str, box: tuple[float, float, float, float] | None) -> list[tuple[str, dict[str, Any], shapely.Geometry]]:
    """Read one layer, repaired, flat."""
    file, layer, key, attrs = SOURCES[code]
    meta, _fids, geometry, values = pyogrio.raw.read(FOLDER / file, layer=layer, bbox=box)
    fields = dict(zip(meta["fields"], values, strict=True))
    shapes = shapely.force_2d(shapely.from_wkb(geometry))
    shapes = np.where(shapely.is_valid(shapes), shapes, shapely.make_valid(shapes))
    rows = []
    for number, shape in enumerate(shapes):
        if shape is None or shape.is_empty:
            continue
        name = str(fields[key][number]).split(".")[0] if key else f"{code}-{number}"
        more = {"siruta": str(fields["siruta"][number]).split(".")[0]} if code == "parcels" else {}
        rows.append((name, {**attrs, **more}, shape))
    return rows


def load_iasi(*, box: tuple[float, float, float, float] | None = None) -> Authority:
    """Write the city with the restrictions shipped; `box` clips it (EPSG:3844)."""
    authority = make_authority("iasi", "95060", name="Municipiul Iași", kind="municipality")
    layers: dict[str, Layer] = seed_catalog(authority)
    for code in SOURCES:
        publish(layers[code], read(code, box), coverage=REGION)
    return authority
