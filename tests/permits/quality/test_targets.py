"""Cristina sets a target for a procedure on the page; somebody else approves it; the month is judged by it from its day on."""

import datetime as dt

import pytest
from django.urls import reverse

from gisapp.core import clock
from gisapp.core.errors import Refused
from permits.actions.set_target import propose_target
from permits.models import Parameter
from permits.queries.parameters import parameters_of
from permits.rules.quality import indicators
from tests.permits.conftest import Town
from tests.permits.pages import Browser

SOON = clock.today() + dt.timedelta(days=1)
GIVEN = {"indicator": "in_term_percent", "procedure": "building_permit", "value": "98,5", "valid_from": f"{SOON}", "decision": "Dispoziția nr. 14/2026"}


def proposed(town: Town, **other: str) -> Browser:
    cristina = Browser(town.cristina).open(reverse("quality")).press_link(reverse("quality_targets"))
    return cristina.send(next(form for form in cristina.forms() if "indicator" in form.fields), GIVEN | other)


def decide(browser: Browser, press: str, **fills: str) -> Browser:
    browser.open(reverse("quality_targets"))
    return browser.send(next(form for form in browser.forms() if "row" in form.fields), fills, press=press)


def test_a_target_is_proposed_by_cristina_and_approved_by_sanda(town: Town) -> None:
    page = proposed(town)
    assert "așteaptă aprobarea" in page.page.text_content()
    row = Parameter.objects.get(code="quality.target.in_term_percent.building_permit")
    assert not row.approved and row.entered_by == town.cristina
    # Cristina sees it waiting, but has no form to approve it.
    assert not [form for form in page.forms() if "row" in form.fields]
    decide(Browser(town.sanda), "do=approve")
    row.refresh_from_db()
    assert row.approved and row.approved_by == town.sanda
    values = parameters_of(town.authority)
    assert indicators([], values, SOON, "building_permit")[0].target == row.value
    assert indicators([], values, clock.today(), "building_permit")[0].target == indicators([], values, SOON)[0].target == 95
    assert "98,5 %" in Browser(town.cristina).open(reverse("quality_targets")).page.text_content()


def test_a_target_that_is_refused_says_why_and_never_holds(town: Town) -> None:
    proposed(town, value="40", procedure="")
    sanda = decide(Browser(town.sanda), "do=refuse", reason="nu")
    assert "de ce respingeți" in sanda.page.text_content()
    decide(sanda, "do=refuse", reason="prea puțin pentru cetățeni")
    assert indicators([], parameters_of(town.authority), SOON)[0].target == 95


@pytest.mark.parametrize(("wrong", "sentence"), [({"value": "mult"}, "ca procent"), ({"value": "140"}, "între 0 și 100"), ({"valid_from": "2020-01-01"}, "de mâine"), ({"valid_from": ""}, "Alegeți ziua"), ({"decision": ""}, "hotărârea")])
def test_what_is_wrong_is_said_and_what_was_typed_stays(town: Town, wrong: dict[str, str], sentence: str) -> None:
    page = proposed(town, **wrong)
    assert sentence in page.page.text_content()
    form = next(form for form in page.forms() if "indicator" in form.fields)
    kept = GIVEN | wrong
    assert {name: form.fields[name] for name in kept} == kept
    assert not Parameter.objects.filter(code__startswith="quality.target.", approved=False).exists()


def test_others_do_not_set_targets(town: Town) -> None:
    for nobody in (town.corina, town.sanda, town.ana):
        with pytest.raises(Refused):
            propose_target(authority=town.authority, indicator="in_term_percent", procedure="", value=indicators([], parameters_of(town.authority), SOON)[0].target, valid_from=SOON, decision="HCL 1", by=nobody)
    assert town.client("corina").get(reverse("quality_targets")).status_code == 404
