"""The open cases as land that is watched: whom a publication or a rule would touch."""
from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from gisapp.accounts.models import Authority
from layers import api as layers
from permits.models import CheckRun, Plot
from permits.rules.lifecycle import OPEN_FOR_DECISIONS
from permits.rules.procedure_files import all_procedures

STATES = [state.value for state in OPEN_FOR_DECISIONS]


def open_runs(authority: Authority) -> QuerySet[CheckRun]:
    """Return the current stored answers of cases that are still being decided."""
    return CheckRun.objects.filter(current=True, case__authority=authority, case__state__in=STATES)


def watched_lands(authority: Authority, layer: str) -> Iterator[layers.Watched]:
    """Yield the plots of open cases whose procedure looks at a layer."""
    looking = [code for code, procedure in all_procedures().items() if procedure.looks_at_all_layers or layer in procedure.layers]
    plots = Plot.objects.filter(case__authority=authority, case__state__in=STATES, case__procedure__in=looking, case__practice=False)
    for plot in plots.only("case_id", "geom"):
        yield layers.Watched(str(plot.case_id), plot.geom)
