"""`manage.py open_house`: the demo town, its people and its cases; running it again changes nothing that is there."""
from __future__ import annotations

import io
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.test.utils import override_settings

from gisapp.accounts.models import Authority, User
from gisapp.management.demo.parameters import seed_parameters
from gisapp.management.demo.people import make_authorities, make_people
from layers.imports.declare import declare_empty
from layers.imports.seed import load_town, seed_catalog
from layers.models import Layer, LayerVersion
from tests.town import build, build_commune
from tests.town.cast import CAST, COMMUNE, DEMO_PASSWORD, TOWN
from tests.town.rows import Town


class Command(BaseCommand):
    """Migrate, load the demo town and print links and people."""

    help = "Opens the demo house: migrations, demo town, people, cases; prints links and logins."

    def add_arguments(self, parser: Any) -> None:
        """Allow leaving out the cases and the migrations."""
        parser.add_argument("--without-cases", action="store_true")
        parser.add_argument("--no-migrate", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do each long step with its name and how long it took."""
        if not settings.DEMO:
            raise CommandError("DEMO=1 is not set: the demo town is never loaded into a real town hall's database.")
        if not options["no_migrate"]:
            self._step("Migrating", lambda: call_command("migrate", verbosity=0, interactive=False))
        authorities = make_authorities()
        for authority in authorities.values():
            self._step(f"Catalogue of {authority.slug}", partial(seed_catalog, authority))
            self._step(f"Dated values of {authority.slug}", partial(seed_parameters, authority))
        people = make_people(authorities)
        for slug, generate in ((TOWN, build), (COMMUNE, build_commune)):
            authority = authorities[slug]
            if not LayerVersion.objects.filter(layer__authority=authority).exists():
                self._step(f"Demo land of {slug}", partial(self._load, authority, generate, people["elena"]))
        if not options["without_cases"]:
            from gisapp.management.demo.cases import make_cases

            # The past year's messages were "sent" then; nobody wants 600 of them on the terminal now.
            with override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend"):
                self._step("Demo cases of the past year, with their signed documents", lambda: make_cases(authorities, people, self._say))
        self._step("What the assistant understands", lambda: call_command("chat_train", stdout=io.StringIO()))
        self._step("Town hall to practise in", lambda: call_command("open_practice", stdout=io.StringIO()))
        self._say_people()

    @staticmethod
    def _load(authority: Authority, generate: Callable[[], Town], keeper: User) -> None:
        load_town(authority, generate(), by=keeper)
        # There is no airport and no Seveso site here, and a keeper answers for that: so the layers say "clear" and not "unknown".
        for layer in Layer.objects.filter(authority=authority, code__in=["airport", "seveso"]):
            present = layer.versions.get(state=LayerVersion.State.PUBLISHED)
            if present.feature_count == 0:
                declare_empty(layer=layer, by=keeper, on=present.data_date, coverage=present.coverage, at=present.published_at)

    def _step(self, title: str, work: Callable[[], Any]) -> None:
        self.stdout.write(f"{title} … ", ending="")
        self.stdout.flush()
        start = time.monotonic()
        work()
        self.stdout.write(f"{time.monotonic() - start:.1f} s")

    def _say(self, text: str) -> None:
        self.stdout.write(text, ending="")
        self.stdout.flush()

    def _say_people(self) -> None:
        self.stdout.write(f"\n{settings.BASE_URL}/   (commune: {settings.BASE_URL.replace('//localhost', '//dumbrava.localhost')}/)")
        self.stdout.write(f"To practise, with the same people (its papers say EXERCIȚIU): {settings.BASE_URL.replace('//localhost', '//exersare.localhost')}/tur/")
        self.stdout.write(f"People of the demo, all with the password {DEMO_PASSWORD}:")
        for person in CAST:
            what = ", ".join(person.roles) if person.roles else person.title_ro or "citizen"
            self.stdout.write(f"  {person.email:42} {person.name} – {what}")
