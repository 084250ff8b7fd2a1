"""The land: what lies where, who keeps it, since when."""
from django.apps import AppConfig


class LayersConfig(AppConfig):
    """The room of map layers."""

    name = "layers"

    def ready(self) -> None:
        """Hear of publications and rules, whoever makes them."""
        from layers import touches

        touches.listen()
