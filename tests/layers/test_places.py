"""Ana finds her land whatever way she writes it."""

from __future__ import annotations

import pytest
from django.contrib.gis.geos import Point

from gisapp.core.errors import BadInput
from layers import api
from layers.places.addresses import take_apart
from layers.places.coordinates import read_coordinates
from tests.town.fixtures import LoadedTown

pytestmark = pytest.mark.django_db
EAST, NORTH = 604496.88, 604014.14


@pytest.mark.parametrize("form", ["{n}", "{n}-C1", "{n}/C1", "carte funciară nr. {n}", "I.E. {n}", "parcela {n}", "{n}-C1-U2", "nr. cad. {n}", "990017:{n}", " {n} ", "IE {n}", "{n} Pietricica", "990017 {n}", "990017-{n}", "{n} 990017", "RO-990017-{n}",
                                  "#{n}", "{n}-CAD", "{n}-C2, {n}", "CF {n} municipiul Pietricica, jud. Neamț", "{n} Petricica"])
def test_ana_finds_her_parcel_by_number(demo_town: LoadedTown, form: str) -> None:
    number = demo_town.town.named["ana_house"]
    found = api.parcel_by_number(demo_town.authority, form.format(n=number))
    assert found is not None
    assert (found.cadastral_number, found.siruta) == (number, "990017")
    assert found.area_m2 == pytest.approx(demo_town.town.parcel(number).geom.area, rel=1e-6)
    assert found.address.startswith("Strada")


def test_an_old_topographic_number_leads_to_the_land(demo_town: LoadedTown) -> None:
    row = next(row for row in demo_town.town.layers["parcels"] if row.attrs.get("topo_number"))
    found = api.parcel_by_number(demo_town.authority, row.attrs["topo_number"])
    assert found is not None
    assert found.cadastral_number == row.key


def test_the_same_number_in_the_commune_is_other_land(demo_town: LoadedTown) -> None:
    number = demo_town.town.named["ana_house"]
    here, there = api.parcel_by_number(demo_town.authority, number), api.parcel_by_number(demo_town.neighbour, number)
    assert here is not None
    assert there is not None
    assert here.feature_id != there.feature_id
    assert there.siruta == "990026"
    for other in (f"990026:{number}", f"{number} Dumbrava Roșie de Jos", f"{number} Bacău"):
        assert not [hit for hit in api.search_places(demo_town.authority, other) if hit.parcel == number]
    assert api.parcel_by_number(demo_town.authority, f"990026:{number}") is None
    assert api.parcels_by_ids(demo_town.authority, [there.feature_id, here.feature_id]) == [here]


def test_a_number_that_nobody_has_is_not_found_and_nonsense_is_refused(demo_town: LoadedTown) -> None:
    assert api.parcel_by_number(demo_town.authority, "999999") is None
    with pytest.raises(BadInput):
        api.parcel_by_number(demo_town.authority, "casa mea")


def test_a_point_gives_the_parcel_under_it(demo_town: LoadedTown) -> None:
    number = demo_town.town.named["ana_house"]
    inside = demo_town.town.parcel(number).geom.representative_point()
    found = api.parcel_at(demo_town.authority, Point(inside.x, inside.y, srid=3844))
    assert found is not None
    assert found.cadastral_number == number


def test_two_numbers_give_both_parcels_to_choose_from(demo_town: LoadedTown) -> None:
    one, two = demo_town.town.named["ana_house"], demo_town.town.named["telecom_uncovered"]
    assert [hit.parcel for hit in api.search_places(demo_town.authority, f"nr. cad. {one}, {two}")] == [one, two]
    with pytest.raises(BadInput, match="un singur număr"):
        api.parcel_by_number(demo_town.authority, f"{one}, {two}")


@pytest.mark.parametrize(
    "typed",
    ["1 Calea Moldovei", "nr. 1, Calea Moldovei", "1 moldovei", "str moldovei nr1", "calea moldovei1", "calea modlovei 1, mun. Pietricica, jud. Neamț", "Calea Moldovei nr. 1", "calea moldovei 1", "Cal. Moldovei 1", "cal moldovi 1", "CALEA  MOLDOVEI, nr.1, bl. A3, sc. 2, ap. 14", "moldovei 1"],
)
def test_an_address_is_found_with_errors_and_abbreviations(demo_town: LoadedTown, typed: str) -> None:
    first = api.search_places(demo_town.authority, typed)[0]
    assert (first.kind, first.label) == ("address", "Calea Moldovei nr. 1")
    assert first.parcel


@pytest.mark.parametrize(("old", "new"), [("Str. Karl Marx 3", "Strada Olarilor"), ("5 bd. 23 August", "Bulevardul Bistricioarei nr. 5"), ("3 karl marx", "Strada Olarilor nr. 3"), ("bd 23 august 5", "Bulevardul Bistricioarei"), ("piata rosie", "Piața Libertății")])
def test_old_street_names_lead_to_the_new_ones(demo_town: LoadedTown, old: str, new: str) -> None:
    first = api.search_places(demo_town.authority, old)[0]
    assert first.label.startswith(new)
    assert "fosta" in first.hint


@pytest.mark.parametrize(
    "text",
    ["604496.88 604014.14", "604496,88 604014,14", "604.496,88; 604.014,14", "E 604496.88 N 604014.14", "X=604014.14 Y=604496.88", "604 496.88 604 014.14", "46.9275, 26.3708",
     "26.3708 46.9275", "46,9275 26,3708", "46.9275N 26.3708E", "lat 46.9275 lon 26.3708", "46°55'39\" N 26°22'14.88\" E", "Stereo 70: 604496.88, 604014.14",
     "POINT(604496.88 604014.14)", "[604496.88, 604014.14]", "604496.88 m 604014.14 m", "geo:46.9275,26.3708", "https://www.google.com/maps/@46.9275,26.3708,17z", "46,9275°N 26,3708°E",
     "Lat. 46.9275, Long. 26.3708", "N46°55'39\" E26°22'14.88\"", "E 26°22'14.88\" N 46°55'39\"", "46°55.65'N 26°22.248'E", "46:55:39 26:22:14.88", "46 55 39 N 26 22 14.88 E", "46º55'39\"N 26º22'14.88\"E",
     "46d55m39s N 26d22m14.88s E", "N 46.9275 E 26.3708", "N 46 55.65 E 26 22.248", "46-55-39 N 26-22-14.88 E", "lat 46 55 39 lon 26 22 14.88", "SRID=4326;POINT(26.3708 46.9275)", "GPS: 46.9275, 26.3708",
     "https://www.openstreetmap.org/#map=18/46.9275/26.3708", "pct 1 X=604014.14 Y=604496.88 Z=312.5", "604496.88, 604014.14, 312.5", "X: 604 014,14 m; Y: 604 496,88 m", "Nord: 604014.14 Est: 604496.88"],
)
def test_coordinates_are_read_in_every_usual_writing(text: str) -> None:
    assert read_coordinates(text)[0] == pytest.approx((EAST, NORTH), abs=0.05)


@pytest.mark.parametrize("text", ["54321", "123/1/2", "Strada Decebal 12", "1 decembrie 1918", "12 34", "lat 46 55 39 xx lon 26 22", "N 46 55 39 17 E 26 22 14", "990017 58282"])
def test_what_is_no_coordinate_is_not_read_as_one(text: str) -> None:
    assert read_coordinates(text) == []


def test_unlabelled_stereo_70_offers_both_orders_where_both_lie_in_town(demo_town: LoadedTown) -> None:
    hits = api.search_places(demo_town.authority, "604496.88 604014.14")
    assert [(hit.label, hit.hint.split(" · ")[0]) for hit in hits] == [("E 604496.88, N 604014.14", "estul scris primul"), ("E 604014.14, N 604496.88", "nordul scris primul")]


@pytest.mark.parametrize(
    ("text", "parts"),
    [("Bd. Decebal nr 12A, bl. C3, ap. 4", ("bulevardul", "decebal", "12a")), ("str 1 decembrie 1918 5", ("strada", "1 decembrie 1918", "5")), ("B-dul Traian 12 bis", ("bulevardul", "traian", "12bis")),
     ("P-ța Libertății", ("piata", "libertatii", "")), ("Aleea Teilor", ("aleea", "teilor", "")), ("12A, Bd. Decebal", ("bulevardul", "decebal", "12a")), ("nr1 str. 1 Mai", ("strada", "1 mai", "1")), ("1 Mai", ("", "1 mai", ""))],
)
def test_an_address_is_taken_apart(text: str, parts: tuple[str, str, str]) -> None:
    asked = take_apart(text)
    assert (asked.kind, asked.street, asked.number) == parts


@pytest.mark.parametrize("text", ["", "a", "%", "'; DROP TABLE", "💥" * 40, "\x00nul", "1" * 500, "nr", "str."])
def test_the_search_never_stumbles(demo_town: LoadedTown, text: str) -> None:
    assert isinstance(api.search_places(demo_town.authority, text), list)


def test_the_layers_say_how_they_stand(demo_town: LoadedTown) -> None:
    plot = api.parcel_by_number(demo_town.authority, demo_town.town.named["telecom_uncovered"])
    assert plot is not None
    states = {state.code: state for state in api.layer_states(demo_town.authority, area=plot.geom)}
    assert states["archaeology"].state == "stale"
    assert states["parcels"].state == "fresh"
    assert states["seveso"].state == "empty"
    assert states["telecom_ducts"].covers is False


def test_a_place_without_parcel_says_whose_it_is(demo_town: LoadedTown) -> None:
    town = demo_town.town.layers["admin_limits"][0].geom
    west, south, *_rest = town.bounds
    outside = api.place_at(demo_town.authority, Point(west - 300, south - 300, srid=3844))
    assert outside.outside
    assert outside.authority_name in ("Gura Sărății", "Poiana Călugărului")
