"""The town hall: a case from request to signed answer."""
from django.apps import AppConfig


class PermitsConfig(AppConfig):
    """The room of cases; starting it checks every procedure file."""

    name = "permits"

    def ready(self) -> None:
        """Read the procedures (a wrong word stops the start) and register the background handlers and who watches the land."""
        from layers import api as layers
        from permits.actions import background  # noqa: F401
        from permits.actions.find_touched import hear
        from permits.queries import gauges  # noqa: F401 - registration
        from permits.queries.watched import watched_lands
        from permits.rules.procedure_files import all_procedures

        layers.register_watch(watched_lands, hear)
        all_procedures()
