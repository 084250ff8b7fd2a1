"""The plot and the works of a draft, as the map of its form shows them."""
from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from permits.models import Case
from permits.queries.collections import collection, feature


def works_collection(case: Case) -> dict[str, Any]:
    """Return the plot and the works drawn so far as GeoJSON for the map."""
    rows = [feature(work.geom, kind="works", label=_(work.get_kind_display())) for work in case.works.all()]
    plot = getattr(case, "plot", None)
    return collection(([feature(plot.geom, kind="plot")] if plot is not None else []) + rows)
