"""The whole answer about a piece of land for a procedure: restrictions, zoning, and layers that could not be asked."""
from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from django.contrib.gis.geos import GEOSGeometry

from gisapp.accounts.models import Authority
from layers import api as layers
from permits.rules.procedure import Procedure
from permits.rules.states import Family

# The form asks what a building is for in everyday words; the plan's regulation has finer ones.
USES = {"home": "house", "dwelling": "house", "residential": "house", "annex": "annex"}
# Asked about land alone, with nothing drawn, people mean what a certificate would say of it.
DEFAULT_QUESTION = "urbanism_certificate"
# Layers that a certificate is written from although no restriction hangs on them.
WRITTEN_FROM = ("built_up", "fiscal_zones", "public_domain")


def land_answer(
    plot: GEOSGeometry, works: Sequence[layers.Work] = (), *, authority: Authority, procedure: Procedure | None = None, on: dt.date | None = None,
    at: dt.datetime | None = None, internal: bool = False,
) -> layers.Answer:
    """Answer about a plot and drawn works (EPSG:3844) as of a day or a moment, limited to the layers the procedure looks at.

    What restricted layers say is left out, and said to be, unless `internal`: only staff may read that.
    """
    drawn = works_shape(works)
    asked = (procedure.code, procedure.family.value) if procedure else ()
    with layers.one_reading():
        answer = layers.find_conflicts(plot, drawn, authority=authority, on=on, at=at, procedures=asked, uses=works_uses(works), public=not internal)
        every = procedure is None or procedure.looks_at_all_layers
        looked_at = set() if procedure is None else set(procedure.layers)
        found = [one for one in answer.findings if every or one.source.layer in looked_at or one.code == layers.INTERNAL]
        if (every or "zoning" in looked_at) and not (procedure and procedure.family is Family.EXCAVATION):
            found += layers.zoning_check(plot, works, authority=authority, on=on, at=at)
        told = {one.source.layer for one in found}
        silent = [code for code in (WRITTEN_FROM if every else sorted(looked_at)) if code not in told]
        # Streets are opened where they lie; everything else asks about one plot.
        if not (procedure and procedure.family is Family.EXCAVATION):
            found += layers.apart_findings(plot, authority=authority, on=on, at=at)
        found += layers.doubt_findings(plot, silent, authority=authority, on=on, at=at)
    return replace(answer, findings=layers.order_findings(found))


def works_shape(works: Sequence[layers.Work]) -> GEOSGeometry | None:
    """Return drawn works as one geometry (EPSG:3844), None where nothing is drawn."""
    if not works:
        return None
    united = works[0].geom
    for work in works[1:]:
        united = united.union(work.geom)
    united.srid = 3844
    return united


def works_uses(works: Sequence[layers.Work]) -> tuple[str, ...]:
    """Return the uses that restrictions know; empty where a work has none, so that every restriction speaks."""
    if not works or any(not work.use for work in works):
        return ()
    return tuple(sorted({work.use for work in works} | ({"basement"} if any(work.basement for work in works) else set())))
