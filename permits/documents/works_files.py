"""The land and works of a case as files for other programs."""
from __future__ import annotations

import shapely

from permits.documents.map_extract.works_files import DrawnWork, works_dxf, works_geopackage
from permits.models import Case, Plot


def works_file(case: Case, kind: str) -> bytes | None:
    """Return the GeoPackage (`gpkg`) or DXF (`dxf`) of a case in EPSG:3844; None for another kind or a case without land."""
    plot = Plot.objects.filter(case=case).first()
    if plot is None or kind not in ("gpkg", "dxf"):
        return None
    works = [
        DrawnWork(shapely.from_wkb(bytes(one.geom.wkb)), one.get_kind_display(), one.use, one.levels, one.height_m, one.width_m) for one in case.works.order_by("pk")
    ]
    land, parcels = shapely.from_wkb(bytes(plot.geom.wkb)), ", ".join(str(row["cadastral_number"]) for row in plot.parcels) or "teren"
    return works_geopackage(case.number, parcels, land, works) if kind == "gpkg" else works_dxf(parcels, land, works)
