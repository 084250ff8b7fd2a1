"""The land: what lies where, who keeps it, since when."""
from django.apps import AppConfig


class LayersConfig(AppConfig):
    """The room of map layers."""

    name = "layers"

    def ready(self) -> None:
        """Hear of publications and rules, whoever makes them, and register the background work."""
        from layers import gauges, touches  # noqa: F401 - registration
        from layers.imports import follow_edits, nightly, publish_job, read_delivery, topology  # noqa: F401 - registration
        from layers.ogc import geopackage  # noqa: F401 - registration
        from layers.qgis import refresh  # noqa: F401 - registration

        touches.listen()
