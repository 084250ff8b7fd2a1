"""Leaf room: clock, working days, money, references, files, errors, jobs."""
from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Core app; its single model is the outbox row."""

    name = "gisapp.core"
    label = "core"

    def ready(self) -> None:
        """Register the outbox's gauges."""
        from gisapp.core import queue_gauges  # noqa: F401 - registration
