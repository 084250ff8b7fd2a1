"""The parts pages are built from: findings never calmer than they are, forms that say what is wrong, numbers as written here."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from gisapp import styleguide
from gisapp.core.money import Money
from gisapp.forms.fields import DatePartsField, MoneyField
from gisapp.templatetags import figures, findings, ui
from gisapp.templatetags.icons import ICONS


@pytest.fixture
def page(rf: RequestFactory) -> HttpRequest:
    return rf.get("/stil/")


def render(source: str, **context: Any) -> str:
    return Template(source).render(Context(context))


@pytest.mark.parametrize("guide", [styleguide.citizen_guide, styleguide.office_guide])
@pytest.mark.parametrize("language", ["ro", "en"])
def test_every_part_of_the_style_guide_is_drawn_in_both_languages(page: HttpRequest, guide: Any, language: str) -> None:
    with translation.override(language):
        html = guide(page).content.decode()
    assert f'<html lang="{language}">' in html
    for part in ("finding--conflict", "finding--unknown", "finding--failed", "finding--clear", "progress-steps", "timeline", "summary-list"):
        assert part in html, part


def test_a_page_holds_no_inline_style_and_no_inline_script(page: HttpRequest) -> None:
    html = styleguide.citizen_guide(page).content.decode()
    assert " style=" not in html
    assert "<style" not in html
    assert " onclick" not in html
    assert html.count("<script") == html.count("<script type=\"module\" src=")


@pytest.mark.parametrize("state", ["unknown", "failed"])
@pytest.mark.parametrize("effect", ["", "prohibit", "note"])
def test_what_could_not_be_checked_never_looks_clear(state: str, effect: str) -> None:
    assert findings.look_of(state, effect) == state


@pytest.mark.parametrize("state", ["", "ok", "CLEAR", "free"])
def test_a_word_that_is_no_state_is_an_error_and_not_a_calm_colour(state: str) -> None:
    with pytest.raises(ValueError, match="unknown finding state"):
        findings.look_of(state)


def test_corina_reads_measure_reference_and_date_of_a_stored_finding() -> None:
    stored = {
        "state": "conflict", "effect": "prohibit", "title_ro": "Conductă de gaze", "title_en": "Gas pipe", "distance_m": 1.42, "limit_m": 2.0,
        "legal_ref": "NTPEE 2018 art. 71", "feature_label": "GZ-17-0042", "uncertain": True,
        "source": {"layer": "gas_pipes", "title_ro": "Rețea gaze", "title_en": "Gas", "version": 12, "data_date": "2026-10-05", "accuracy_m": 0.6},
    }
    html = render("{% load findings %}{% finding_card f number=3 %}", f=stored)
    for words in ("Conductă de gaze: GZ-17-0042", "1,42\xa0m", "2,00\xa0m", "NTPEE 2018 art. 71", "Rețea gaze (12)", "5.10.2026", "±0,60\xa0m", 'data-finding="3"'):
        assert words in html, words
    with translation.override("en"):
        assert "Gas pipe" in render("{% load findings %}{% finding_card f %}", f=stored)


def test_the_verdict_counts_each_state_by_itself() -> None:
    seen = [{"state": "conflict", "effect": "prohibit"}, {"state": "clear"}, {"state": "clear"}, {"state": "failed"}]
    rows = findings.verdict(seen)["rows"]
    assert [(row["look"], row["count"]) for row in rows] == [("conflict", 1), ("failed", 1), ("clear", 2)]


def test_numbers_are_written_as_people_here_write_them() -> None:
    with translation.override("ro"):
        assert figures.lei(Money("1234.5")) == "1.234,50\xa0lei"
        assert figures.lei(Decimal("9")) == "9,00\xa0lei"
        assert figures.m2(1234.56, 2) == "1.234,56\xa0m²"
        assert figures.metres(None) == "—"
    with translation.override("en"):
        assert figures.percent(12.44) == "12.4\xa0%"


def test_a_date_in_three_boxes_is_refused_with_one_sentence() -> None:
    field = DatePartsField()
    assert field.clean(["27", "3", "2026"]) == dt.date(2026, 3, 27)
    for wrong in (["31", "2", "2026"], ["x", "2", "2026"], ["", "", ""], ["1", "", "2026"]):
        with pytest.raises(ValidationError, match=r"[Dd]at[aă]") as refused:
            field.clean(wrong)
        assert len(refused.value.messages) == 1


def test_an_amount_is_read_as_typed_in_romania() -> None:
    assert MoneyField().clean("1.234,56") == Money("1234.56")
    assert MoneyField(required=False).clean("") is None
    with pytest.raises(ValidationError, match="Suma nu poate fi citită"):
        MoneyField().clean("multe")


def test_the_error_summary_links_each_error_to_its_field(page: HttpRequest) -> None:
    form = styleguide.ExampleForm({"since_0": "31", "since_1": "2", "since_2": "2026"})
    html = render("{% load ui %}{% error_summary form %}{% error_prefix form %}", form=form)
    assert 'href="#id_cadastral_number"' in html
    assert "Eroare: " in html
    assert render("{% load ui %}{% error_summary form %}", form=styleguide.ExampleForm()).strip() == ""


def test_every_tone_and_look_has_an_icon_so_that_colour_never_speaks_alone() -> None:
    assert set(ui.TONES.values()) <= set(ICONS)
    assert {mark for mark, _words in findings.LOOKS.values()} <= set(ICONS)


def test_words_are_escaped_wherever_they_come_from() -> None:
    evil = '<img src=x onerror="alert(1)">'
    html = render("{% load ui %}{% tag x %}{% button x %}{% banner title=x %}{{ x }}{% endbanner %}{% card title=x %}{{ x }}{% endcard %}", x=evil)
    assert "<img" not in html
