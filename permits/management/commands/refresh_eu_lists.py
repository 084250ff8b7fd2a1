"""`manage.py refresh_eu_lists`: fetch the EU trusted lists into the folder named by EU_TRUSTED_LISTS."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from gisapp.core.errors import Refused
from permits.documents.verify.fetch_eu_lists import fetch_eu_lists


class Command(BaseCommand):
    help = "Fetches the EU list of lists and national trusted lists, checks their signatures and stores them."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--territory", action="append", metavar="XX", help="two letters; may be repeated (default RO)")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.EU_TRUSTED_LISTS:
            raise CommandError(_("Setarea EU_TRUSTED_LISTS nu numește un dosar; adăugați-o și rulați din nou."))
        try:
            stored = fetch_eu_lists(Path(settings.EU_TRUSTED_LISTS), options["territory"] or ["RO"])
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(_("Liste de încredere păstrate: %(list)s") % {"list": ", ".join(stored)})
