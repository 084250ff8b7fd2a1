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
    shapes = [_closed(part) for shape in found for part in shapely.get_parts(shapely.force_2d(shape))]
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
    written = line.rstrip(b"\n").split(b"\t")[5]
    if written == b"\\N":
        return None
    try:
        return shapely.from_wkb(bytes.fromhex(written.decode()))
    except (ValueError, shapely.errors.ShapelyError) as error:
        raise BadInput(_("O formă din fișier nu poate fi citită."), code="bad_geometry", field="works_file") from error


def _closed(part: shapely.Geometry) -> shapely.Geometry:
    return shapely.Polygon(part) if part.geom_type == "LineString" and part.is_closed and shapely.get_num_coordinates(part) > 3 else part


def _in_stereo70(shape: shapely.Geometry, stated: str) -> GEOSGeometry:
    try:
        placed = crs.to_stereo70_shape(shape, crs.identify(stated)) if stated else shape
    except BadInput as bad:
        raise BadInput(bad.sentence, code=bad.code, field="works_file") from bad
    west, south, east, north = placed.bounds
    if not (crs.in_stereo70_range(west, south) and crs.in_stereo70_range(east, north)):
        raise BadInput(
            "Formele din fișier nu sunt în România. Dacă fișierul este în grade (WGS 84), alegeți acest sistem; altfel exportați-l în Stereo 70, cu estul înaintea nordului."
            if not stated else "Formele din fișier nu sunt în România în sistemul de coordonate ales. Alegeți alt sistem sau exportați fișierul în Stereo 70.",
            code="outside_romania", field="works_file",
        )
    if not shapely.is_valid(placed):
        raise BadInput(_("Un contur din fișier se intersectează cu el însuși. Corectați-l în programul de desen și încărcați fișierul din nou."), code="self_intersection", field="works_file")
    return GEOSGeometry(memoryview(shapely.to_wkb(placed)), srid=crs.STEREO70)
