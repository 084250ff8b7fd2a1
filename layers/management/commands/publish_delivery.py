"""`manage.py publish_delivery`: publish a delivery that was compared before."""
from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gisapp.core.errors import Refused
from layers.imports.deliver import summary
from layers.imports.publish import publish_delivery
from layers.imports.publish_job import coverage_of
from layers.models import Delivery


class Command(BaseCommand):
    """Make a delivery what its layer says from now on."""

    help = "Publishes a compared delivery; ends with 1 where it is refused."

    def add_arguments(self, parser: Any) -> None:
        """Say which."""
        parser.add_argument("authority", help="slug")
        parser.add_argument("delivery", type=int, help="its number, as import_layer --json prints it")
        parser.add_argument("--seconded", action="store_true", help="a second person agreed to delete more than the layer allows")
        parser.add_argument("--axes-seen", action="store_true", help="somebody looked: east and north are in their place")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish and print counts."""
        row = Delivery.objects.select_related("layer", "authority").filter(authority__slug=options["authority"], pk=options["delivery"]).first()
        if row is None:
            raise CommandError(f"No delivery {options['delivery']} to {options['authority']}.")
        try:
            publish_delivery(delivery=row, by=None, coverage=coverage_of(row), second_agreed=options["seconded"], axes_seen=options["axes_seen"])
        except Refused as refusal:
            if not options["json"]:
                raise CommandError(refusal.sentence) from refusal
            self.stdout.write(json.dumps({"refused": refusal.code, "sentence": refusal.sentence}, ensure_ascii=False))
            sys.exit(1)
        told = summary(Delivery.objects.select_related("layer", "version").get(pk=row.pk))
        self.stdout.write(json.dumps(told, ensure_ascii=False) if options["json"] else f"{told['layer']}: version {told['version']} published; changes {told['changes']}")
