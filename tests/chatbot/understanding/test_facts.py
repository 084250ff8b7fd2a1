"""Numbers, places, measures and addresses are read from what people write, type badly or dictate."""

import pytest

from chatbot.understanding.entities import StreetIndex, read_facts

STREETS = StreetIndex.of(["Strada Florilor", "Bulevardul Decebal", "Strada Ștefan cel Mare", "Aleea Tineretului", "Strada 1 Decembrie 1918"])


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("nr cad 54321", "54321"),
        ("Ce știți despre parcela 54.321?", "54321"),
        ("numarul cadastral este 54 321-C1-U2", "54321-C1-U2"),
        ("54321-C1", "54321-C1"),
        ("nr. cad.: 54321 / c2", "54321-C2"),
        ("cincizeci și patru de mii trei sute douăzeci și unu e numărul cadastral", "54321"),
        ("cadastral cinci patru trei doi unu liniuță c1", "54321-C1"),
        ("numărul cadastral cincizeci şi patru trei sute douăzeci şi unu", "54321"),
        ("cadastral number fifty four thousand three hundred and twenty one", "54321"),
        ("vreau info pt nr. cadastrl 61234", "61234"),
        ("terenul cu CF 54321 Pietricica", "54321"),
        ("land book number 54,321", "54321"),
        ("IE 123456", "123456"),
        ("lotul 5432", "5432"),
        ("nr.cad.61452", "61452"),
        ("CF nr.61452-C1", "61452-C1"),
        ("nr cadastral șaizeci și unu de mii patrusute cincizeci și doi", "61452"),
        ("plot #61452", "61452"),
        ("terenul meu, 61452, ce pot construi pe el?", "61452"),
    ],
)
def test_cadastral_number_is_read(text: str, number: str) -> None:
    assert read_facts(text).slots.get("cadastral_number") == number


@pytest.mark.parametrize(
    ("text", "number", "date"),
    [
        ("care e stadiul dosarului 4512", "4512", None),
        ("cerere nr. 12345 din 03.04.2026", "12345", "2026-04-03"),
        ("dosar nr 12.345/03.04.2026", "12345", "2026-04-03"),
        ("stadiul cererii 12345/2026", "12345/2026", None),
        ("CU-123/2026 e gata?", "CU-123/2026", None),
        ("dosarul douăsprezece mii trei sute patruzeci și cinci din trei aprilie două mii douăzeci și șase", "12345", "2026-04-03"),
        ("my application number is 4512", "4512", None),
        ("application ref. 12345/2026 status?", "12345/2026", None),
        ("file no. one two three four five", "12345", None),
        ("certificat 55 din 12 martie 2026", "55", "2026-03-12"),
        ("satus of reqest 7788", "7788", None),
        ("am depus cererea pe 12 mai 2026 cu numărul 45210", "45210", "2026-05-12"),
        ("dosarul unu cinci doi trei pe două mii douăzeci și șase", "1523/2026", None),
        ("my file is 1523 of 2026", "1523/2026", None),
        ("RG 45210", "45210", None),
    ],
)
def test_request_number_is_read(text: str, number: str, date: str | None) -> None:
    slots = read_facts(text).slots
    assert slots.get("request_number") == number
    assert slots.get("request_date") == date


@pytest.mark.parametrize(
    "text",
    ["legea 50/1991 ce zice", "casa din 1985 are nevoie de autorizație?", "un teren de 5000 mp", "costă 12000 lei", "art. 11 din lege", "ap. 12345"],
)
def test_other_numbers_are_neither_land_nor_request(text: str) -> None:
    slots = read_facts(text).slots
    assert "cadastral_number" not in slots
    assert "request_number" not in slots


@pytest.mark.parametrize(
    "text",
    [
        "46.9275, 26.3708",
        "46,9275 26,3708",
        "lat 46.9275 lon 26.3708",
        "longitudine 26,3708 latitudine 46,9275",
        "46°55'39\"N 26°22'14.88\"E",
        "N 46°55′39″ E 26°22′14.88″",
        "46 55 39 N, 26 22 14.88 E",
        "46 grade 55 minute 39 secunde nord 26 grade 22 minute 14.88 secunde est",
        "https://maps.google.com/?q=46.9275,26.3708 ce e aici",
        "https://www.google.com/maps/@46.9275,26.3708,17z",
        "https://www.google.com/maps/place/X/@46.9,26.3,17z/data=!3m1!4b1!8m2!3d46.9275!4d26.3708",
        "https://maps.apple.com/?ll=46.9275,26.3708&q=Pin",
        "https://www.openstreetmap.org/#map=17/46.9275/26.3708",
        "https://www.openstreetmap.org/?mlat=46.9275&mlon=26.3708#map=15/46.92/26.37",
        "https://www.bing.com/maps?cp=46.9275~26.3708&lvl=16",
        "https://waze.com/ul?ll=46.9275%2C26.3708&navigate=yes",
        "geo:46.9275,26.3708?z=17",
        "patruzeci și șase virgulă nouă doi șapte cinci și douăzeci și șase virgulă trei șapte zero opt",
    ],
)
def test_a_place_is_read_in_every_usual_writing(text: str) -> None:
    slots = read_facts(text).slots
    assert slots["lat"] == pytest.approx(46.9275, abs=1e-5)
    assert slots["lon"] == pytest.approx(26.3708, abs=1e-5)


def test_swapped_coordinates_stay_swapped_so_that_the_dialogue_can_ask() -> None:
    slots = read_facts("26.3708, 46.9275").slots
    assert (slots["lat"], slots["lon"]) == (26.3708, 46.9275)


def test_stereo_70_says_whether_the_order_was_named() -> None:
    named = read_facts("stereo 70 X=604014.14 Y=604496.88").place.stereo70
    turned = read_facts("Y 604496.88 X 604014.14").place.stereo70
    plain = read_facts("coordonate stereo70 604014.14 604496.88").place.stereo70
    assert named is not None and turned is not None and plain is not None
    assert (named.north, named.east, named.order_known) == (604014.14, 604496.88, True)
    assert (turned.north, turned.east) == (604014.14, 604496.88)
    assert not plain.order_known


def test_a_short_map_link_is_said_to_be_one() -> None:
    assert read_facts("https://maps.app.goo.gl/abcDEF").place.short_link


@pytest.mark.parametrize(
    ("text", "area", "length"),
    [
        ("un teren de 1.250,50 mp", 1250.5, None),
        ("teren de 5 ari", 500, None),
        ("jumătate de hectar", 5000, None),
        ("0,5 ha", 5000, None),
        ("teren 20x30 m", 600, None),
        ("șapte sute de metri pătrați", 700, None),
        ("500 sqm", 500, None),
        ("șanț de 12 m lungime", None, 12),
        ("1,2 km de cablu", None, 1200),
        ("treizeci de metri de gard", None, 30),
    ],
)
def test_areas_and_lengths_are_numbers(text: str, area: float | None, length: float | None) -> None:
    slots = read_facts(text).slots
    assert slots.get("area_m2") == area
    assert slots.get("length_m") == length


@pytest.mark.parametrize(
    ("text", "regime"),
    [("casă P+1E+M", "P+1E+M"), ("p + 2", "P+2"), ("parter și etaj", "P+1"), ("parter plus mansardă", "P+M"), ("S+P+4", "S+P+4"), ("a two-storey house", "P+1")],
)
def test_height_regime_is_read(text: str, regime: str) -> None:
    assert read_facts(text).slots.get("height_regime") == regime


@pytest.mark.parametrize(
    ("text", "street", "house"),
    [
        ("sunt pe str florilor nr 12A", "Strada Florilor", "12A"),
        ("strada ștefan cel mare la numărul doișpe", "Strada Ștefan cel Mare", "12"),
        ("bd. Decebal 5 bl A2 ap 10", "Bulevardul Decebal", "5"),
        ("What is at 12 Florilor Street?", "Strada Florilor", "12"),
        ("pe str florlior 3", "Strada Florilor", "3"),
        ("strada Necunoscută 7", "Strada Necunoscută", "7"),
        ("1 decembrie 1918 nr 4", "Strada 1 Decembrie 1918", "4"),
    ],
)
def test_addresses_are_read(text: str, street: str, house: str) -> None:
    slots = read_facts(text, STREETS).slots
    assert (slots.get("street"), slots.get("house_number")) == (street, house)


def test_a_correction_keeps_the_later_number() -> None:
    assert read_facts("de fapt nu 54321 ci nr cadastral 54322").slots["cadastral_number"] == "54322"


def test_personal_data_is_masked() -> None:
    facts = read_facts("am CNP 1850101221144, telefon 0745 123 456, mail ana@exemplu.ro, nr cad 54321")
    assert "1850101221144" not in facts.masked and "0745" not in facts.masked and "ana@" not in facts.masked
    assert "54321" in facts.masked
    assert facts.slots["cadastral_number"] == "54321"
    assert facts.personal == {"maskcnp", "maskphone", "maskemail"}


def test_hidden_characters_and_look_alikes_change_nothing() -> None:
    assert read_facts("nr \u200bcad\u202e 54321").slots["cadastral_number"] == "54321"
    assert read_facts("nr саdаstrаl 54321").slots["cadastral_number"] == "54321"


@pytest.mark.parametrize("text", ["", " ", "\u0000", "a" * 5000, "9" * 900, "🙂" * 50, "((((", "1/" * 200, "° ' \" N E", "+" * 500, "p+" * 300])
def test_odd_text_is_read_without_harm(text: str) -> None:
    assert isinstance(read_facts(text, STREETS).view, str)
