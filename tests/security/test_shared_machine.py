"""What is left behind at a machine that others use, and what an account asks of whoever changes it."""

from django.test import Client
from django.urls import reverse

from tests.permits.conftest import Town, _built, demo_keys, town  # noqa: F401 - fixtures
from tests.town.cast import DEMO_PASSWORD


def test_pages_of_a_signed_in_person_are_not_stored_and_signing_out_empties_the_browser(town: Town) -> None:  # noqa: F811
    ana, corina = town.client("ana"), town.client("corina")
    for client, name in ((ana, "my_cases"), (ana, "my_data"), (corina, "office_cases"), (ana, "home")):
        assert "no-store" in client.get(reverse(name))["Cache-Control"], name
    assert not Client(HTTP_HOST="localhost").get(reverse("home")).has_header("Cache-Control")
    left = ana.post(reverse("account_logout"))
    assert left["Clear-Site-Data"] == '"cache", "storage"'
    assert ana.get(reverse("my_cases")).status_code == 302


def test_a_password_is_changed_only_by_who_knows_it_and_may_be_long(town: Town) -> None:  # noqa: F811
    client, long = town.client("ana"), "o propoziție lungă pe care numai eu o știu, cu litere și spații, de peste șaizeci și patru de semne"
    for old in ("altceva-greșit", ""):
        client.post(reverse("account_change_password"), {"oldpassword": old, "password1": long, "password2": long})
        town.ana.refresh_from_db()
        assert not town.ana.check_password(long)
    client.post(reverse("account_change_password"), {"oldpassword": DEMO_PASSWORD, "password1": long, "password2": long})
    town.ana.refresh_from_db()
    assert town.ana.check_password(long)


def test_an_address_that_only_takes_forms_says_so_and_nothing_of_the_source_is_served(town: Town) -> None:  # noqa: F811
    answer = town.client("corina").get(reverse("recheck", args=[town.draft().pk]), headers={"Accept": "text/html"})
    assert answer.status_code == 405 and "formular" in answer.content.decode() and answer["Allow"]
    client = Client(HTTP_HOST="localhost")
    for path in ("/.git/config", "/.git/HEAD", "/.env", "/docker/server.env", "/static/../manage.py", "/media/", "/admin/", "/__debug__/"):
        assert client.get(path).status_code == 404, path


def test_words_of_a_person_are_words_and_no_program(town: Town) -> None:  # noqa: F811
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    case = town.submitted()
    case.purpose = evil
    case.save(update_fields=["purpose"])
    for who, address in (("ana", reverse("case", args=[case.pk])), ("corina", reverse("office_case", args=[case.pk]) + "?tab=acte"), ("corina", reverse("office_cases") + "?q=" + evil), ("ana", reverse("search_places") + "?q=" + evil)):
        shown = town.client(who).get(address, follow=True).content.decode()
        assert "<script>alert" not in shown and "<img src=x" not in shown, address
