"""The frame of the house: templates, static files, commands."""
from django.apps import AppConfig


class GisappConfig(AppConfig):
    """Frame app without models."""

    name = "gisapp"
    verbose_name = "Frame"

    def ready(self) -> None:
        """Name the broker to every process, not only to the workers; begin error reports where the setting asks for them."""
        from gisapp import celery, error_reports  # noqa: F401 - the application becomes the default one

        error_reports.start()
