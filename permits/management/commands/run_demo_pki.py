"""`manage.py run_demo_pki`: make the demonstration PKI when it is not there, then serve it on loopback."""

from __future__ import annotations

import argparse
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from gisapp.core.errors import Refused
from permits.documents.demo_pki import create
from permits.documents.demo_pki.serve import make_pki_server


class Command(BaseCommand):
    help = "Serves the demonstration certificate authority, OCSP, CRL and time stamps."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--create", action="store_true", help="only make the keys and certificates, then stop")
        parser.add_argument(
            "--person", action="append", default=[], metavar="LABEL=NAME",
            help="a signatory who needs a key, e.g. gheorghe='Gheorghe Munteanu'; may be repeated",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        people: dict[str, str] = {}
        for entry in options["person"]:
            label, equals, name = entry.partition("=")
            if not equals or not name:
                raise CommandError(_("--person se scrie etichetă=Nume, de exemplu gheorghe=„Gheorghe Munteanu”."))
            people[label] = name
        try:
            pki = create(settings.PKI_ROOT, settings.PKI_URL, people)
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(_("PKI demonstrativă: %(folder)s") % {"folder": pki.folder})
        if options["create"]:
            return
        try:
            server = make_pki_server(pki)
        except (OSError, SystemExit) as error:
            raise CommandError(
                _("Portul din PKI_URL (%(url)s) este ocupat; opriți programul care îl folosește sau schimbați PKI_URL.")
                % {"url": pki.url}
            ) from error
        self.stdout.write(_("Ascultă la %(url)s (numai pe acest calculator). Ctrl-C oprește.") % {"url": pki.url})
        self.stdout.flush()
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            server.server_close()
