"""A practice town hall is emptied; a real one never is, by nobody, not even by the database's own hand."""

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from gisapp.accounts.models import Authority
from gisapp.core.errors import NotAllowed
from permits.actions.reset_practice import CLEARED, KEPT, reset_practice
from permits.actions.start_case import start_case
from permits.actions.tick_tour import tick_tour
from permits.models import Case, CaseEvent, TourStep

from .conftest import Town


@pytest.fixture
def practice(town: Town) -> Authority:
    return Authority.objects.create(slug="exersare", siruta="990035", name="Primăria de exercițiu", kind="town", county="Neamț", county_code="NT", host="exersare.localhost", practice=True)


def test_what_was_practised_goes_and_the_real_town_halls_cases_stay(town: Town, practice: Authority) -> None:
    real = town.submitted()
    start_case(authority=practice, procedure="petition", owner=town.ana)
    tick_tour(authority=practice, user=town.ana, step="solicitant.land", done=True)
    events = CaseEvent.objects.filter(case=real).count()
    assert CaseEvent.objects.filter(case__authority=practice).exists()
    call_command("reset_practice", "exersare")
    assert not Case.objects.filter(authority=practice).exists()
    assert not TourStep.objects.filter(authority=practice).exists()
    assert Case.objects.filter(pk=real.pk).exists()
    assert CaseEvent.objects.filter(case=real).count() == events


def test_a_real_town_hall_is_refused(town: Town) -> None:
    with pytest.raises(NotAllowed):
        reset_practice(authority=town.authority)
    with pytest.raises(CommandError):
        call_command("reset_practice", town.authority.slug)


def test_a_real_town_hall_cannot_be_turned_into_a_practice_one(town: Town) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Authority.objects.filter(pk=town.authority.pk).update(practice=True)


def test_every_kind_of_row_is_either_cleared_or_kept_on_purpose() -> None:
    assert {model for model, _path in CLEARED} | KEPT == set(apps.get_app_config("permits").get_models())
