"""`manage.py layer_catalogue`: every layer of a town hall and how it stands."""
from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gisapp.accounts.models import Authority
from layers.extracts import layer_states
from layers.models import Probe


class Command(BaseCommand):
    """The keepers' catalogue on the terminal."""

    help = "Prints the catalogue of an authority: state, version, date, accuracy, keeper, source, licence, failed probes."

    def add_arguments(self, parser: Any) -> None:
        """Say whose, and of which day."""
        parser.add_argument("authority", help="slug")
        parser.add_argument("--on", default="", help="YYYY-MM-DD")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line a layer."""
        authority = Authority.objects.filter(slug=options["authority"]).first()
        if authority is None:
            raise CommandError(f"No authority {options['authority']}.")
        try:
            day = dt.date.fromisoformat(options["on"]) if options["on"] else None
        except ValueError as error:
            raise CommandError("--on is YYYY-MM-DD") from error
        failed: dict[str, list[str]] = {}
        for code, title in Probe.objects.filter(authority=authority, last_ok=False).values_list("layer__code", "title"):
            failed.setdefault(code, []).append(title)
        rows = [{**asdict(one), "failed_probes": failed.get(one.code, [])} for one in layer_states(authority, on=day)]
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, default=str))
            return
        for row in rows:
            self.stdout.write(f"{row['code']:24} {row['state']:7} v{row['version'] or '-'} {row['data_date'] or '-'} {row['feature_count']:>7} ±{row['accuracy_m']:g} m  {row['source']}")
