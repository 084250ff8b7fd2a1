"""`manage.py import_layer`: a file into a layer, through the same sandbox and checks as the pages."""
from __future__ import annotations

import datetime as dt
import json
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.translation import gettext as _

from gisapp.accounts.models import Authority
from gisapp.core import clock, files
from gisapp.core.errors import Refused
from layers.imports.change_list import write_changes
from layers.imports.coverage import own_limit
from layers.imports.deliver import BAD_VALUES, Mapping, deliver_file, summary
from layers.imports.publish import publish_delivery
from layers.imports.remote import fetch_service
from layers.imports.sandbox.room import BULK
from layers.imports.seed import seed_catalog
from layers.models import Delivery, Layer
from layers.touches import touched_by_delivery

# Formats whose standard puts east first whatever the coordinate system says: an operator's word is enough. GeoJSON, GML, CSV, DXF and
# services are written both ways: where nothing can tell, --axes says it.
FIXED_ORDER = frozenset({"GPKG", "ESRI Shapefile", "OpenFileGDB", "MapInfo File"})


class Command(BaseCommand):
    """Read, compare and, if asked, publish one layer."""

    help = (
        "Imports a file into a layer of an authority. Count in = count stored + count listed. Example:\n"
        "import_layer iasi parcels iasi.gpkg --create-authority iasi:95060:Iași:Iași:IS --source-layer parcele --key nr_cad --siruta-field siruta --publish --json"
    )

    def add_arguments(self, parser: Any) -> None:
        """Say what file, into which layer, and how its fields are called."""
        parser.add_argument("authority", help="slug")
        parser.add_argument("layer", help="code of the layer")
        parser.add_argument("file", help="a file, or the https address of a WFS or OGC API Features service of an allowed host (IMPORT_HOSTS)")
        parser.add_argument("--service-layer", default="", help="layer of the service, where it has several")
        parser.add_argument("--create-authority", metavar="SLUG:SIRUTA:NAME[:COUNTY:CODE]", default="", help="make the authority with the shipped catalogue if it is not there")
        parser.add_argument("--source-layer", default="", help="layer inside the file")
        parser.add_argument("--key", default="", help="field that identifies a feature")
        parser.add_argument("--siruta-field", default="", help="field with the SIRUTA of the UAT, where keys are unique only per UAT")
        parser.add_argument("--label", default="", help="field with the name shown")
        parser.add_argument("--field", action="append", default=[], metavar="ATTRIBUTE=FIELD")
        parser.add_argument("--set", action="append", default=[], metavar="ATTRIBUTE=VALUE", dest="constants", help="the same value for all features (JSON, or text)")
        parser.add_argument("--value", action="append", default=[], metavar="ATTRIBUTE:FROM=TO", help="rename a value")
        parser.add_argument("--crs", default="", help="EPSG number, where the file does not say it")
        parser.add_argument("--encoding", default="")
        parser.add_argument("--axes", choices=["check", "as_given", "swapped"], default="check", help="swapped: the file has north first")
        parser.add_argument("--data-date", default="", help="the day the data speak of (today)")
        parser.add_argument("--coverage", choices=["limit", "keep"], default="limit", help="where the layer is complete: in the authority's own limit, or as before")
        parser.add_argument("--publish", action="store_true")
        parser.add_argument("--seconded", action="store_true", help="a second person agreed to delete more than the layer allows")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and print counts."""
        start = time.monotonic()
        try:
            delivery = self._import(options)
        except Refused as refusal:
            self._end(options, refusal.code, refusal.sentence)
        except CommandError as error:
            self._end(options, "command", str(error))
        except BAD_VALUES:
            self._end(options, "import.values", _("Fișierul conține valori care nu pot fi citite. Exportați-l din nou, de preferință ca GeoPackage."))
        told = {**summary(delivery), "seconds": round(time.monotonic() - start, 2)}
        if options["json"]:
            self.stdout.write(json.dumps({**told, "change_list": delivery.report.get("change_list", {})}, ensure_ascii=False))
            return
        self.stdout.write(
            f"{told['layer']}: {told['read']} read = {told['stored']} stored + {told['listed']} listed {told['rejected']}; "
            f"{told['repaired']} repaired, {told['keys_twice']} keys twice; changes {told['changes']}; version {told['version']}; {told['seconds']} s"
        )

    def _end(self, options: dict[str, Any], code: str, sentence: str) -> NoReturn:
        """End with a sentence, or with JSON for programs; never with exit code 0."""
        if options["json"]:
            self.stdout.write(json.dumps({"refused": code, "sentence": sentence}, ensure_ascii=False))
            sys.exit(1)
        raise CommandError(sentence)

    def _import(self, options: dict[str, Any]) -> Delivery:
        authority = self._authority(options["authority"], options["create_authority"])
        layer = Layer.objects.filter(authority=authority, code=options["layer"]).first()
        if layer is None:
            raise CommandError(f"No layer {options['layer']} in {authority.slug}.")
        url = options["file"] if options["file"].lower().startswith(("https://", "http://")) else ""
        source = Path(options["file"])
        if not url and not source.is_file():
            raise CommandError(f"No such file: {source}")
        try:
            data_date = dt.date.fromisoformat(options["data_date"]) if options["data_date"] else clock.today()
        except ValueError as error:
            raise CommandError("--data-date is YYYY-MM-DD") from error
        delivery = Delivery.objects.create(
            authority=authority, layer=layer, state=Delivery.State.READING, file_name=source.name[:255], url=url[:500], received_at=clock.now(), data_date=data_date,
        )
        try:
            name = source.name
            if url:
                fetched = fetch_service(url, options["service_layer"])
                blob = files.store(fetched.content)
                name, source = fetched.name, files.path_of(blob.sha256)
                Delivery.objects.filter(pk=delivery.pk).update(file_name=name, sha256=blob.sha256)
                delivery.file_name, delivery.sha256 = name, blob.sha256
            deliver_file(
                delivery, source, name=name, mapping=self._mapping(options), source_layer=options["source_layer"], crs_text=options["crs"],
                encoding=options["encoding"], axes=options["axes"], limits=BULK, progress=None if options["json"] else self._tell,
            )
        except Refused as refusal:
            Delivery.objects.filter(pk=delivery.pk).exclude(state=Delivery.State.ASKING).update(state=Delivery.State.FAILED, failure=refusal.sentence[:400])
            raise
        if not options["publish"]:
            write_changes(delivery)
            delivery.report = {**delivery.report, "touched": touched_by_delivery(delivery)}
            delivery.save(update_fields=["report"])
            return delivery
        coverage = own_limit(authority) if options["coverage"] == "limit" else None
        publish_delivery(delivery=delivery, by=None, coverage=coverage, second_agreed=options["seconded"], axes_seen=delivery.driver in FIXED_ORDER)
        if coverage is None and layer.role == Layer.Role.ADMIN_LIMITS:
            layer.versions.filter(state="published").update(coverage=own_limit(authority))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE layers_feature, layers_piece")
        return Delivery.objects.select_related("layer", "version").get(pk=delivery.pk)

    def _tell(self, number: int) -> None:
        self.stderr.write(f"{number} features read")

    @staticmethod
    def _mapping(options: dict[str, Any]) -> Mapping:
        values: dict[str, dict[str, Any]] = {}
        for text in options["value"]:
            attribute, _colon, pair = text.partition(":")
            before, _equals, after = pair.partition("=")
            values.setdefault(attribute, {})[before] = _read(after)
        return Mapping(
            key=options["key"], siruta=options["siruta_field"], label=options["label"], fields=dict(_pair(text) for text in options["field"]),
            constants={name: _read(value) for name, value in map(_pair, options["constants"])}, values=values,
        )

    @staticmethod
    def _authority(slug: str, create: str) -> Authority:
        authority = Authority.objects.filter(slug=slug).first()
        if authority is None and create:
            parts = create.split(":")
            if len(parts) not in (3, 5) or parts[0] != slug:
                raise CommandError("--create-authority is SLUG:SIRUTA:NAME[:COUNTY:CODE], with the same slug")
            county, code = parts[3:] if len(parts) == 5 else ("", "")
            authority = Authority.objects.create(
                slug=slug, siruta=parts[1], name=parts[2], kind=Authority.Kind.MUNICIPALITY, county=county, county_code=code, host=f"{slug}.localhost",
            )
        if authority is None:
            raise CommandError(f"No authority {slug}; --create-authority makes one.")
        seed_catalog(authority)
        return authority


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise CommandError(f"Write {text!r} as NAME=VALUE.")
    return name, value


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text

