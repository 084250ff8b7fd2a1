"""`manage.py topology_report`: overlaps, gaps, parcels without a zone and doubles of one layer."""
from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gisapp.core import clock
from layers.imports.topology import as_json, make_report
from layers.models import Layer, LayerVersion, TopologyReport


class Command(BaseCommand):
    """Compute the report of the published version now."""

    help = "Computes the topology report of a layer. Example: topology_report iasi zoning --json"

    def add_arguments(self, parser: Any) -> None:
        """Say which layer."""
        parser.add_argument("authority", help="slug")
        parser.add_argument("layer", help="code of the layer")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the counts."""
        layer = Layer.objects.filter(authority__slug=options["authority"], code=options["layer"]).first()
        if layer is None:
            raise CommandError(f"No layer {options['layer']} in {options['authority']}.")
        version = layer.versions.filter(state=LayerVersion.State.PUBLISHED).first()
        if version is None:
            raise CommandError("Nothing is published.")
        report = TopologyReport.objects.create(layer=layer, version_number=version.number, asked_at=clock.now())
        make_report(report=report.pk)
        report.refresh_from_db()
        if options["json"]:
            self.stdout.write(json.dumps(as_json(report), ensure_ascii=False))
        else:
            self.stdout.write(f"{layer.code} v{version.number}: " + ("; ".join(f"{kind} {one['count']} ({one['area_m2']} m²)" for kind, one in report.counts.items()) or report.state))
        if report.state == TopologyReport.State.FAILED:
            sys.exit(1)
