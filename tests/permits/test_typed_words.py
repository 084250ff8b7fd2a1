"""What a person typed survives a session that ended, without JavaScript: signing in again brings the page back with it."""

import datetime as dt
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from gisapp.accounts import held_forms
from gisapp.core import clock

from .conftest import Town
from .pages import BACKEND, Browser, scan

HERE = {"HTTP_ORIGIN": "http://localhost"}


def ended(browser: Browser) -> None:
    """The session ends on the server, as by the clock; the browser knows nothing of it."""
    Session.objects.all().delete()
    cache.clear()
    browser.client.defaults.update(HERE, HTTP_REFERER=f"http://localhost{browser.at}")


def sign_in(browser: Browser, person: Any, password: str) -> Browser:
    browser.client.defaults.pop("HTTP_REFERER", None)
    (form,) = browser.forms(reverse("account_login"))
    return browser.send(form, {"login": person.email, "password": password})


def test_ana_finds_her_words_again_after_signing_in(town: Town, password: str) -> None:
    case = town.draft()
    ana = Browser(town.ana).open(reverse("form", args=[case.pk, "q-purpose"]))
    (form,) = ana.page.xpath("//form[@data-keep]")
    ended(ana)
    ana.send(form, {"purpose": "construire casă, „Măgura” & <garaj>"})
    assert urlsplit(ana.at).path == reverse("account_login")
    case.refresh_from_db()
    assert "garaj" not in str(case.answers)
    # It lies in the session as no text that somebody could read there.
    assert "garaj" not in str([row.get_decoded() for row in Session.objects.all()])
    sign_in(ana, town.ana, password)
    assert urlsplit(ana.at).path == reverse("form", args=[case.pk, "q-purpose"])
    (form,) = ana.page.xpath("//form[@data-keep]")
    assert form.fields["purpose"] == "construire casă, „Măgura” & <garaj>"
    assert "Am pus la loc ce ați scris" in ana.page.text_content()
    ana.send(form)
    case.refresh_from_db()
    assert case.answers["purpose"] == "construire casă, „Măgura” & <garaj>"
    # Once: the page opened later shows what is stored.
    assert "Sesiunea se încheiase" not in ana.open(reverse("form", args=[case.pk, "q-purpose"])).page.text_content()


def test_ticks_choices_and_the_drawing_come_back_and_a_file_is_asked_for_again(town: Town, password: str) -> None:
    case = town.draft()
    ana = Browser(town.ana).open(reverse("form", args=[case.pk, "identity"]))
    (form,) = ana.page.xpath("//form[@data-keep]")
    ended(ana)
    ana.send(form, {"kind": "company", "name": "Zidul SRL", "address": "Strada Fântânii 3"})
    sign_in(ana, town.ana, password)
    (form,) = ana.page.xpath("//form[@data-keep]")
    assert (form.fields["kind"], form.fields["name"], form.fields["address"]) == ("company", "Zidul SRL", "Strada Fântânii 3")
    ana.open(reverse("form", args=[case.pk, "papers"]))
    (form,) = ana.page.xpath("//form[@data-keep]")
    ended(ana)
    ana.send(form, {next(name for name in form.fields if name.startswith("paper_")): scan()}, press="upload=1")
    sign_in(ana, town.ana, password)
    assert "Fișierele trebuie alese din nou" in ana.page.text_content()


def test_a_clerk_comes_back_to_the_page_whose_form_goes_elsewhere(town: Town, password: str) -> None:
    case = town.submitted()
    felicia = Browser(town.felicia).open(reverse("finance_desk"))
    action = reverse("take_payment", args=[case.charges.get(kind="fee").pk])
    (form,) = felicia.forms(action)
    ended(felicia)
    felicia.send(form, {"reference": "chitanțier 77"})
    sign_in(felicia, town.felicia, password)
    assert urlsplit(felicia.at).path == reverse("finance_desk")
    (form,) = felicia.forms(action)
    assert form.fields["reference"] == "chitanțier 77"
    assert not case.charges.get(kind="fee").payments.exists()


def test_an_old_token_gives_the_words_back(town: Town) -> None:
    case = town.draft()
    ana = Browser(town.ana).open(reverse("form", args=[case.pk, "q-purpose"]))
    (form,) = ana.page.xpath("//form[@data-keep]")
    # In another window she signed in again: the token of this page is old.
    ana.client.force_login(town.ana, backend=BACKEND)
    ana.client.cookies["csrf"] = "b" * 32
    told = ana.client.post(ana.at, {**dict(form.form_values()), "purpose": "construire anexă lângă gard"}, HTTP_REFERER=f"http://localhost{ana.at}", **HERE)
    assert told.status_code == 403
    page = told.content.decode()
    assert "Formularul a expirat" in page and "construire anexă lângă gard" in page and f'href="{ana.at}"' in page
    (form,) = ana.open(ana.at).page.xpath("//form[@data-keep]")
    assert form.fields["purpose"] == "construire anexă lângă gard"


def test_a_form_from_another_site_is_neither_held_nor_shown(town: Town) -> None:
    case = town.draft()
    step = reverse("form", args=[case.pk, "q-purpose"])
    for headers in ({"HTTP_ORIGIN": "https://rau.example"}, {"HTTP_ORIGIN": "null"}, {"HTTP_REFERER": "https://rau.example/"}, {}):
        client = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
        client.force_login(town.ana, backend=BACKEND)
        told = client.post(step, {"purpose": "dărâmare fără drept"}, **headers)
        assert told.status_code == 403 and "dărâmare" not in told.content.decode()
        assert held_forms.KEY not in client.session
        assert "dărâmare" not in client.get(step).content.decode()
        stranger = Client(HTTP_HOST="localhost")
        asked = stranger.post(step, {"purpose": "dărâmare"}, **headers)
        assert parse_qs(urlsplit(asked["Location"]).query)["next"] == [step] and held_forms.KEY not in stranger.session


def test_held_words_are_forgotten_after_two_hours_and_passwords_are_never_held(town: Town) -> None:
    case = town.draft()
    step = reverse("form", args=[case.pk, "q-purpose"])
    client = Client(HTTP_HOST="localhost")
    client.post(step, {"purpose": "casă", "password": "secret-de-tot"}, HTTP_REFERER=f"http://localhost{step}", **HERE)
    assert b"secret" not in held_forms._box.f.decrypt(client.session[held_forms.KEY].encode())
    client.force_login(town.ana, backend=BACKEND)
    with clock.moved_to(clock.now() + dt.timedelta(hours=3)):
        assert "Sesiunea se încheiase" not in client.get(step).content.decode()
    assert held_forms.KEY not in client.session


@pytest.mark.parametrize("broken", ["<p>fără formular</p>", "<form method='post' action='/alt/'><input name='purpose'></form>"])
def test_a_page_whose_form_is_gone_is_shown_as_it_is(broken: str) -> None:
    assert held_forms.fill(broken, "/x/", {"action": "/x/", "fields": [["purpose", "casă"]]}) is None
