"""The town's street names for recognising addresses; understanding goes on without them when there is no database."""

from __future__ import annotations

import logging
import time

from django.db import DatabaseError

from layers import api as layers_api

from .entities import StreetIndex

log = logging.getLogger(__name__)

KEEP_SECONDS = 600.0
_kept: dict[int | None, tuple[float, StreetIndex]] = {}


def street_index(authority_id: int | None = None) -> StreetIndex:
    """Street names of an authority (of all, without one), kept for ten minutes.

    A missing database or table means an empty list: addresses are then read by pattern only, never refused.
    """
    kept = _kept.get(authority_id)
    if kept is not None and time.monotonic() - kept[0] < KEEP_SECONDS:
        return kept[1]
    try:
        index = StreetIndex.of(layers_api.street_names(authority_id))
    except DatabaseError as error:
        log.warning("chat.street_list.unavailable", extra={"reason": type(error).__name__})
        return StreetIndex()
    _kept[authority_id] = (time.monotonic(), index)
    return index
