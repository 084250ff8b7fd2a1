"""Every address of the house is tried by everybody: nobody, strangers, each post of the town, an institution, the neighbouring commune."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.template.backends.django import Template
from django.urls import URLPattern, get_resolver, reverse

from layers.models import Layer
from tests.permits.conftest import Town, _built, demo_keys, town  # noqa: F401 - fixtures

from .doors import DOORS, OPEN_API
from .objects import Things
from .people import EVERYBODY, SIGNED_IN, STAFF, client_of, holding

_METHODS = ("get", "post")
# A few of the staff stand for all where every post may come in, or where the case is not of their doing.
_SOME = {"corina", "tudor", "adela", "nicu"}


def patterns(resolver: Any = None, prefix: str = "", space: str = "") -> Iterator[tuple[str, str, URLPattern]]:
    """Every address as (name, path, pattern); the library's account pages are in test_accounts."""
    for pattern in (resolver or get_resolver()).url_patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield space + (pattern.name or ""), path, pattern
        else:
            yield from patterns(pattern, path, space + (f"{pattern.namespace}:" if pattern.namespace else ""))


def pages() -> dict[str, URLPattern]:
    return {name: pattern for name, path, pattern in patterns() if not name.startswith("api:") and not path.startswith("cont/")}


def table() -> dict[str, tuple[str, ...]]:
    return {name: who for who, names in DOORS.items() for name in names.split()}


def may_enter(who: tuple[str, ...]) -> set[str]:
    """The people of a row of the table."""
    groups = {
        "public": EVERYBODY, "secret": set(), "signed in": SIGNED_IN, "staff": set(STAFF), "ana": {"ana"}, "admin": {"nicu"}, "case": {"ana", *STAFF}, "asked": {"florin"},
        "person's managers": {"corina", "dan", "sanda", "gheorghe"},
    }
    return set().union(*(groups[one] if one in groups else holding(one) for one in who))


@pytest.fixture
def unpainted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Who comes in is decided before the page is painted: leave the painting out."""
    monkeypatch.setattr(Template, "render", lambda *_args, **_kwargs: "")
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


def answer(client: Any, method: str, address: str) -> str:
    """`in`, `nothing` (404), `door` (sent to sign in), `other method` (405) or the status that should not be."""
    got = getattr(client, method)(address)
    for close in got._resource_closers:  # got.close() would close the database connection of the test too
        close()
    if got.status_code == 302 and got["Location"].startswith("/cont/login"):
        return "door"
    if got.status_code in (404, 410):
        return "nothing"
    if got.status_code == 405:
        return "other method"
    return "in" if got.status_code < 500 and got.status_code != 403 else str(got.status_code)


def test_every_page_is_in_the_table() -> None:
    assert set(pages()) - set(table()) == set(), "add these addresses to tests/security/doors.py: who may come in?"
    assert len(table()) == sum(len(names.split()) for names in DOORS.values()), "an address is in two rows"


def test_nobody_comes_in_where_the_table_does_not_say(town: Town, unpainted: None) -> None:  # noqa: F811
    things = Things(town)
    clients = {name: client_of(town, name) for name in sorted(EVERYBODY)}
    wrong, known = [], table()
    for client in clients.values():
        client.raise_request_exception = False
    for name, pattern in pages().items():
        who = known.get(name)
        if who is None or name in {"set_language", "chat_webhook", "payment_callback", "live_check", "parcel_panel"}:
            continue
        address = reverse(name, args=things.of(name, tuple(pattern.pattern.converters)))
        welcome = may_enter(who)
        if who[0] in ("public", "secret", "signed in"):
            asked = {"nobody", "ana"} if who[0] != "public" else {"nobody"}
        elif who[0] in ("staff", "case", "asked", "ana"):
            asked = (EVERYBODY - set(STAFF)) | _SOME
        else:
            asked = EVERYBODY
        for person in sorted(asked - welcome):
            for method in _METHODS:
                got = answer(clients[person], method, address)
                # A forged secret is told what is wrong with it, and the page that would end a subscription asks first.
                told = who == ("secret",) and got == "in" and (method == "post" or name == "end_subscription")
                if got not in ("nothing", "other method") and not (person == "nobody" and got == "door") and not told:
                    wrong.append((name, person, method, got))
    assert wrong == []


# These press a file for minutes of a slow machine; their doors are those of the pages that link to them.
_PRESSED = {"house_document", "register_pdf", "archive_list_pdf", "archive_package"}


def test_every_post_that_the_table_names_comes_in(town: Town, unpainted: None) -> None:  # noqa: F811
    """The other side of the table: a door that stays shut for its own people is a fault too. Where one post alone is named, every page is opened
    by its person in tests/house/every_page.py."""
    things, wrong, tried = Things(town), [], 0
    for name, who in table().items():
        people = {min(holding(role)) for role in who if any(role in held for held in STAFF.values())}
        if len(people) < 2 or name in _PRESSED:
            continue
        address = reverse(name, args=things.of(name, tuple(pages()[name].pattern.converters)))
        for person in sorted(people):
            tried += 1
            got = answer(client_of(town, person), "get", address)
            if got not in ("in", "other method"):
                wrong.append((name, person, got))
    assert wrong == []
    assert tried > 80


def test_being_signed_in_opens_nothing_of_the_api_without_a_token(town: Town, unpainted: None) -> None:  # noqa: F811
    clients = [client_of(town, name) for name in ("nobody", "ana", "nicu")]
    values = {"code": "urbanism_certificate", "number": "50001", "pk": None, "book": "general", "year": 2026}
    for name, path, pattern in patterns():
        if not name.startswith("api:") or name.removeprefix("api:") in OPEN_API.split():
            continue
        cache.clear()  # or the limit of requests answers first
        arguments = [values[one] or (1 if "<int:" in path else "00000000-0000-0000-0000-000000000001") for one in pattern.pattern.converters]
        for client in clients:
            for method in ("get", "post", "delete"):
                got = getattr(client, method)(reverse(name, args=arguments))
                assert got.status_code in (401, 405), (name, method, got.status_code)
    for name in ("acts", "openapi"):
        assert clients[0].get(reverse(f"api:{name}")).status_code == 200


def test_a_layer_for_staff_does_not_exist_for_others_at_any_address(town: Town) -> None:  # noqa: F811
    layer = Layer.objects.get(authority=town.authority, code="gas_pipes")
    version = layer.versions.latest("number").number
    Layer.objects.filter(pk=layer.pk).update(audience=Layer.Audience.STAFF)
    addresses = [
        reverse("tile", args=["gas_pipes", version, 12, 2330, 1440]), reverse("layer_geojson", args=["gas_pipes", version]), reverse("layer_geopackage", args=["gas_pipes", version]),
        *(reverse(name, args=["gas_pipes"]) for name in ("ogc_collection", "ogc_items", "ogc_queryables")),
    ]
    for person, right in (("nobody", 404), ("ana", 404), ("florin", 404), ("pavel", 404), ("corina", 200)):
        client = client_of(town, person)
        for address in addresses:
            got = client.get(address)
            for close in got._resource_closers:
                close()
            assert got.status_code == right, (person, address)
        seen = client.get(reverse("ogc_collections"), headers={"Accept": "application/json"}).content.decode() + client.get(reverse("map_style")).content.decode() + client.get(reverse("layer_catalogue")).content.decode()
        assert ("gas_pipes" in seen) is (right == 200), person
