"""When a new version begins and which number it has."""
from __future__ import annotations

import datetime as dt

from gisapp.core import clock
from layers.models import Layer


def version_moment(layer: Layer, at: dt.datetime | None) -> dt.datetime:
    """Return when the new version begins: after the one before it, even where the clock stands still."""
    wanted = at or clock.now()
    last = layer.versions.exclude(published_at=None).order_by("-published_at").first()
    if last is not None and last.published_at is not None and wanted <= last.published_at:
        return last.published_at + dt.timedelta(microseconds=1)
    return wanted


def next_number(layer: Layer) -> int:
    """Return the number of the next version."""
    return (layer.versions.order_by("-number").values_list("number", flat=True).first() or 0) + 1
