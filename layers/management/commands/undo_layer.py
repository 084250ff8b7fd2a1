"""`manage.py undo_layer`: go back to the version of a layer before the present one."""
from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gisapp.core.errors import Refused
from layers.imports.publish import undo
from layers.models import Layer


class Command(BaseCommand):
    """Undo the last publication, as a new version."""

    help = "Goes back to the version before; ends with 1 where there is none."

    def add_arguments(self, parser: Any) -> None:
        """Say which."""
        parser.add_argument("authority", help="slug")
        parser.add_argument("layer", help="code of the layer")
        parser.add_argument("--note", default="")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Undo and print which version holds now."""
        layer = Layer.objects.filter(authority__slug=options["authority"], code=options["layer"], active=True).first()
        if layer is None:
            raise CommandError(f"No layer {options['layer']} in {options['authority']}.")
        try:
            version = undo(layer=layer, by=None, note=options["note"][:300])
        except Refused as refusal:
            if not options["json"]:
                raise CommandError(refusal.sentence) from refusal
            self.stdout.write(json.dumps({"refused": refusal.code, "sentence": refusal.sentence}, ensure_ascii=False))
            sys.exit(1)
        told = {"layer": layer.code, "version": version.number, "undoes": version.counts["undoes"], "back_to": version.counts["back_to"], "features": version.feature_count}
        self.stdout.write(json.dumps(told) if options["json"] else f"{layer.code}: version {told['version']} is as version {told['back_to']} was; {told['features']} features")
