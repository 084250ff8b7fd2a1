"""The map extract of a case as a file for other programs: what the paper shows, without a signature."""
from __future__ import annotations

import io

from PIL import Image

from gisapp.core import clock
from permits.documents.compose.base import letterhead
from permits.documents.compose.map import map_request
from permits.documents.fields import MapSheet, Reference
from permits.documents.map_extract import draw
from permits.documents.map_extract.exports import to_dxf, to_geopackage
from permits.documents.render import render_png
from permits.models import Case, Plot

KINDS = {"png": "image/png", "gpkg": "application/geopackage+sqlite3", "dxf": "image/vnd.dxf"}


def extract_file(case: Case, kind: str) -> bytes | None:
    """Return the extract as PNG (all its pages, one under the other, 203 dpi), GeoPackage or DXF (EPSG:3844); None for another kind or a case without land.

    Raises Refused when a layer cannot be drawn, as for the paper.
    """
    if kind not in KINDS or not Plot.objects.filter(case=case).exists():
        return None
    request = map_request(case)
    if kind == "gpkg":
        return to_geopackage(request)
    if kind == "dxf":
        return to_dxf(request)
    asked = Reference(case.number, case.registered_at.astimezone(clock.TOWN_TIME).date()) if case.registered_at else None
    sheet = MapSheet(
        letterhead=letterhead(case.authority, case), number=asked, issued_on=clock.today(), draft=True, practice=case.authority.practice, title="Extras de hartă", map=draw(request),
    )
    return _one_under_the_other(render_png(sheet))


def _one_under_the_other(pages: list[bytes]) -> bytes:
    """Return the pages as one picture: the coordinates of many corners stand past the page of the map, and belong to it."""
    if len(pages) == 1:
        return pages[0]
    pictures = [Image.open(io.BytesIO(page)).convert("RGB") for page in pages]
    sheet = Image.new("RGB", (max(one.width for one in pictures), sum(one.height for one in pictures)), "white")
    top = 0
    for one in pictures:
        sheet.paste(one, (0, top))
        top += one.height
    out = io.BytesIO()
    sheet.save(out, "PNG", optimize=True)
    return out.getvalue()
