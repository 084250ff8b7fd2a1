"""Elena makes a layer with its rule without a developer; changes of rules take two; empty layers, probes, topology, cards."""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from io import StringIO

import pytest
import shapely
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from gisapp.core import clock, jobs
from layers import api
from layers.catalog import institutions, read_card
from layers.imports.nightly import plan_the_night
from layers.keepers import urls
from layers.keepers.distances import read_distances, write_distances
from layers.models import Layer, Probe, Restriction, RuleChange, TopologyReport

from .conftest import E0, N0, House, box, geojson, row
from .test_deliveries import post

WELLS = {
    "code": "wells", "title_ro": "Fântâni publice", "group": "Apă", "role": "theme", "geometry": "polygon", "audience": "public", "source": "DSP", "licence": "Publică",
    "accuracy_m": "1", "refresh_days": "365", "key_attribute": "key", "label_attribute": "label", "minzoom": "12", "on_map": "on", "on_by_default": "on", "most_deleted_share": "0.1",
    "colour": "#1d4a86", "fill": "#cfe3f5", "filled": "on", "opacity": "0.4", "width_mm": "0.4", "dash": "2 1", "attributes_text": "kind; Felul; alegere; fântână|izvor; obligatoriu", "coverage_choice": "limit",
}
RULE = {
    "code": "PUT-1", "title_ro": "Zona fântânii", "effect": "endorsement", "tests": "parcel", "endorser": "DSP", "distances_text": "kind=izvor: 50\n10", "overlap_tolerance_m2": "1",
    "legal_ref": "HCL demonstrativă 7/2026", "confidence": "found", "valid_from": "2026-01-01",
}


def findings(house: House, code: str, parcel: str = "50001") -> list[str]:
    plot = api.parcel_by_number(house.authority, parcel)
    assert plot is not None
    return [f.state.value for f in api.find_conflicts(plot.geom, authority=house.authority).findings if f.code == code]


def test_a_new_layer_with_its_rule_appears_on_the_map_in_the_legend_in_tiles_and_in_checks(house: House) -> None:
    post(house, "keepers_new_layer", **WELLS)
    post(house, "keepers_restriction", "wells", **RULE)
    assert findings(house, "PUT-1") == ["unknown"], "an empty layer is never clear"
    post(house, "keepers_publish", house.send("wells", geojson({"F1": box(-5, 22, 3, 3)}, kind="izvor")).pk)
    assert findings(house, "PUT-1") == ["conflict"]
    assert findings(house, "PUT-1", "50004") == ["clear"]
    style = json.loads(house.client("ana").get(reverse("map_style")).content)
    assert {"code": "wells", "title": "Fântâni publice", "group": "Apă", "visible": True} in style["metadata"]["legend"]
    assert style["sources"]["wells"]["tiles"][0].startswith("/tiles/wells/1/")
    drawn = next(one for one in style["layers"] if one["id"] == "wells-fill")
    assert drawn["paint"]["fill-color"] == "#cfe3f5"
    assert "Fântâni publice" in house.client("ana").get(reverse("layer_catalogue")).content.decode()
    card = house.client("elena").get(reverse("keepers_card", args=["wells"])).content.decode()
    again = read_card(card, "wells.toml", frozenset(one.code for one in institutions()))
    assert (again.code, again.restrictions[0].code, again.restrictions[0].distances[0]["when"]) == ("wells", "PUT-1", {"kind": "izvor"})


def test_every_shipped_card_comes_back_as_it_went_in(house: House) -> None:
    from layers.catalog import all_cards
    from layers.keepers.card_file import card_text

    endorsers = frozenset(one.code for one in institutions())
    for layer in Layer.objects.filter(authority=house.authority):
        shipped, again = all_cards()[layer.code], read_card(card_text(layer), layer.code, endorsers)
        assert again.attributes == shipped.attributes
        assert {rule.code: (rule.distances, rule.only, rule.valid_from) for rule in again.restrictions} == {rule.code: (rule.distances, rule.only, rule.valid_from) for rule in shipped.restrictions}
        assert again.style == json.loads(json.dumps(shipped.style))
        for rule in shipped.restrictions:
            assert read_distances(write_distances(list(rule.distances)), layer.attribute_schema) == list(rule.distances), rule.code
        assert tomllib.loads(card_text(layer))["title_ro"] == layer.title_ro


@pytest.mark.parametrize(("field", "value", "sentence"), [
    ("code", "Fântâni", "litere mici"), ("code", "zoning", "Există deja un strat"), ("role", "parcels", "acest rol"), ("colour", "url(x)", "#rrggbb"), ("attributes_text", "kind; Felul; culoare", "nu există"),
    ("attributes_text", "kind; Felul; alegere", "are valori"), ("most_deleted_share", "3", "între 0 și 1"),
])
def test_a_card_with_a_mistake_is_refused_with_a_sentence(house: House, field: str, value: str, sentence: str) -> None:
    answer = house.client("elena").post(reverse("keepers_new_layer"), {**WELLS, field: value})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Layer.objects.filter(code="wells").exists()


@pytest.mark.parametrize(("field", "value", "sentence"), [
    ("distances_text", "doisprezece", "nu este un număr"), ("distances_text", "kind=x: 3", "nu are atributul"), ("endorser", "", "instituția"), ("valid_to", "2025-01-01", "înaintea primei"), ("distances_text", "-4", "între 0"),
])
def test_a_rule_with_a_mistake_is_refused_with_a_sentence(house: House, field: str, value: str, sentence: str) -> None:
    answer = house.client("elena").post(reverse("keepers_restriction", args=["military"]), {**RULE, "distances_text": "10", field: value})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_rule_in_force_changes_only_by_a_new_row_that_emil_accepts(house: House) -> None:
    rule = Restriction.objects.get(authority=house.authority, code="AERO")
    address = reverse("keepers_restriction", args=["airport"]) + "?regula=AERO"
    tomorrow = clock.today() + dt.timedelta(days=1)
    values = {**RULE, "code": "AERO", "endorser": "AACR", "distances_text": "250", "legal_ref": "RACR nou", "valid_from": tomorrow.isoformat()}
    assert house.client("elena").post(address, values).status_code == 302
    change = RuleChange.objects.get()
    post(house, "keepers_decide", change.pk, decision="accept")
    assert Restriction.objects.filter(code="AERO", authority=house.authority).count() == 1, "she cannot accept her own"
    assert "RACR nou" in house.client("emil").get(reverse("keepers_layer", args=["airport"])).content.decode()
    post(house, "keepers_decide", change.pk, decision="accept", who="emil")
    rule.refresh_from_db()
    assert (rule.valid_to, rule.distances) == (clock.today(), [{"distance_m": 0.0}])
    new = Restriction.objects.get(authority=house.authority, code="AERO", valid_from=tomorrow)
    assert (new.distances, new.entered_by, new.approved_by) == ([{"distance_m": 250.0}], house.people["elena"], house.people["emil"])
    assert house.client("elena").post(reverse("keepers_restriction", args=["airport"]) + "?regula=AERO", {"ends": "1"}).status_code == 302


def test_an_empty_layer_is_clear_only_while_elenas_declaration_holds(house: House) -> None:
    house.publish("seveso")
    assert set(findings(house, "SEV-ISU")) == {"unknown"}
    post(house, "keepers_declare", "seveso", on=clock.today().isoformat())
    assert set(findings(house, "SEV-ISU")) == {"clear"}
    plot = api.parcel_by_number(house.authority, "50001")
    assert plot is not None
    said = next(f.reason_ro for f in api.find_conflicts(plot.geom, authority=house.authority).findings if f.code == "SEV-ISU")
    assert "Elena" in said
    assert f"{clock.today():%d.%m.%Y}" in said
    with clock.moved_to(clock.now() + dt.timedelta(days=1826)):
        assert set(findings(house, "SEV-ISU")) == {"unknown"}, "an old declaration says nothing"
    beyond = api.find_conflicts(plot.geom.buffer(2000), authority=house.authority)
    assert [f.state.value for f in beyond.findings if f.code == "SEV-ISU"] == ["unknown"], "outside the coverage nothing is known"
    post(house, "keepers_declare", "seveso", withdraw="1")
    assert set(findings(house, "SEV-ISU")) == {"unknown"}


def test_a_layer_with_features_cannot_be_declared_empty(house: House) -> None:
    post(house, "keepers_declare", "zoning", on=clock.today().isoformat())
    assert house.layer("zoning").versions.count() == 1
    post(house, "keepers_declare", "seveso", on="2126-01-01")
    assert house.layer("seveso").versions.count() == 0


@pytest.mark.parametrize(("data", "found", "ok"), [
    ({"kind": "place", "parcel": "50004", "expected_key": "L2"}, "L2", True),
    ({"kind": "place", "east": "604505", "north": "603005", "expected_key": "L2"}, "L1a", False),
    ({"kind": "place", "parcel": "99999", "expected_key": "L2"}, "parcela 99999 nu există", False),
    ({"kind": "count", "least": "2", "most": "2"}, "2", True),
    ({"kind": "attribute", "expected_key": "L1a", "attribute": "label", "expected_value": "x"}, "–", False),
])
def test_probes_of_three_kinds(house: House, data: dict[str, str], found: str, ok: bool) -> None:
    if data["kind"] == "attribute":
        Layer.objects.filter(authority=house.authority, code="zoning").update(attribute_schema=[{"name": "label", "title_ro": "x", "type": "text"}])
    post(house, "keepers_add_probe", "zoning", title="Se știe", **data)
    probe = Probe.objects.get()
    assert (probe.last_ok, probe.last_found) == (ok, found)
    out = StringIO()
    try:
        call_command("run_probes", "pietricica", "--json", stdout=out)
    except SystemExit:
        assert not ok
    assert json.loads(out.getvalue())[0]["ok"] is ok


def test_a_probe_that_breaks_at_night_is_told_to_the_keepers_once(house: House) -> None:
    post(house, "keepers_add_probe", "zoning", title="Două zone", kind="count", least="2", most="2")
    Probe.objects.update(least=3, most=3)
    morning = dt.datetime.combine(clock.today() + dt.timedelta(days=1), dt.time(3), tzinfo=clock.TOWN_TIME)
    for day in range(2):
        with clock.moved_to(morning + dt.timedelta(days=day)):
            plan_the_night()
            jobs.drain()
    told = [one for one in mail.outbox if "probe" in one.subject]
    assert len(told) == 1
    assert set(told[0].to) == {"elena@pietricica.example", "emil@pietricica.example"}
    assert "Probe care nu se confirmă" in house.client("emil").get(reverse("keepers_home")).content.decode()


def test_topology_shows_overlaps_gaps_doubles_and_parcels_without_a_zone(house: House) -> None:
    frame = [row("N", box(0, 70, 100, 10)), row("S", box(0, 0, 100, 10)), row("V", box(0, 10, 10, 60)), row("E", box(90, 10, 10, 60)), row("X", box(95, 10, 10, 60)), row("Y", box(300, 300)), row("Z", box(300, 300), "altfel")]
    Layer.objects.filter(code="zoning", authority=house.authority).update(most_deleted_share=1)
    house.publish("zoning", *frame)
    post(house, "keepers_topology", "zoning")
    report = TopologyReport.objects.get()
    counts = {kind: one["count"] for kind, one in report.counts.items()}
    assert counts == {"overlap": 2, "gap": 1, "strip": 0, "twice": 1, "outside": 2}
    assert report.problems.filter(kind="overlap", keys=["E", "X"]).get().area_m2 == pytest.approx(300)
    page = house.client("elena").get(reverse("keepers_layer", args=["zoning"])).content.decode()
    assert "E, X" in page
    drawn = json.loads(house.client("elena").get(reverse("keepers_topology_map", args=["zoning", report.pk])).content)
    assert len(drawn["features"]) == report.problems.count()
    out = StringIO()
    call_command("topology_report", "pietricica", "zoning", "--json", stdout=out)
    assert json.loads(out.getvalue())["counts"]["overlap"]["count"] == 2


def test_narrow_strips_that_open_outward_are_found_and_paths_and_corners_are_not(house: House) -> None:
    Layer.objects.filter(code="zoning", authority=house.authority).update(most_deleted_share=1)
    wedge = shapely.Polygon([(E0 + x, N0 + y) for x, y in ((300, 0), (340, 0), (340, 20), (300, 20))])
    beside = shapely.Polygon([(E0 + x, N0 + y) for x, y in ((300, 20), (340, 21), (340, 40), (300, 40))])
    house.publish(
        "zoning", row("A", box(0, 0, 30, 30)), row("B", box(30.8, 0, 30, 30)), row("C", box(100, 0)), row("D", box(123, 0)), row("L", shapely.union_all([box(200, 0, 40, 10), box(200, 0, 10, 40)])),
        row("P", wedge), row("Q", beside),
    )
    post(house, "keepers_topology", "zoning")
    report = TopologyReport.objects.get()
    strips = {tuple(one.keys): one.area_m2 for one in report.problems.filter(kind="strip")}
    assert strips.keys() == {("A", "B"), ("P", "Q")}
    assert strips["A", "B"] == pytest.approx(24, abs=1)
    assert strips["P", "Q"] == pytest.approx(20, abs=1)
    assert "fâșii între vecini" in house.client("elena").get(reverse("keepers_layer", args=["zoning"])).content.decode()


def test_the_command_prints_the_catalogue_as_json(house: House) -> None:
    out = StringIO()
    call_command("layer_catalogue", "pietricica", "--json", stdout=out)
    rows = {one["code"]: one for one in json.loads(out.getvalue())}
    assert (rows["zoning"]["state"], rows["zoning"]["version"], rows["seveso"]["state"]) == ("fresh", 1, "empty")


def test_restricted_layers_are_not_in_the_public_catalogue(house: House) -> None:
    Layer.objects.filter(authority=house.authority, code="zoning").update(audience="keepers", title_ro="Zone ascunse")
    assert "Zone ascunse" not in house.client("ioana").get(reverse("layer_catalogue")).content.decode()
    assert "Zone ascunse" in house.client("elena").get(reverse("layer_catalogue")).content.decode()


def test_strangers_find_none_of_the_keepers_pages(house: House) -> None:
    delivery = house.send("military", geojson({"A": box(0, 0)}))
    post(house, "keepers_add_probe", "zoning", title="x", kind="count", least="1")
    post(house, "keepers_topology", "zoning")
    change = RuleChange.objects.create(authority=house.authority, layer=house.layer("airport"), code="AERO", from_day=clock.today(), entered_by=house.people["elena"], entered_at=clock.now())
    ids = {"keepers_decide": change.pk, "keepers_drop_probe": Probe.objects.get().pk, "keepers_topology_map": TopologyReport.objects.get().pk}
    for pattern in urls.urlpatterns:
        if pattern.name == "layer_catalogue":
            continue
        kwargs = {"code": "zoning", "pk": ids.get(pattern.name, delivery.pk)}
        address = reverse(pattern.name, kwargs={name: kwargs[name] for name in pattern.pattern.converters})
        for who, host in (("ioana", "localhost"), ("corina", "localhost"), ("rodica", "dumbrava.localhost"), ("elena", "dumbrava.localhost")):
            client = house.client(who, host)
            assert client.get(address).status_code in (404, 405), (who, address)
            assert client.post(address).status_code in (404, 405), (who, address)
    delivery.refresh_from_db()
    assert delivery.state == "compared"
