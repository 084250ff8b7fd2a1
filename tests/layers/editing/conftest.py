"""The keepers' small town (tests/layers/keepers) and Elena's desk for QGIS (tests/layers/qgis)."""

from __future__ import annotations

from tests.layers.keepers.conftest import _built, house
from tests.layers.qgis.conftest import desk, told

__all__ = ["_built", "desk", "house", "told"]
