"""A region too large for one machine: partitioned GeoParquet written here, screened by Dask on several processes or a cluster.

The same rules, prepared in the same way, held against the same parcels: only the join is Dask's. Apache Sedona on Spark reads
the same folders; see the decision page.
"""
from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely
from django.db import connection

from layers.conflicts.judge import LEAST_LENGTH_M
from layers.conflicts.search import SAME_M
from layers.region_worker import screen_files
from layers.screening.rules import RuleTask
from layers.screening.setwise import Parcels

if TYPE_CHECKING:
    import geopandas


def write_partitions(folder: Path, parcels: Parcels, tasks: list[RuleTask], *, cell_m: float = 2000.0) -> int:
    """Write parcels by grid cell and features as GeoParquet, and the rules as JSON; return the number of partitions."""
    import geopandas

    (folder / "parcels").mkdir(parents=True, exist_ok=True)
    middles = shapely.get_coordinates(shapely.point_on_surface(parcels.shapes))
    cells = np.floor(middles / cell_m).astype(int)
    frame = geopandas.GeoDataFrame({"parcel": parcels.ids, "cell": [f"{x}_{y}" for x, y in cells]}, geometry=list(parcels.shapes), crs=3844)
    for number, (_cell, part) in enumerate(frame.groupby("cell")):
        part.drop(columns="cell").to_parquet(folder / "parcels" / f"part-{number:05d}.parquet")
    wanted = sorted({feature for task in tasks for feature in task.features})
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, ST_AsBinary(geom) FROM layers_feature WHERE id = ANY(%s) ORDER BY id", [wanted])
        rows = cursor.fetchall()
    shapes = shapely.from_wkb([bytes(row[1]) for row in rows])
    geopandas.GeoDataFrame({"feature": [row[0] for row in rows]}, geometry=list(shapes), crs=3844).to_parquet(folder / "features.parquet")
    rules = [
        {"code": task.rule.code, "features": task.features, "limits": task.limits, "certain": task.certain, "tolerance": task.rule.overlap_tolerance_m2}
        for task in tasks
    ]
    (folder / "rules.json").write_text(json.dumps(rules), encoding="utf-8")
    return int(frame["cell"].nunique())


def screen_partitions(folder: Path, *, scheduler: str = "processes") -> geopandas.GeoDataFrame:
    """Screen the folder with Dask; `scheduler` is processes, threads or the address of a running cluster's client."""
    import dask  # type: ignore[import-not-found,unused-ignore]
    import pandas

    rules = json.loads((folder / "rules.json").read_text(encoding="utf-8"))
    parts = sorted((folder / "parcels").glob("part-*.parquet"))
    waiting = [dask.delayed(screen_files)(str(part), str(folder / "features.parquet"), rules, SAME_M, LEAST_LENGTH_M) for part in parts]
    done = dask.compute(*waiting, scheduler=scheduler)
    return pandas.concat(done, ignore_index=True).sort_values(["parcel", "code", "feature"], ignore_index=True)
