"""The town hall: a case from request to signed answer."""
from django.apps import AppConfig


class PermitsConfig(AppConfig):
    """The room of cases."""

    name = "permits"
