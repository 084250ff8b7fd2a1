"""The one place that transforms coordinates. Everything is stored and computed in EPSG:3844 (Stereo 70), metres.

Axis order here is always x = E, y = N, and longitude before latitude. EPSG itself, and surveyors, put N first: near
Piatra-Neamț E and N are nearly equal, so a swap cannot be seen from the numbers.

Between Pulkovo 1942(58) and WGS 84 the operation is EPSG:15994 (coordinate frame rotation, 3 m), the one PROJ takes by
itself. Trap: as a position vector (+towgs84) its three rotations change sign; the triple printed by epsg.io without
that shifts points by about 38 m. A grid (NTv2, as for TransDatRO) replaces it when settings.STEREO70_GRID names one.
"""
from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import numpy as np
import shapely
from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry, Point
from django.utils.translation import gettext as _
from pyproj import CRS, Transformer, aoi
from pyproj.exceptions import CRSError, ProjError
from pyproj.transformer import TransformerGroup

from gisapp.core.errors import BadInput

STEREO70, WGS84, WEB = 3844, 4326, 3857
# The same projection under its deprecated number of before 2008: coordinates are equal.
STEREO70_ALIASES = frozenset({3844, 31700})
ROMANIA = aoi.AreaOfInterest(20.2, 43.6, 29.8, 48.3)
# Where Romania lies in Stereo 70, with room around.
E_RANGE, N_RANGE = (100_000.0, 950_000.0), (200_000.0, 800_000.0)

_PROJECT = "+proj=sterea +lat_0=46 +lon_0=25 +k=0.99975 +x_0=500000 +y_0=500000 +ellps=krass"
_HELMERT = (
    "+step +proj=push +v_3 +step +proj=cart +ellps=WGS84 "
    "+step +inv +proj=helmert +x=2.329 +y=-147.042 +z=-92.08 +rx=0.309 +ry=-0.325 +rz=-0.497 +s=5.69 +convention=coordinate_frame "
    "+step +inv +proj=cart +ellps=krass +step +proj=pop +v_3"
)


def _lonlat_pipeline(grid: str) -> str:
    """Return the pipeline from degrees (WGS 84) to Stereo 70 metres."""
    shift = f"+step +inv +proj=hgridshift +grids={grid}" if grid else _HELMERT
    return f"+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad {shift} +step {_PROJECT}"


def _web_pipeline(grid: str) -> str:
    """Return the pipeline from web Mercator to Stereo 70 metres."""
    shift = f"+step +inv +proj=hgridshift +grids={grid}" if grid else _HELMERT
    return f"+proj=pipeline +step +inv +proj=webmerc +lat_0=0 +lon_0=0 +x_0=0 +y_0=0 +ellps=WGS84 {shift} +step {_PROJECT}"


@lru_cache(maxsize=64)
def _transformer(source: str, grid: str) -> Transformer | None:
    """Return what leads from a CRS (EPSG code or WKT) to Stereo 70; None where nothing has to be done."""
    if source.isdigit():
        code = int(source)
        if code in STEREO70_ALIASES:
            return None
        if code == WGS84:
            return Transformer.from_pipeline(_lonlat_pipeline(grid))
        if code == WEB:
            return Transformer.from_pipeline(_web_pipeline(grid))
    crs = CRS.from_user_input(int(source) if source.isdigit() else source)
    group = TransformerGroup(crs, CRS.from_epsg(STEREO70), always_xy=True, area_of_interest=ROMANIA, allow_ballpark=False)  # type: ignore[arg-type]
    if not group.transformers:
        raise BadInput(
            _("Sistemul de coordonate al fișierului nu poate fi transformat în Stereo 70. Exportați datele în Stereo 70 (EPSG:3844) sau WGS 84."),
            code="crs_unknown",
        )
    return group.transformers[0]


def _leads(source: int | str) -> Transformer | None:
    grid = settings.STEREO70_GRID
    if grid and not Path(grid).is_file():
        # Falling back to the three-metre operation would move everything without a word.
        raise FileNotFoundError(f"STEREO70_GRID does not exist: {grid}")
    return _transformer(str(source), grid)


def identify(text: str) -> str:
    """Return a CRS given as EPSG number or WKT as a short name that `to_stereo70_shape` takes; BadInput otherwise."""
    wanted = text.strip()
    if wanted.upper().startswith("EPSG:"):
        wanted = wanted[5:]
    try:
        crs = CRS.from_epsg(int(wanted)) if wanted.isdigit() else CRS.from_wkt(wanted)
    except (CRSError, ValueError) as error:
        raise BadInput(_("Sistemul de coordonate nu este cunoscut. Scrieți codul EPSG, de exemplu 3844 sau 4326."), code="crs_unreadable", field="crs") from error
    if wanted.isdigit():
        return wanted
    # Many writers of .prj leave the authority out; the match must be nearly certain, because a wrong datum moves by metres.
    code = crs.to_epsg(min_confidence=70)
    if code is not None:
        return str(code)
    if is_stereo70(crs):
        return str(STEREO70)
    return wanted


def is_stereo70(crs: CRS) -> bool:
    """Tell a CRS that is Stereo 70 by its parameters whatever its name (ESRI, AutoCAD and MapInfo name it differently)."""
    operation = crs.coordinate_operation
    if operation is None or "stereographic" not in operation.method_name.lower().replace("_", " "):
        return False
    given = {param.name.lower().replace("_", " "): float(param.value) for param in operation.params if not isinstance(param.value, str)}

    def near(words: str, wanted: float) -> bool:
        return any(words in name and abs(value - wanted) < 1e-8 for name, value in given.items())

    return near("latitude", 46) and near("longitude", 25) and near("scale", 0.99975) and near("easting", 500_000) and near("northing", 500_000)


def wkt_of(code: int) -> str:
    """Return the definition of an EPSG code as GDAL's WKT 1, which GeoPackage asks for."""
    return str(CRS.from_epsg(code).to_wkt("WKT1_GDAL"))


def name_of(source: str) -> str:
    """Return the name of a CRS for people."""
    try:
        return str(CRS.from_user_input(int(source) if source.isdigit() else source).name)
    except CRSError:
        return source[:60]


def _apply(shape: shapely.Geometry, transformer: Transformer | None, *, back: bool) -> shapely.Geometry:
    if transformer is None:
        return shape
    direction = "INVERSE" if back else "FORWARD"

    def move(points: np.ndarray) -> np.ndarray:
        x, y = transformer.transform(points[:, 0], points[:, 1], direction=direction, errcheck=True)
        return np.column_stack([x, y])

    try:
        return shapely.transform(shape, move)
    except ProjError as error:
        raise BadInput(_("Coordonatele sunt în afara zonei în care sistemul de coordonate este definit."), code="coordinates_outside") from error


def to_stereo70_shape(shape: shapely.Geometry, source: int | str) -> shapely.Geometry:
    """Return a Shapely geometry (or array of them) brought from a CRS to EPSG:3844."""
    return _apply(shape, _leads(source), back=False)


def from_stereo70_shape(shape: shapely.Geometry, target: int | str) -> shapely.Geometry:
    """Return a Shapely geometry (or array of them) brought from EPSG:3844 to a CRS."""
    return _apply(shape, _leads(target), back=True)


def _through_shapely(geometry: GEOSGeometry, source: int, target: int) -> GEOSGeometry:
    shape = shapely.from_wkb(bytes(geometry.wkb))
    if source != STEREO70:
        shape = to_stereo70_shape(shape, source)
    if target != STEREO70:
        shape = from_stereo70_shape(shape, target)
    return GEOSGeometry(memoryview(shapely.to_wkb(shape)), srid=target)


def to_stereo70(geometry: GEOSGeometry) -> GEOSGeometry:
    """Return the geometry in EPSG:3844; it must say its own SRID."""
    if geometry.srid is None:
        raise BadInput(_("Geometria nu spune în ce sistem de coordonate este."), code="crs_missing")
    return _through_shapely(geometry, geometry.srid, STEREO70)


def to_wgs84(geometry: GEOSGeometry) -> GEOSGeometry:
    """Return the geometry as longitude and latitude (EPSG:4326)."""
    return _through_shapely(geometry, geometry.srid or STEREO70, WGS84)


def stereo70_point(lon: float, lat: float) -> Point:
    """Return the point of a longitude and latitude in EPSG:3844. Raises BadInput outside the Earth's degrees."""
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise BadInput(_("Longitudinea este între -180 și 180, latitudinea între -90 și 90 de grade."), code="lonlat_range")
    east, north = stereo70_of([(lon, lat)])[0]
    return Point(east, north, srid=STEREO70)


def stereo70_of(lonlats: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return (E, N) in metres for pairs (longitude, latitude) in degrees. Raises BadInput outside the grid where one is plugged in."""
    pairs = np.asarray(list(lonlats), dtype=float)
    transformer = _leads(WGS84)
    assert transformer is not None
    east, north = transformer.transform(pairs[:, 0], pairs[:, 1])
    if not (np.isfinite(east).all() and np.isfinite(north).all()):
        # A grid ends at the border; the three-metre operation must not take its place unseen.
        raise BadInput(_("Coordonatele sunt în afara zonei în care sistemul de coordonate este definit."), code="coordinates_outside")
    return list(zip(map(float, east), map(float, north), strict=True))


def lonlat_of(points: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return (longitude, latitude) in degrees for pairs (E, N) in metres."""
    pairs = np.asarray(list(points), dtype=float)
    transformer = _leads(WGS84)
    assert transformer is not None
    lon, lat = transformer.transform(pairs[:, 0], pairs[:, 1], direction="INVERSE")
    return list(zip(map(float, lon), map(float, lat), strict=True))


def in_stereo70_range(east: float, north: float) -> bool:
    """Tell whether the pair can lie in Romania in Stereo 70."""
    return E_RANGE[0] <= east <= E_RANGE[1] and N_RANGE[0] <= north <= N_RANGE[1]
