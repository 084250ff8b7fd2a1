"""Coordinates: the centimetre, the axis order, the names that writers give to Stereo 70."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

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


def ntv2(path: Path, *, lat_shift: float, lon_shift: float) -> Path:
    """A grid from Pulkovo 1942(58) to WGS 84 over Moldavia with the same shift at each node, in seconds; NTv2 counts longitude to the west."""

    def text(name: str, value: str) -> bytes:
        return f"{name:<8}{value:<8}".encode()

    def real(name: str, value: float) -> bytes:
        return f"{name:<8}".encode() + struct.pack("<d", value)

    def whole(name: str, value: int) -> bytes:
        return f"{name:<8}".encode() + struct.pack("<ii", value, 0)

    south, north, east, west, step = 46 * 3600.0, 48 * 3600.0, -28 * 3600.0, -26 * 3600.0, 1800.0
    rows = columns = 5
    head = [whole("NUM_OREC", 11), whole("NUM_SREC", 11), whole("NUM_FILE", 1), text("GS_TYPE", "SECONDS"), text("VERSION", "TEST"), text("SYSTEM_F", "S42"), text("SYSTEM_T", "WGS84"),
            real("MAJOR_F", 6378245.0), real("MINOR_F", 6356863.019), real("MAJOR_T", 6378137.0), real("MINOR_T", 6356752.314)]
    grid = [text("SUB_NAME", "RO"), text("PARENT", "NONE"), text("CREATED", ""), text("UPDATED", ""), real("S_LAT", south), real("N_LAT", north), real("E_LONG", east), real("W_LONG", west),
            real("LAT_INC", step), real("LONG_INC", step), whole("GS_COUNT", rows * columns)]
    nodes = struct.pack("<4f", lat_shift, -lon_shift, 0.0, 0.0) * (rows * columns)
    path.write_bytes(b"".join([*head, *grid]) + nodes + f"{'END':<8}".encode() + bytes(8))
    return path


def test_an_ntv2_grid_takes_the_place_of_the_three_metre_operation(settings: Any, tmp_path: Path) -> None:
    """The expected place is the projection alone, on the ellipsoid of Krasovsky, of the point moved back by the grid's shift."""
    plain = pyproj.Transformer.from_pipeline("+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=sterea +lat_0=46 +lon_0=25 +k=0.99975 +x_0=500000 +y_0=500000 +ellps=krass")
    without = crs.stereo70_of([(LON, LAT)])[0]
    settings.STEREO70_GRID = str(ntv2(tmp_path / "ro.gsb", lat_shift=-0.5, lon_shift=-5.0))
    east, north = crs.stereo70_of([(LON, LAT)])[0]
    assert (east, north) == pytest.approx(plain.transform(LON + 5.0 / 3600, LAT + 0.5 / 3600), abs=0.001)
    assert abs(east - without[0]) + abs(north - without[1]) > 0.01
    assert crs.lonlat_of([(east, north)])[0] == pytest.approx((LON, LAT), abs=1e-9)
    moved = crs.to_stereo70(Point(LON, LAT, srid=4326))
    assert moved.coords == pytest.approx((east, north), abs=0.001)
    with pytest.raises(BadInput, match="în afara zonei"):
        crs.stereo70_of([(21.2, 45.7)])
