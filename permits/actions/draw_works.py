"""Keeps the works of a draft: drawn on the map, typed as coordinates, sent as a file, or none."""
from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import User
from gisapp.core.errors import BadInput
from layers import api as layers
from permits.actions.record import record
from permits.models import Case, Works
from permits.queries.openings import KINDS, openings
from permits.queries.works_place import refuse_misplaced
from permits.rules.procedure import Works as WorksNeed
from permits.rules.procedure_files import all_procedures
from permits.rules.states import Family

# A trench drawn as a line without a width.
TRENCH_WIDTH_M = 0.6
# Beyond these it is a slip of the pen.
MOST_LEVELS, MOST_HEIGHT_M, MOST_WIDTH_M = 60, 300, 20


@transaction.atomic
def save_drawn_works(case: Case, posted: Mapping[str, str], by: User, *, file: UploadedFile[Any] | None = None, surface_later: bool = False) -> int:
    """Replace the works of a draft by what was sent as a file, else typed (Stereo 70 or degrees, a corner a row), else drawn (GeoJSON, WGS84).

    Returns how many shapes were kept. Raises BadInput for a shape that cannot be read or lies elsewhere than its land, when the procedure needs works and none were
    given, and when the map knows no surface under a trench and the applicant does not say what is opened (`surface_later`: staff ask for it).
    """
    procedure = all_procedures()[case.procedure]
    shapes = _typed(posted) or _drawn(posted)
    if file is not None:
        shapes = layers.read_works_file(file.name or "", file.chunks(), crs_text=posted.get("file_crs", ""))
    if not shapes:
        if procedure.works is WorksNeed.REQUIRED and not case.works.exists():
            raise BadInput(_("Desenați lucrările pe hartă, scrieți coordonatele colțurilor sau încărcați un fișier."), field="works")
        return 0
    refuse_misplaced(shapes, case)
    excavation = procedure.family is Family.EXCAVATION
    surface = posted.get("surface", "")
    case.works.all().delete()
    for shape in shapes:
        is_line = shape.geom_type in ("LineString", "MultiLineString")
        Works.objects.create(
            case=case, geom=shape, kind=Works.Kind.TRENCH if is_line or excavation else Works.Kind.BUILDING, use=posted.get("use", "")[:40],
            levels=_whole(posted.get("levels"), _("numărul de niveluri"), MOST_LEVELS), height_m=_number(posted.get("height_m"), _("înălțimea"), MOST_HEIGHT_M),
            width_m=_number(posted.get("width_m"), _("lățimea"), MOST_WIDTH_M) or (TRENCH_WIDTH_M if is_line else None), basement=posted.get("basement") == "on",
            attrs={"surface": surface} if excavation and surface in KINDS else {},
        )
    if excavation and not surface_later and not openings(case):
        raise BadInput(_("Sub săpătură nu este desenată nicio suprafață stradală. Alegeți mai jos ce se sparge: carosabil, trotuar sau spațiu verde."), field="surface")
    record(case, "draw_works", actor=by, count=len(shapes))
    return len(shapes)


def _drawn(posted: Mapping[str, str]) -> list[GEOSGeometry]:
    text = posted.get("works", "").strip()
    if not text:
        return []
    try:
        given = json.loads(text)
    except ValueError as error:
        raise BadInput(_("Desenul nu a putut fi citit. Desenați din nou sau scrieți coordonatele."), field="works") from error
    rows = given.get("features") if isinstance(given, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadInput(_("Desenul nu a putut fi citit. Desenați din nou sau scrieți coordonatele."), field="works")
    return [layers.geometry_from_geojson(json.dumps(row.get("geometry"))) for row in rows if (row.get("properties") or {}).get("kind", "works") == "works"]


def _typed(posted: Mapping[str, str]) -> list[GEOSGeometry]:
    """Return the shapes typed as corners; an empty row parts two of them. They replace the drawing: who types again corrects."""
    closed = posted.get("shape", "polygon") == "polygon"
    blocks = re.split(r"\n\s*\n", posted.get("coordinates", "").replace("\r\n", "\n").strip())
    return [layers.geometry_from_stereo70(block, closed=closed) for block in blocks if block.strip()]


def _number(text: str | None, name: str, most: int) -> float | None:
    if not text or not text.strip():
        return None
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError as error:
        raise BadInput(_("Scrieți %(name)s ca număr.") % {"name": name}) from error
    if not 0 < value <= most:
        raise BadInput(_("Verificați %(name)s: trebuie să fie între 0 și %(most)s.") % {"name": name, "most": most})
    return value


def _whole(text: str | None, name: str, most: int) -> int | None:
    value = _number(text, name, most)
    if value is not None and value != int(value):
        raise BadInput(_("Scrieți %(name)s ca număr întreg.") % {"name": name})
    return int(value) if value is not None else None
