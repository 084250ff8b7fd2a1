"""The town hall: a case from request to signed answer."""
from django.apps import AppConfig


class PermitsConfig(AppConfig):
    """The room of cases; starting it checks every procedure file."""

    name = "permits"

    def ready(self) -> None:
        """Read the procedures (a wrong word stops the start) and register the background handlers."""
        from permits.actions import background  # noqa: F401
        from permits.rules.procedure_files import all_procedures

        all_procedures()
