"""The names of an authority's streets as they are today, for recognising addresses in what people write."""
from __future__ import annotations

from layers.models import Feature


def street_names(authority_id: int | None = None) -> list[str]:
    """Return the labels of the current streets of an authority (of all authorities without one), in alphabetical order."""
    streets = Feature.objects.filter(layer__role="streets", layer__active=True, until__isnull=True).exclude(label="")
    if authority_id is not None:
        streets = streets.filter(layer__authority_id=authority_id)
    return list(streets.order_by("label").values_list("label", flat=True).distinct())
