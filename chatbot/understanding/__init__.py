"""Understanding messages without the cloud: Romanian and English, typed or dictated, with errors.

`understand(text)` gives intent, slots and confidence; see `pipeline` for the order of the steps.
"""

from __future__ import annotations

from .bands import Band
from .entities import StreetIndex
from .intents import LISTED, OWN, listed_intent
from .pipeline import Context, Understanding, understand

__all__ = ["LISTED", "OWN", "Band", "Context", "StreetIndex", "Understanding", "listed_intent", "understand"]
