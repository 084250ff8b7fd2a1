"""What the land says of a case: while drawing, when stored, when asked again, and against other digs."""

from __future__ import annotations

import datetime as dt
import json
import re
from io import StringIO
from typing import Any

import pytest
import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.core.management import CommandError, call_command
from django.urls import reverse

from gisapp.core import clock, jobs
from layers import api as layers
from layers.imports.staging import Row, stage
from layers.models import Delivery, Feature, Layer, PlanUnit, Restriction
from permits.actions.check_land import check_land
from permits.models import Case, Notice, Touch, Works
from permits.queries.digs import dig_findings
from tests.layers.conflicts.land import make_rule, publish
from tests.permits.conftest import Town, box

pytestmark = pytest.mark.django_db


def stored(shape: shapely.Geometry) -> GEOSGeometry:
    return GEOSGeometry(memoryview(shapely.to_wkb(shape)), srid=3844)


def drawn(shape: shapely.Geometry, **properties: Any) -> str:
    geometry = json.loads(layers.to_wgs84(stored(shape)).geojson)
    return json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": geometry, "properties": {"kind": "works", **properties}}]})


def dig(town: Town, x: float, first: dt.date, last: dt.date, **answers: Any) -> Case:
    case = town.draft("excavation_approval", owner="horia")
    Case.objects.filter(pk=case.pk).update(answers={**case.answers, "starts_on": first.isoformat(), "ends_on": last.isoformat(), **answers}, state="registered",
        registered_at=clock.now(), registry_number=int(x) + 9000, registry_year=2026, legal_due=clock.today())
    case = Case.objects.get(pk=case.pk)
    case.works.all().delete()
    lower = box(x, -8, 20, 1).bounds
    Works.objects.create(case=case, kind="trench", width_m=0.8, geom=stored(shapely.LineString([(lower[0], lower[1]), (lower[2], lower[1])])))
    return case


SUMMER = (dt.date(2027, 6, 1), dt.date(2027, 6, 20))


def codes(case: Case) -> dict[str, str]:
    return {one.code: one.state.value for one in dig_findings(case)}


def test_findings_appear_while_ana_draws(town: Town) -> None:
    client = town.client("ana")
    answer = client.post(reverse("live_check"), {"works": drawn(box(8, 2, 10, 12)), "parcel": "50001", "levels": "2", "height_m": "7", "use": "dwelling"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "data-map-geojson" in text
    assert "2,00 m până la stradă" in text
    assert "12,0 %" in text
    assert client.post(reverse("live_check"), {"works": "{oops", "parcel": "50001"}).status_code == 422
    assert "Desenați" in client.post(reverse("live_check"), {"works": ""}).content.decode()


def test_ioana_cannot_check_against_anas_case(town: Town) -> None:
    case = town.draft()
    asked = {"works": drawn(box(8, 6, 10, 12)), "case": str(case.pk)}
    assert town.client("ana").post(reverse("live_check"), asked).status_code == 200
    assert town.client("ioana").post(reverse("live_check"), asked).status_code == 404
    assert town.client("ana").post(reverse("live_check"), {**asked, "case": "no-uuid"}).status_code == 422


def test_a_stored_check_holds_the_zoning_and_is_replayed_to_the_digit(town: Town) -> None:
    case = town.submitted()
    Works.objects.create(case=case, kind="building", use="dwelling", levels=2, height_m=7.0, geom=stored(box(2, 2, 10, 12)))
    run = check_land(case=case, by=town.corina)
    found = {row.code for row in run.findings.all()}
    assert "UTR-RETRAGERE" in found
    assert run.answer["locality"] == "inside"
    works = {"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "EPSG:3844"}}, "features": [{
        "type": "Feature", "geometry": json.loads(stored(box(2, 2, 10, 12)).geojson), "properties": {"kind": "building", "use": "dwelling", "levels": 2, "height_m": 7.0},
    }]}
    publish(Layer.objects.get(authority=town.authority, code="gas_pipes"), [], since=clock.now() + dt.timedelta(seconds=1))
    out = StringIO()
    file = _file(works)
    number = run.case.plot.parcels[0]["cadastral_number"]
    call_command("check_land", parcel=[f"990017:{number}"], works=file, procedure="urbanism_certificate", on=run.at.isoformat(), json=True, stdout=out)
    told = json.loads(out.getvalue())
    assert told["findings"] == json.loads(json.dumps(run.answer["findings"]))


def _file(content: dict[str, Any]) -> Any:
    import tempfile
    from pathlib import Path

    path = Path(tempfile.mkdtemp()) / "works.geojson"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"parcel": ["990017:999999"]}, "nu există"), ({"lonlat": [46.93, 26.37]}, "teritoriul niciunei"), ({"parcel": ["990017:50001"], "procedure": "nope"}, "Procedura"),
        ({"parcel": ["990017:50001"], "on": "31.12.2026"}, "Data"), ({"parcel": ["990017:50001"], "authority": "nope"}, "nu există în această instalare"),
        ({"area": _file({"type": "Polygon", "coordinates": [[[46.9, 26.3], [46.91, 26.3], [46.91, 26.31], [46.9, 26.3]]]})}, "inversate"),
        ({"area": _file({"type": "Polygon", "coordinates": [[[604500, 604000], [604510, 604000], [604510, 604010], [604500, 604000]]]})}, "nu sunt grade"),
    ],
)
def test_the_command_refuses_in_one_sentence(town: Town, asked: dict[str, Any], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence) as refused:
        call_command("check_land", **asked)
    assert refused.value.returncode == 2


def test_an_area_with_crossing_sides_is_mended_and_said(town: Town) -> None:
    west, south, east, north = box(2, 2, 10, 10).bounds
    ring = [[west, south], [east, north], [east, south], [west, north], [west, south]]
    out = StringIO()
    area = _file({"type": "Polygon", "coordinates": [ring], "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::31700"}}})
    call_command("check_land", area=area, json=True, stdout=out)
    told = json.loads(out.getvalue())
    assert told["repaired"]
    assert told["area_m2"] == pytest.approx(50.0, abs=0.01)
    human = StringIO()
    call_command("check_land", area=area, stdout=human)
    assert re.search(r"Stare: ", human.getvalue())


def test_two_trenches_near_in_space_and_time_are_asked_to_share(town: Town) -> None:
    first = dig(town, 10, *SUMMER)
    second = dig(town, 45, dt.date(2027, 7, 10), dt.date(2027, 7, 30))
    found = next(one for one in dig_findings(second) if one.code == "SAP-COMUN")
    assert found.state is layers.State.CONFLICT
    assert found.distance_m == pytest.approx(15 - 0.8, abs=0.05)
    assert "tranșee comună" in found.reason_ro
    assert first.number in found.reason_ro
    assert "SAP-COMUN" not in codes(dig(town, 90, dt.date(2027, 7, 10), dt.date(2027, 7, 30)))
    assert "SAP-COMUN" not in codes(dig(town, 46, dt.date(2027, 9, 10), dt.date(2027, 9, 30)))


def test_winter_and_new_pavement_forbid_digging(town: Town) -> None:
    assert codes(dig(town, 10, dt.date(2027, 3, 1), dt.date(2027, 3, 30)))["SAP-IARNA"] == "conflict"
    assert codes(dig(town, 120, *SUMMER)) == {}
    Feature.objects.filter(layer__authority=town.authority, layer__code="street_surfaces").update(attrs={"kind": "carriageway", "surface": "asphalt", "paved_on": "2026-05-01"})
    assert codes(dig(town, 200, *SUMMER)) == {"SAP-ASFALT": "conflict"}
    assert codes(dig(town, 260, *SUMMER, method="drilling")) == {}


def test_the_calendar_of_digs_is_public(town: Town, client: Any) -> None:
    soon = clock.today() + dt.timedelta(days=10)
    dig(town, 10, soon, soon + dt.timedelta(days=5))
    page = client.get(reverse("dig_calendar"))
    assert page.status_code == 200
    assert "Fântânii" in page.content.decode()
    assert "Horia" not in page.content.decode()


def drain_touches(town: Town) -> list[Touch]:
    with jobs.done_here():
        jobs.drain()
    return list(Touch.objects.filter(run__case__authority=town.authority, run__current=True))


def test_before_elena_publishes_she_sees_how_many_open_cases_it_touches(town: Town) -> None:
    case = town.reviewed()
    check_land(case=case, by=town.corina)
    pipes = Layer.objects.get(authority=town.authority, code="gas_pipes")
    there, away = shapely.centroid(box(8, 6, 10, 12)), shapely.centroid(box(2_000, 6, 10, 12))
    asked = {
        place: Delivery.objects.create(authority=town.authority, layer=pipes, state="reading", received_at=clock.now(), data_date=clock.today(), crs="3844")
        for place in ("there", "away")
    }
    kept = [Row(one.key, one.label, one.attrs, one.geom.hexewkb.decode()) for one in Feature.objects.filter(layer=pipes, until=None)]
    for place, middle in (("there", there), ("away", away)):
        line = shapely.LineString([(middle.x, middle.y), (middle.x + 1, middle.y)])
        stage(asked[place], [*kept, Row(key="NEW", label="", attrs={"kind": "distribution"}, geom=shapely.to_wkb(line, hex=True))])
    assert (layers.touched_by_delivery(asked["there"]), layers.touched_by_delivery(asked["away"])) == (1, 0)
    rule = Restriction(authority=town.authority, layer=pipes, code="NOU", distances=[{"distance_m": 5_000}])
    assert layers.touched_by_rule(rule) == 1


def test_a_rule_that_begins_tomorrow_touches_cases_tomorrow(town: Town) -> None:
    case = town.reviewed()
    check_land(case=case, by=town.corina)
    tomorrow = clock.today() + dt.timedelta(days=1)
    make_rule(Layer.objects.get(authority=town.authority, code="streets"), "STRADA", 50.0, valid_from=tomorrow)
    assert drain_touches(town) == []
    with clock.moved_to(clock.now() + dt.timedelta(days=1, minutes=1)):
        (touched,) = drain_touches(town)
        assert "STRADA" in {row["code"] for row in touched.added}
        check_land(case=case, by=town.corina)
        assert drain_touches(town) == []


def test_a_new_layer_version_lists_the_open_cases_it_touches(town: Town) -> None:
    case = town.reviewed()
    check_land(case=case, by=town.corina)
    monuments = Layer.objects.get(authority=town.authority, code="monuments")
    assert drain_touches(town) == []
    tower = ("NT-1", {"own_zone": False, "locality": "urban", "name": "Turn"}, box(30, 50, 5, 5))
    publish(monuments, [tower], since=clock.now())
    (touched,) = drain_touches(town)
    assert touched.run.case == case
    assert "LMI" in {row["code"] for row in touched.added}
    assert "(1)" in town.client("corina").get(reverse("inbox")).content.decode()
    page = town.client("corina").get(reverse("touched_cases"))
    assert case.number in page.content.decode()
    assert town.client("ana").get(reverse("touched_cases")).status_code == 404
    both = town.client("corina").get(reverse("compare_days", args=[case.pk]), {"first": (clock.today() - dt.timedelta(days=1)).isoformat()})
    assert both.status_code == 200
    assert "A apărut" in both.content.decode()
    assert town.client("ana").get(reverse("compare_days", args=[case.pk])).status_code == 404


def test_the_panel_says_what_can_be_built(town: Town, client: Any) -> None:
    PlanUnit.objects.filter(authority=town.authority).update(front_m=5)
    text = client.get(reverse("parcel_panel"), {"parcel": "50002"}).content.decode()
    assert "Ce pot construi aici" in text
    assert "envelope" in text


def test_the_gas_operator_is_told_of_a_planned_dig_once(town: Town) -> None:
    case = dig(town, 10, *SUMMER)
    check_land(case=case, by=town.corina)
    check_land(case=case, by=town.corina)
    told = Notice.objects.filter(case=case, kind="dig_planned")
    assert {notice.user for notice in told} >= {town.florin}
    assert told.count() == len({notice.user_id for notice in told})
    assert "tranșee comună" in told[0].body


def test_the_public_is_told_that_staff_check_more_and_nothing_else(town: Town, client: Any) -> None:
    military = Layer.objects.get(authority=town.authority, code="military")
    publish(military, [("M1", {"name": "Unitatea 01234"}, box(-1500, -1500, 60, 60))], since=clock.now())
    far = client.get(reverse("parcel_panel"), {"parcel": "50001"}).content.decode()
    publish(military, [("M1", {"name": "Unitatea 01234"}, box(-20, -20, 60, 60))], since=clock.now())
    near = client.get(reverse("parcel_panel"), {"parcel": "50001"}).content.decode()
    assert near == far
    for page in (near, far, client.post(reverse("live_check"), {"works": drawn(box(8, 6, 10, 12)), "parcel": "50001"}).content.decode()):
        assert "Verificare internă necesară" in page or "Straturi interne ale primăriei" in page
        assert not any(word in page for word in ("Unitatea 01234", "MIL-", "MApN", "Apărării"))
    case = town.reviewed()
    check_land(case=case, by=town.corina)
    assert {"MIL-MAPN", "MIL-MAI", "MIL-SRI"} <= {row.code for row in case.check_runs.get(current=True).findings.all()}
