"""What a worker of the region batch does with one partition. No Django here: worker processes and clusters have none set up."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    import geopandas


def screen_files(parcels: str, features: str, rules: list[dict[str, Any]], same_m: float, least_length_m: float) -> geopandas.GeoDataFrame:
    """Read one partition and the features, and hold all rules against them. `same_m`, `least_length_m`: as for one parcel."""
    import geopandas

    return screen_partition(geopandas.read_parquet(parcels), geopandas.read_parquet(features), rules, same_m, least_length_m)


def screen_partition(parcels: geopandas.GeoDataFrame, features: geopandas.GeoDataFrame, rules: list[dict[str, Any]], same_m: float, least_length_m: float) -> geopandas.GeoDataFrame:
    """Hold all rules against the parcels of one partition; columns parcel, code, feature, state, distance_m. Runs on any worker."""
    import pandas

    where = {int(feature): number for number, feature in enumerate(features["feature"])}
    shapes, land = features.geometry.to_numpy(), parcels.geometry.to_numpy()
    tree = shapely.STRtree(land)
    found: list[tuple[int, str, int, str, float]] = []
    for rule in rules:
        ids, limits, certain = (np.asarray(rule[name]) for name in ("features", "limits", "certain"))
        if len(ids) == 0:
            continue
        things = shapes[[where[int(one)] for one in ids]]
        pairs = tree.query(things, predicate="dwithin", distance=limits.astype(float) + same_m)
        for thing, parcel in pairs.T:
            state = _state(things[thing], land[parcel], float(limits[thing]), bool(certain[thing]), float(rule["tolerance"]), least_length_m)
            if state:
                found.append((int(parcels["parcel"].iloc[parcel]), str(rule["code"]), int(ids[thing]), state, float(shapely.distance(things[thing], land[parcel]))))
    return pandas.DataFrame(found, columns=["parcel", "code", "feature", "state", "distance_m"]).astype({"parcel": "int64", "feature": "int64", "distance_m": "float64"})


def _state(thing: shapely.Geometry, land: shapely.Geometry, limit: float, certain: bool, tolerance: float, least_length_m: float) -> str:
    if not certain:
        return "unknown"
    if limit > 0:
        return "conflict"
    shared = shapely.intersection(thing, land)
    if shapely.get_dimensions(thing) == 2:
        sliver = shared.area <= tolerance and shared.area < 0.5 * min(land.area, thing.area)
        return "conflict" if shared.area > 0 and not sliver else ""
    return "conflict" if shapely.get_dimensions(thing) == 0 or shared.length > least_length_m else ""
