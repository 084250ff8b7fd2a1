"""The land: what lies where, who keeps it, since when."""
from django.apps import AppConfig


class LayersConfig(AppConfig):
    """The room of map layers."""

    name = "layers"
