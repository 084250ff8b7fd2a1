"""`manage.py demo_token EMAIL`: a token of the API for a person of the demonstration, to try the examples of permits/rest/README.md."""
from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from gisapp.accounts.models import Authority, Membership, Role, User
from gisapp.core import clock
from permits.actions.integrate import accept_token, propose_token
from permits.rules.scopes import Scope


class Command(BaseCommand):
    """In a real town hall an administrator proposes and the person accepts, each on a page; here both are invented."""

    help = "Prints a new API token of a demonstration person, with all scopes, for 30 days. Refuses outside the demonstration."

    def add_arguments(self, parser: Any) -> None:
        """Name the person."""
        parser.add_argument("email")
        parser.add_argument("--authority", default=settings.DEFAULT_AUTHORITY)

    def handle(self, *args: Any, **options: Any) -> None:
        """Propose as the administrator, accept as the person, print the secret."""
        if not settings.DEMO:
            raise CommandError("Only in the demonstration. Elsewhere the administrator proposes the token at /birou/integrari/ and the person accepts it.")
        authority = Authority.objects.filter(slug=options["authority"]).first()
        person = User.objects.filter(email__iexact=options["email"]).first()
        if authority is None or person is None:
            raise CommandError(f"There is no person {options['email']} or no town hall {options['authority']}.")
        admin = Membership.objects.filter(authority=authority, role=Role.AUTHORITY_ADMIN, until=None).select_related("user").first()
        if admin is None:
            raise CommandError(f"{authority.name} has no administrator.")
        token = propose_token(authority=authority, name="demo_token", user=person, scopes=[scope.value for scope in Scope], expires_on=clock.today() + dt.timedelta(days=30), by=admin.user)
        self.stdout.write(accept_token(token=token, by=person))
