"""Works that come as a file (DXF, GeoJSON and the other formats): read in the sandbox, brought to EPSG:3844, checked."""
from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.utils.translation import gettext as _

from gisapp.core.errors import BadInput
from layers import crs
from layers.imports.formats import prepared
from layers.imports.sandbox import Limits, read_in_sandbox

MOST_BYTES = 20_000_000
MOST_SHAPES = 50
LIMITS = Limits(wall_seconds=20, features=5_000, points=100_000)


def read_works_file(name: str, chunks: Iterable[bytes], *, crs_text: str = "") -> list[GEOSGeometry]:
    """Return the outlines and lines of a file in EPSG:3844; points and texts are left out.

    `crs_text` (EPSG number) wins over what the file says. A drawing that says nothing is taken for Stereo 70, as designers deliver,
    and must then lie in Romania. Closed lines are outlines: CAD draws them so. Raises BadInput with a sentence.
    """
    with TemporaryDirectory(prefix="works-") as made:
        source = Path(made) / "works"
        _keep(source, chunks)
        with prepared(source, name) as ready:
            asked = {
                "path": f"/in/{ready.path}", "driver": ready.format.driver, "options": list(ready.format.options), "layer": "", "first": True, "key": "", "key_guess": [],
                "siruta": "", "label": "", "fields": {}, "values": {}, "constants": {}, "auto": [],
            }
            with read_in_sandbox(ready.folder, asked, LIMITS) as reading:
                stated = crs_text or reading.crs
                found = [shape for shape in map(_shape, reading.lines) if shape is not None and shapely.get_dimensions(shape) > 0]
    shapes = [_closed(part) for part in _joined([part for shape in found for part in shapely.get_parts(shapely.force_2d(shape))])]
    if not shapes:
        raise BadInput(_("Fișierul nu conține niciun contur și niciun traseu. Desenați lucrările ca poligoane sau linii."), code="works_file_empty", field="works_file")
    if len(shapes) > MOST_SHAPES:
        raise BadInput(
            _("Fișierul are %(shapes)s de forme. Lăsați în el numai lucrările propuse, cel mult %(most)s, fără planul de dedesubt.") % {"shapes": len(shapes), "most": MOST_SHAPES},
            code="works_file_crowded", field="works_file",
        )
    return [_in_stereo70(shape, stated) for shape in shapes]


def _keep(source: Path, chunks: Iterable[bytes]) -> None:
    size = 0
    with source.open("wb") as out:
        for chunk in chunks:
            size += len(chunk)
            if size > MOST_BYTES:
                raise BadInput(_("Fișierul este prea mare (peste 20 MB)."), code="file_too_large", field="works_file")
            out.write(chunk)


def _shape(line: bytes) -> shapely.Geometry | None:
    """Return the geometry of a line as the sandbox writes it (COPY: position, key, siruta, label, attributes, geometry, problem)."""
    written, problem = line.rstrip(b"\n").split(b"\t")[5:7]
    if problem:
        # A reader that stumbles over one element may leave out those after it: half of the works must not pass for all.
        raise BadInput(
            _("Fișierul are elemente care nu pot fi citite, de obicei curbe „spline”. Transformați-le în polilinii în programul de desen și exportați fișierul din nou."),
            code="bad_geometry", field="works_file",
        )
    if written == b"\\N":
        return None
    try:
        return shapely.from_wkb(bytes.fromhex(written.decode()))
    except (ValueError, shapely.errors.ShapelyError) as error:
        raise BadInput(_("O formă din fișier nu poate fi citită."), code="bad_geometry", field="works_file") from error


def _joined(parts: list[shapely.Geometry]) -> list[shapely.Geometry]:
    """Return the shapes with lines that meet end to end as one: CAD often draws a house as four walls."""
    lines = [part for part in parts if part.geom_type == "LineString" and not part.is_closed]
    others = [part for part in parts if part.geom_type != "LineString" or part.is_closed]
    return [*others, *shapely.get_parts(shapely.line_merge(shapely.MultiLineString(lines)))] if lines else others


def _closed(part: shapely.Geometry) -> shapely.Geometry:
    return shapely.Polygon(part) if part.geom_type == "LineString" and part.is_closed and shapely.get_num_coordinates(part) > 3 else part


def _in_stereo70(shape: shapely.Geometry, stated: str) -> GEOSGeometry:
    try:
        placed = crs.to_stereo70_shape(shape, crs.identify(stated)) if stated else shape
    except BadInput as bad:
        raise BadInput(_misread(shape) or bad.sentence, code=bad.code, field="works_file") from bad
    if not _in_romania(placed):
        otherwise = (
            _("Formele din fișier nu sunt în România. Dacă fișierul este în grade (WGS 84), alegeți acest sistem; altfel exportați-l în Stereo 70, cu estul înaintea nordului.")
            if not stated else _("Formele din fișier nu sunt în România în sistemul de coordonate ales. Alegeți alt sistem sau exportați fișierul în Stereo 70.")
        )
        raise BadInput(_misread(shape) or otherwise, code="outside_romania", field="works_file")
    if not shapely.is_valid(placed):
        raise BadInput(_("Un contur din fișier se intersectează cu el însuși. Corectați-l în programul de desen și încărcați fișierul din nou."), code="self_intersection", field="works_file")
    return GEOSGeometry(memoryview(shapely.to_wkb(placed)), srid=crs.STEREO70)


def _in_romania(shape: shapely.Geometry) -> bool:
    west, south, east, north = shape.bounds
    return crs.in_stereo70_range(west, south) and crs.in_stereo70_range(east, north)


def _misread(shape: shapely.Geometry) -> str:
    """Return what the numbers of a shape look like, where they cannot be what the file says; '' where they look like nothing known."""
    west, south, east, north = shape.bounds
    if _in_romania(shape):
        return _("Coordonatele din fișier sunt în metri (Stereo 70), dar fișierul spune altceva. Alegeți mai jos „Stereo 70” și încărcați-l din nou.")
    if 43 <= west <= east <= 49 and 20 <= south <= north <= 30:
        return _("Coordonatele din fișier sunt inversate: latitudinea este înaintea longitudinii. Exportați fișierul cu longitudinea întâi.")
    if _in_romania(shapely.transform(shape, lambda points: points / 1000)):
        return _("Coordonatele din fișier par scrise în milimetri. Exportați desenul în metri.")
    in_degrees = 20 <= west <= east <= 30 and 43 <= south <= north <= 49
    if max(abs(west), abs(south), abs(east), abs(north)) < 100_000 and not in_degrees:
        return _("Desenul este în coordonate locale, nu în Stereo 70. Mutați-l la locul lui (X nord, Y est din măsurătoare) și exportați-l din nou.")
    return ""
