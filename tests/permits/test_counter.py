"""Bogdan at the counter: a paper file with its scan and a sketch of the place, typed or drawn, enters the same flow."""

import json

import pytest
from django.urls import reverse

from layers import api as layers
from permits.models import Case, Works

from .conftest import E0, N0, Town
from .pages import Browser, scan

WHO = {"kind": "person", "name": "Ana Pădurariu", "identifier": "5000229270010", "address": "Strada Fântânii nr. 1", "purpose": "construire locuință"}
# Ten metres by eight, at 5 m from the street; X is north, Y is east, as surveyors write.
CORNERS = "\n".join(f"{N0 + north:.2f} {E0 + east:.2f}".replace(".", ",") for east, north in ((5, 5), (15, 5), (15, 13), (5, 13)))


def entered(town: Town, expect: str = "", **typed: object) -> Case | str:
    """Fill the form as it stands on the page and send it; returns the case, or what the page says."""
    bogdan = Browser(town.bogdan).open(reverse("register_desk")).press_link(reverse("paper_file"))
    (form,) = bogdan.page.xpath("//form[@data-keep]")
    bogdan.send(form, {**WHO, "procedure": "urbanism_certificate", "scan": scan(), **typed})
    if expect:
        assert expect in bogdan.page.text_content(), bogdan.said()
        return bogdan.said()
    assert "Dosar înregistrat" in bogdan.page.text_content(), bogdan.said()
    return Case.objects.filter(channel="counter").latest("created_at")


def test_land_without_a_number_is_sketched_by_coordinates(town: Town) -> None:
    case = entered(town, coordinates=CORNERS)
    assert case.registry_number and case.papers.count() == 1
    assert case.plot.sketched and case.plot.area_m2 == pytest.approx(80, abs=0.01)
    assert case.check_runs.exists()


def test_the_same_land_drawn_on_the_map_is_the_same(town: Town) -> None:
    shape = layers.to_wgs84(layers.geometry_from_stereo70(CORNERS, closed=True))
    drawn = json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": json.loads(shape.geojson)}]})
    case = entered(town, sketch=drawn)
    assert case.plot.sketched and case.plot.area_m2 == pytest.approx(80, abs=0.1)


def test_works_are_sketched_on_a_numbered_parcel(town: Town) -> None:
    case = entered(town, procedure="building_permit", parcel="50001", means="works", coordinates=CORNERS)
    assert not case.plot.sketched and case.works.get().kind == Works.Kind.BUILDING
    assert "50001" in str(case.plot.parcels)
    assert "deja contur" in str(entered(town, expect="deja contur", parcel="50001", coordinates=CORNERS))


def test_a_trench_is_two_points_and_needs_no_parcel(town: Town) -> None:
    case = entered(town, procedure="excavation_approval", means="works", coordinates=f"{N0 - 6:.0f} {E0 + 5:.0f}\n{N0 - 6:.0f} {E0 + 60:.0f}")
    work = case.works.get()
    assert work.kind == Works.Kind.TRENCH and work.geom.geom_type == "LineString" and work.geom.length == pytest.approx(55)


def test_a_place_pointed_at_is_its_parcel_or_a_small_circle(town: Town) -> None:
    inside = entered(town, procedure="petition", means="point", coordinates=f"{N0 + 20} {E0 + 12}")
    assert "50001" in str(inside.plot.parcels)
    street = entered(town, procedure="petition", means="point", coordinates=f"{N0 - 6} {E0 + 12}")
    assert street.plot.sketched and street.plot.area_m2 == pytest.approx(78, abs=2)


def test_a_place_pointed_at_on_the_map_is_the_same(town: Town) -> None:
    place = layers.to_wgs84(layers.point_from_stereo70(f"{N0 + 20} {E0 + 12}"))
    drawn = json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"kind": "works"}, "geometry": json.loads(place.geojson)}]})
    case = entered(town, procedure="petition", sketch=drawn)
    assert "50001" in str(case.plot.parcels)
    before = Case.objects.count()
    entered(town, expect="Terenul este deja ales", procedure="petition", parcel="50001", sketch=drawn)
    assert Case.objects.count() == before


@pytest.mark.parametrize(("typed", "sentence"), [("604012", "nu are două coordonate"), ("1 2", "nu sunt în România"), (CORNERS.splitlines()[0] + "\n\n", "")])
def test_what_cannot_be_read_is_said_and_nothing_is_registered(town: Town, typed: str, sentence: str) -> None:
    before = Case.objects.count()
    said = entered(town, expect=sentence, coordinates=typed) if sentence else entered(town, coordinates=typed)
    assert Case.objects.count() == (before if sentence else before + 1), said


def test_a_file_without_any_place_is_registered_all_the_same(town: Town) -> None:
    assert entered(town, procedure="petition").registry_number
