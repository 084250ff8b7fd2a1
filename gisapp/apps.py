"""The frame of the house: templates, static files, commands."""
from django.apps import AppConfig


class GisappConfig(AppConfig):
    """Frame app without models."""

    name = "gisapp"
    verbose_name = "Frame"
