"""Each role finds a tour of its work, ticks it off for itself only, and reads the same with pictures."""

import pytest
from django.urls import reverse

from permits.models import TourStep
from permits.queries.tours import TOURS, Tour, tours_for

from .conftest import Town


def test_corina_ticks_a_step_and_takes_it_back(town: Town) -> None:
    client = town.client("corina")
    page = client.get(reverse("tour"))
    assert "Hotărâți fiecare constatare" in page.content.decode()
    client.post(reverse("tour"), {"step": "inspector.findings", "done": "1"})
    client.post(reverse("tour"), {"step": "inspector.findings", "done": "1"})
    assert TourStep.objects.filter(user=town.corina).count() == 1
    assert 'value="1" max="5"' in client.get(reverse("tour")).content.decode()
    client.post(reverse("tour"), {"step": "inspector.findings", "done": "0"})
    assert not TourStep.objects.filter(user=town.corina).exists()


def test_a_step_that_no_tour_has_is_refused(town: Town) -> None:
    assert town.client("corina").post(reverse("tour"), {"step": "inspector.nothing", "done": "1"}).status_code == 400


def test_ana_who_holds_no_post_gets_the_applicants_tour(town: Town) -> None:
    assert "Urmăriți cererea" in town.client("ana").get(reverse("tour")).content.decode()
    assert tours_for([]) == [TOURS[0]]


def test_ioana_sees_none_of_corinas_ticks(town: Town) -> None:
    town.client("corina").post(reverse("tour"), {"step": "inspector.findings", "done": "1"})
    assert 'value="0" max="4"' in town.client("ioana").get(reverse("tour")).content.decode()


@pytest.mark.parametrize("tour", TOURS, ids=lambda tour: tour.code)
def test_every_role_has_its_help_page_with_a_link_to_each_place(town: Town, tour: Tour) -> None:
    page = town.client("ana").get(reverse("help_role", args=[tour.code])).content.decode()
    for step in tour.steps:
        assert f'href="{reverse(step.page)}"' in page
        assert str(step.title) in page
