"""Land made for one test: a few layers of a few shapes, written straight into the tables."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import shapely
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.db import connection

from gisapp.accounts.models import Authority
from gisapp.core import clock
from layers.models import Feature, Layer, LayerVersion, Restriction

LONG_AGO = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
FAR = shapely.box(600_000, 600_000, 610_000, 610_000)
Row = tuple[str, Mapping[str, Any], shapely.Geometry]


def geos(shape: shapely.Geometry) -> GEOSGeometry:
    return GEOSGeometry(memoryview(shapely.to_wkb(shape)), srid=3844)


def shape(geometry: GEOSGeometry) -> shapely.Geometry:
    return shapely.from_wkb(bytes(geometry.wkb))


def make_authority(slug: str = "proba", siruta: str = "999001", **extra: Any) -> Authority:
    return Authority.objects.create(slug=slug, siruta=siruta, name=extra.pop("name", "Comuna Proba"), kind=extra.pop("kind", "commune"), county="Neamț",
        county_code="NT", **extra)


def multi(shape_: shapely.Geometry) -> MultiPolygon:
    whole = geos(shape_)
    return whole if whole.geom_type == "MultiPolygon" else MultiPolygon(whole, srid=3844)


def make_layer(
    authority: Authority, code: str, rows: Iterable[Row], *, geometry: str = "polygon", coverage: shapely.Geometry | None = FAR, data_date: dt.date | None = None,
    since: dt.datetime = LONG_AGO, **extra: Any,
) -> Layer:
    layer = Layer.objects.create(authority=authority, code=code, title_ro=f"Strat {code}", geometry=geometry, **extra)
    publish(layer, rows, coverage=coverage, data_date=data_date, since=since)
    return layer


def publish(layer: Layer, rows: Iterable[Row], *, coverage: shapely.Geometry | None = FAR, data_date: dt.date | None = None, since: dt.datetime = LONG_AGO) -> LayerVersion:
    """Publish a version that replaces all that was there."""
    rows = list(rows)
    last = layer.versions.order_by("-number").first()
    if last is not None:
        LayerVersion.objects.filter(pk=last.pk).update(state="superseded", ended_at=since)
        with connection.cursor() as cursor:
            for table in ("layers_feature", "layers_piece"):
                cursor.execute(f"UPDATE {table} SET until = %s WHERE layer_id = %s AND until IS NULL", [since, layer.pk])
    version = LayerVersion.objects.create(
        layer=layer, number=last.number + 1 if last else 1, state="published", data_date=data_date or clock.today(), published_at=since,
        feature_count=len(rows), coverage=multi(coverage) if coverage is not None else None,
    )

    Feature.objects.bulk_create(
        [
            Feature(
                layer=layer, key=key, siruta=str(attrs.get("siruta", "")), label=str(attrs.get("name") or ""), attrs=dict(attrs), geom=geos(geom),
                geom_3857=GEOSGeometry(memoryview(shapely.to_wkb(geom)), srid=3857),
                fingerprint=hashlib.md5(shapely.to_wkb(geom), usedforsecurity=False).hexdigest(), since=since,
            )
            for key, attrs, geom in rows
        ],
        batch_size=2000,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO layers_piece (feature_id, layer_id, geom, since) "
            "SELECT id, layer_id, ST_Subdivide(geom, 128), since FROM layers_feature WHERE layer_id = %s AND until IS NULL",
            [layer.pk],
        )
    return version


def make_rule(layer: Layer, code: str, distance: float | list[dict[str, Any]] = 0.0, **extra: Any) -> Restriction:
    distances = distance if isinstance(distance, list) else [{"distance_m": distance}]
    return Restriction.objects.create(
        authority=layer.authority, layer=layer, code=code, title_ro=f"Regula {code}", effect=extra.pop("effect", "endorsement"),
        tests=extra.pop("tests", "parcel"), distances=distances, legal_ref="Legea probei art. 1", valid_from=extra.pop("valid_from", dt.date(2000, 1, 1)),
        endorser=extra.pop("endorser", "WATER"), **extra,
    )
