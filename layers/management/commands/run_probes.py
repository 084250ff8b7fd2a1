"""`manage.py run_probes`: ask the known answers of a town hall's layers."""
from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gisapp.accounts.models import Authority
from layers.imports.probes import ask, keep
from layers.models import Probe


class Command(BaseCommand):
    """Ask all probes, or those of one layer, and keep what they found."""

    help = "Runs the probes of an authority's layers; ends with 1 where one fails."

    def add_arguments(self, parser: Any) -> None:
        """Say whose."""
        parser.add_argument("authority", help="slug")
        parser.add_argument("--layer", default="", help="code of one layer")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line a probe."""
        authority = Authority.objects.filter(slug=options["authority"]).first()
        if authority is None:
            raise CommandError(f"No authority {options['authority']}.")
        probes = Probe.objects.filter(authority=authority, layer__active=True).select_related("layer", "authority")
        if options["layer"]:
            probes = probes.filter(layer__code=options["layer"])
        outcomes = ask(probes)
        keep(outcomes)
        told = [one.as_json() for one in outcomes]
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            for one in told:
                self.stdout.write(f"{'ok  ' if one['ok'] else 'FAIL'} {one['layer']}: {one['title']} (expected {one['expected']}, found {one['found']})")
            self.stdout.write(f"{len(told)} probes, {sum(not one['ok'] for one in told)} failed")
        if not all(one["ok"] for one in told):
            sys.exit(1)
