"""`manage.py check_history`: verifies every chain of events and every register; run nightly and after a restore."""
from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from permits.actions.check_history import history_problems


class Command(BaseCommand):
    """Fail with one line per problem, so that a monitor sees it."""

    help = "Verifies the histories of all cases and the numbers of all registers."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was found; exit with an error when there is anything."""
        problems = list(history_problems())
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError(f"{len(problems)} probleme în istoric sau în registre.")
        self.stdout.write("Istoricul și registrele sunt întregi.")
