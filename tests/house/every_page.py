"""Every address of the house that answers with a page, each opened by somebody who may: found by asking, not by a list."""
from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.urls import reverse

from gisapp.accounts.models import User
from permits.queries.tours import TOURS
from tests.permits.conftest import Town
from tests.security.objects import Things
from tests.security.people import client_of
from tests.security.test_every_door import may_enter, pages, table

# Who opens a page when several may: the one whose work it is.
FIRST = ("nobody", "ana", "corina", "dan", "bogdan", "felicia", "elena", "nicu", "florin", "adela", "sanda", "cristina")
# Pages of the account, which the library brings and our templates dress.
ACCOUNT = {
    "nobody": ("account_login", "account_signup", "account_reset_password"),
    "ana": ("account_email", "account_change_password", "usersessions_list", "account_logout", "account_reauthenticate"),
}
# Papers of things that are only rows in this test: their files are pressed elsewhere.
NO_PAGE = {"house_document", "archive_package", "metrics"}
STEPS = ("land", "works", "purpose", "identity", "papers", "fee", "check")


class Shown(NamedTuple):
    """A page: the name of its address, who opens it, the address."""

    name: str
    who: str
    address: str


def every_page(town: Town, things: Things) -> list[Shown]:
    """All addresses that answer a GET of the right person with a whole HTML page."""
    found, seen = [], set()
    for one in _addresses(town, things):
        answer = client_of(town, one.who).get(one.address, follow="?q=" in one.address)
        kind = answer.headers.get("Content-Type", "")
        whole = answer.status_code == 200 and kind.startswith("text/html") and not answer.streaming and b"<html" in answer.content[:400]
        for close in answer._resource_closers:
            close()
        if whole and one.address not in seen:
            seen.add(one.address)
            found.append(one)
    return found


def _addresses(town: Town, things: Things) -> Iterator[Shown]:
    known = table()
    for name, pattern in pages().items():
        who = known.get(name)
        if who is None or who == ("secret",) or name in NO_PAGE:
            continue
        welcome = may_enter(who)
        opener = "cristina" if name == "quality" else next((one for one in FIRST if one in welcome), None) or sorted(welcome)[0]
        yield Shown(name, opener, reverse(name, args=things.of(name, tuple(pattern.pattern.converters))))
    for who, names in ACCOUNT.items():
        yield from (Shown(name, who, reverse(name)) for name in names)
    draft = town.draft()
    yield from (Shown("form", "ana", reverse("form", args=[draft.pk, step])) for step in STEPS)
    yield from (Shown("help_role", "nobody", reverse("help_role", args=[tour.code])) for tour in TOURS)
    yield from (Shown("tour", who, reverse("tour")) for who in ("corina", "elena"))
    yield Shown("map", "nobody", f"{reverse('map')}?parcel=50001")
    yield Shown("full_search", "corina", f"{reverse('full_search')}?q=certificat")
    yield Shown("api:page", "nobody", reverse("api:page"))


def user_of(town: Town, who: str) -> User | None:
    """The person behind a key; nobody has no account."""
    return None if who == "nobody" else town.people[who]
