"""The frame of the house: templates, static files, commands."""
from django.apps import AppConfig


class GisappConfig(AppConfig):
    """Frame app without models."""

    name = "gisapp"
    verbose_name = "Frame"

    def ready(self) -> None:
        """Begin error reports where the setting asks for them."""
        from gisapp import error_reports

        error_reports.start()
