"""Coordinates: the centimetre, the axis order, the names that writers give to Stereo 70."""

from __future__ import annotations

import pyproj
import pytest
from django.contrib.gis.geos import Point

from gisapp.core.errors import BadInput
from layers import crs

LON, LAT, EAST, NORTH = 26.3708, 46.9275, 604496.88, 604014.14


def test_the_surveyed_point_agrees_within_a_centimetre() -> None:
    east, north = crs.stereo70_of([(LON, LAT)])[0]
    assert (east, north) == pytest.approx((EAST, NORTH), abs=0.01)
    assert crs.lonlat_of([(EAST, NORTH)])[0] == pytest.approx((LON, LAT), abs=1e-7)


def test_our_pipeline_is_the_operation_proj_takes_by_itself() -> None:
    default = pyproj.Transformer.from_crs(4326, 3844, always_xy=True)
    for lon, lat in ((20.5, 46.1), (26.37, 46.93), (27.59, 47.16), (29.6, 44.9), (25.0, 43.7)):
        assert crs.stereo70_of([(lon, lat)])[0] == pytest.approx(default.transform(lon, lat), abs=0.001)


def test_the_unnegated_rotations_would_move_the_point_by_tens_of_metres() -> None:
    wrong = pyproj.Transformer.from_pipeline(
        "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=push +v_3 +step +proj=cart +ellps=WGS84 "
        "+step +inv +proj=helmert +x=2.329 +y=-147.042 +z=-92.08 +rx=0.309 +ry=-0.325 +rz=-0.497 +s=5.69 +convention=position_vector "
        "+step +inv +proj=cart +ellps=krass +step +proj=pop +v_3 +step +proj=sterea +lat_0=46 +lon_0=25 +k=0.99975 +x_0=500000 +y_0=500000 +ellps=krass"
    )
    east, north = wrong.transform(LON, LAT)
    assert ((east - EAST) ** 2 + (north - NORTH) ** 2) ** 0.5 > 20


@pytest.mark.django_db
def test_postgis_and_the_module_agree_for_tiles() -> None:
    from django.db import connection

    point = Point(EAST, NORTH, srid=3844)
    with connection.cursor() as cursor:
        cursor.execute("SELECT ST_X(p), ST_Y(p) FROM ST_Transform(%s::geometry, 3857) p", [point.hexewkb.decode()])
        x, y = cursor.fetchone()
    assert crs.to_stereo70(Point(x, y, srid=3857)).coords == pytest.approx((EAST, NORTH), abs=0.01)


@pytest.mark.parametrize("name", ["WKT1_ESRI", "WKT1_GDAL", "WKT2_2019"])
@pytest.mark.parametrize("code", [3844, 31700])
def test_stereo_70_is_known_by_whatever_name_a_file_gives_it(name: str, code: int) -> None:
    assert crs.identify(pyproj.CRS.from_epsg(code).to_wkt(name)) in ("3844", "31700")


def test_a_number_that_is_no_crs_is_refused_with_a_sentence() -> None:
    with pytest.raises(BadInput, match="codul EPSG"):
        crs.identify("EPSG:999999")


def test_a_grid_that_is_not_there_stops_instead_of_moving_everything(settings: object) -> None:
    settings.STEREO70_GRID = "/nowhere/ro.gsb"  # type: ignore[attr-defined]
    with pytest.raises(FileNotFoundError):
        crs.stereo70_of([(LON, LAT)])
