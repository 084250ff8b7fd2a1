"""Where: pins, links, coordinates, numbers and addresses."""

import pytest

from chatbot.models import Conversation
from layers import api as layers

from .conftest import E0, N0, Person


def test_a_pin_is_confirmed_with_number_address_and_map(ana: Person) -> None:
    said = ana.pin(12, 20)
    assert {"parcel_summary", "ask_confirmation", "map_link"} <= set(said.acts)
    assert "50001" in said.text and "Strada Fântânii" in said.text and "ține loc de certificat" in said.text
    assert said.replies[0].map_card.cadastral_number == "50001"
    assert said.slots["cadastral_number"] == "50001"


def test_yes_tells_what_applies_with_source_date_and_what_is_unknown(ana: Person) -> None:
    ana.pin(12, 20)
    said = ana.says("da")
    assert {"constraints_summary", "zoning_summary"} <= set(said.acts)
    assert "NU SE ȘTIE" in said.text and "Sursa:" in said.text


def test_no_asks_for_the_number(ana: Person) -> None:
    ana.pin(12, 20)
    assert "ask_cadastral" in ana.says("nu").acts
    assert ana.state["parcel"] is None


def test_a_correction_takes_the_other_parcel(ana: Person) -> None:
    ana.pin(12, 20)
    assert "50003" in ana.says("nu ăsta, 50003").text
    assert ana.state["parcel"]["number"] == "50003"
    assert "50004" in ana.says("de fapt e 50004").text


def test_an_inexact_pin_offers_parcels_and_takes_none(ana: Person) -> None:
    said = ana.pin(37, 20, 60)
    assert ana.state["parcel"] is None
    assert 2 <= len(said.buttons) <= 3 and "ask_confirmation" in said.acts
    chosen = said.buttons[1]
    assert chosen in ana.says("2").text
    assert ana.state["parcel"]["confirmed"] is True


def test_a_candidate_can_be_named_by_its_number(ana: Person) -> None:
    said = ana.pin(37, 20, 60)
    ana.says(said.buttons[0])
    assert ana.state["parcel"]["number"] == said.buttons[0]


def test_a_pin_beside_a_boundary_asks_which(ana: Person) -> None:
    said = ana.pin(25.4, 20, 5)
    assert {"50001", "50002"} <= set(said.buttons)


def test_a_useless_pin_sends_to_the_map(ana: Person) -> None:
    assert {"location_help", "map_link"} <= set(ana.pin(30, 20, 3000).acts)


def test_a_street_is_public_land(ana: Person) -> None:
    said = ana.pin(50, -6)
    assert "public_domain_notice" in said.acts and "Strada Fântânii" in said.text


def test_outside_the_limit_is_said(ana: Person) -> None:
    assert {"outside_area", "refer_other_authority"} <= set(ana.pin(9000, 0).acts)


def test_outside_romania_is_said(ana: Person) -> None:
    assert "outside_area" in ana.degrees(48.8584, 2.2945).acts


@pytest.mark.parametrize(("lat", "lon"), [(0.0, 0.0), (float("nan"), 26.3), (None, None), (999.0, 26.0), (float("inf"), float("-inf"))])
def test_a_pin_that_is_no_place_is_refused_in_words(ana: Person, lat: float, lon: float) -> None:
    assert "location_help" in ana.degrees(lat, lon).acts


def test_swapped_degrees_are_asked_about_not_mended(ana: Person) -> None:
    from django.contrib.gis.geos import Point

    lon, lat = layers.lonlat_of(Point(E0 + 12, N0 + 20, srid=3844))
    said = ana.degrees(lon, lat)
    assert "ask_confirmation" in said.acts and "parcel_summary" not in said.acts
    assert "50001" in ana.says("da").text


def forms(lat: float, lon: float) -> dict[str, str]:
    def dms(value: float) -> str:
        degrees = int(value)
        minutes = int((value - degrees) * 60)
        return f"{degrees}°{minutes}'{((value - degrees) * 60 - minutes) * 60:.2f}\""

    return {
        "decimal": f"{lat:.6f}, {lon:.6f}", "romanian": f"{lat:.6f} {lon:.6f}".replace(".", ","), "labelled": f"lat {lat:.6f} lon {lon:.6f}", "angles": f"{dms(lat)}N {dms(lon)}E",
        "google": f"https://www.google.com/maps/@{lat:.6f},{lon:.6f},18z", "google_q": f"https://maps.google.com/?q={lat:.6f},{lon:.6f}", "apple": f"https://maps.apple.com/?ll={lat:.6f},{lon:.6f}",
        "osm": f"https://www.openstreetmap.org/?mlat={lat:.6f}&mlon={lon:.6f}#map=18/{lat:.6f}/{lon:.6f}", "bing": f"https://www.bing.com/maps?cp={lat:.6f}~{lon:.6f}&lvl=18",
        "stereo": f"X={N0 + 20:.2f} Y={E0 + 12:.2f}",
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(forms(46.9, 26.3)))
def test_a_place_in_any_usual_writing_finds_the_parcel(ana: Person, name: str) -> None:
    from django.contrib.gis.geos import Point

    lon, lat = layers.lonlat_of(Point(E0 + 12, N0 + 20, srid=3844))
    said = ana.says(forms(lat, lon)[name])
    assert "parcel_summary" in said.acts and "50001" in said.text


def test_a_short_link_is_not_followed(ana: Person) -> None:
    assert "location_help" in ana.says("https://maps.app.goo.gl/AbCdEf123").acts


def test_the_words_of_the_location_button_are_no_pin(ana: Person) -> None:
    assert "location_help" in ana.says("📍 Trimite locația").acts


def test_a_number_typed_in_any_way_is_found(ana: Person) -> None:
    for typed in ("50002", "nr cad 50002", "numar cadastral 50002-C1", "CF 50002"):
        assert "50002" in ana.says(typed).text, typed


def test_an_unknown_number_is_not_found(ana: Person) -> None:
    assert "not_found" in ana.says("nr. cadastral 99999").acts


def test_an_address_with_an_error_finds_the_house(ana: Person) -> None:
    assert "50003" in ana.says("ce pot construi pe strada fantani nr 3").text


def test_restrictions_at_an_address(ana: Person) -> None:
    assert {"parcel_summary", "constraints_summary"} <= set(ana.says("ce restricții are terenul de pe strada Fântânii nr. 2?").acts)


def test_the_map_is_linked(ana: Person) -> None:
    assert "/harta/" in ana.says("arata-mi harta").text


def test_a_number_for_a_question_goes_straight_to_the_answer(ana: Person) -> None:
    ana.says("ce pot construi pe terenul meu")
    assert {"parcel_summary", "limits_summary"} <= set(ana.says("50001").acts)


def test_the_same_pin_again_is_not_summed_up_again(ana: Person) -> None:
    ana.pin(12, 20)
    second, third = ana.pin(12, 20), ana.pin(12.5, 20)
    assert "parcel_summary" not in second.acts and "silent_or_single_prompt" in second.acts
    assert third.text == "" and "silent" in third.acts


def test_a_live_location_is_followed_without_a_word_but_once(ana: Person) -> None:
    assert "parcel_summary" in ana.pin(12, 20, is_live=True).acts
    ana.says("da")
    ana.pin(40, 20, is_live=True, is_edit=True)
    for east in (60, 80, 100):
        said = ana.pin(east, 20, is_live=True, is_edit=True)
        assert said.text == "" and "silent_or_single_prompt" in said.acts


def test_different_pins_are_each_answered(ana: Person) -> None:
    for east, number in ((12, "50001"), (37, "50002"), (62, "50003")):
        assert number in ana.pin(east, 20).text
    assert Conversation.objects.get(pk=ana.conversation.pk).state["parcel"]["number"] == "50003"
