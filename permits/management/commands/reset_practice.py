"""`manage.py reset_practice SLUG`: empty a practice town hall so that the next group starts anew."""
from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gisapp.accounts.models import Authority
from gisapp.core.errors import Refused
from permits.actions.reset_practice import reset_practice


class Command(BaseCommand):
    """Touch only a town hall that was made for practice."""

    help = "Empties a practice town hall: cases, registers, documents. Refuses any other."

    def add_arguments(self, parser: Any) -> None:
        """Name the town hall, so that nothing is emptied by default."""
        parser.add_argument("slug")

    def handle(self, *args: Any, **options: Any) -> None:
        """Empty it or say why not."""
        authority = Authority.objects.filter(slug=options["slug"]).first()
        if authority is None:
            raise CommandError(f"There is no town hall '{options['slug']}'.")
        try:
            gone = reset_practice(authority=authority)
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(f"{gone} rows of {authority.slug} deleted.")
