"""Links to the data of a layer, for the pages that show one: `{% include "layers/ogc/downloads.html" %}` with `layer`."""
from __future__ import annotations

from django import template

from layers.models import Layer, LayerVersion

register = template.Library()


@register.simple_tag
def downloadable(layer: Layer) -> LayerVersion | None:
    """Return the published version of a layer."""
    return layer.versions.filter(state=LayerVersion.State.PUBLISHED).first()


@register.simple_tag
def former(layer: Layer) -> list[LayerVersion]:
    """Return the versions of a layer that others took the place of, the newest first."""
    return list(layer.versions.filter(state=LayerVersion.State.SUPERSEDED).exclude(published_at=None).order_by("-number")[:50])
