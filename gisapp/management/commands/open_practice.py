"""`manage.py open_practice`: a practice town hall on the commune's invented land, at exersare.localhost, for the demo's people."""
from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from gisapp.accounts.models import Authority, Department, Membership
from gisapp.management.demo.parameters import seed_parameters
from layers.imports.seed import load_town, seed_catalog
from layers.models import LayerVersion
from tests.town import build_commune
from tests.town.cast import TOWN

SLUG = "exersare"
VALUES: dict[str, Any] = {
    "siruta": "990035", "name": "Primăria de exercițiu", "kind": Authority.Kind.TOWN, "county": "Neamț", "county_code": "NT", "host": "exersare.localhost",
    "address": "Piața Primăriei nr. 1, Pietricica, județul Neamț", "phone": "0233 000 000", "email": "exersare@pietricica.example",
}


class Command(BaseCommand):
    """Everybody who works in the demo town holds the same post here; nothing done here counts, `reset_practice` empties it."""

    help = "Opens a practice town hall beside the demo town: its papers say EXERCIȚIU, its cases are deleted by reset_practice."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing; running it again changes nothing that is there."""
        town = Authority.objects.filter(slug=TOWN).first()
        if not settings.DEMO or town is None:
            raise CommandError("The practice town hall stands beside the demo town: set DEMO=1 and run open_house first.")
        practice, _made = Authority.objects.get_or_create(slug=SLUG, defaults=VALUES | {"practice": True})
        seed_catalog(practice)
        seed_parameters(practice)
        for row in Department.objects.filter(authority=town):
            Department.objects.get_or_create(authority=practice, code=row.code, defaults={"name": row.name, "email": row.email})
        rooms = {row.code: row for row in Department.objects.filter(authority=practice)}
        keeper = None
        for post in Membership.objects.filter(authority=town, institution=None).select_related("user", "department"):
            room = rooms[post.department.code] if post.department else None
            Membership.objects.get_or_create(authority=practice, user=post.user, role=post.role, department=room, defaults={"since": dt.date(2024, 1, 1)})
            keeper = post.user if post.role == "gis_keeper" else keeper
        if keeper is None:
            raise CommandError("Nobody keeps layers in the demo town: run open_house first.")
        if not LayerVersion.objects.filter(layer__authority=practice).exists():
            load_town(practice, build_commune(), by=keeper)
        self.stdout.write(f"{practice.name}: {settings.BASE_URL.replace('//localhost', '//exersare.localhost')}/tur/")
