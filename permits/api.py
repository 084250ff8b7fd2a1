"""The door of the town hall: what other rooms and notebooks may ask."""
from __future__ import annotations

from gisapp.accounts.models import Authority
from permits.queries.digs import Dig, digs_near

__all__ = ["Dig", "digs_of"]


def digs_of(authority: Authority) -> list[Dig]:
    """Return the planned and allowed excavations of a town hall, without anything personal."""
    return digs_near(authority, only_excavations=True)
