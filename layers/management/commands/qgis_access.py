"""Gives a keeper a database role for QGIS and writes the project to open."""
from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from gisapp.accounts.models import Authority, User
from gisapp.core.errors import Refused
from layers.qgis import end_access, give_access, make_views, project_file, schema_of


class Command(BaseCommand):
    help = "QGIS: role and password of a keeper (shown once), service entry, project file; --refresh only makes the views anew."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the arguments."""
        parser.add_argument("authority", help="short name of the town hall")
        parser.add_argument("email", nargs="?", default="", help="the keeper's e-mail")
        parser.add_argument("--project", type=Path, help="where to write the project (.qgs)")
        parser.add_argument("--refresh", action="store_true", help="make the views anew after layers changed")
        parser.add_argument("--end", action="store_true", help="end the keeper's access")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and print what the keeper needs."""
        authority = Authority.objects.filter(slug=options["authority"]).first()
        if authority is None:
            raise CommandError(f"No authority {options['authority']}.")
        told: dict[str, Any] = {}
        try:
            if options["refresh"]:
                told["views"] = make_views(authority)
            if options["email"]:
                user = User.objects.filter(email=options["email"].lower()).first()
                if user is None:
                    raise CommandError(f"Nobody has the address {options['email']}.")
                if options["end"]:
                    end_access(user=user, authority=authority)
                    told["ended"] = user.email
                else:
                    role, password = give_access(user=user, authority=authority)
                    told |= {"role": role.name, "password": password, "service": _service(authority, role.name)}
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        if options["project"]:
            options["project"].write_bytes(project_file(authority))
            told["project"] = str(options["project"])
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        for name, value in told.items():
            self.stdout.write(f"{name}: {value}" if not isinstance(value, list) else f"{name}: {', '.join(value)}")


def _service(authority: Authority, role: str) -> str:
    """Return the entry of pg_service.conf, without the password."""
    at = connection.settings_dict
    return f"[{schema_of(authority)}]\nhost={at['HOST'] or 'localhost'}\nport={at['PORT'] or 5432}\ndbname={at['NAME']}\nuser={role}\n"
