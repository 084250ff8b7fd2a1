"""Elena publishes: versions, comparison, the second person, undo, reading as of a day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import shapely
from django.contrib.gis.geos import MultiPolygon, Polygon

from gisapp.accounts.models import Authority, User
from gisapp.core.errors import NotAllowed, Refused
from layers.extracts import features_near
from layers.imports.publish import undo
from layers.imports.rows import publish_rows
from layers.imports.staging import Row
from layers.models import Delivery, Feature, Layer, LayerVersion, Piece, RejectedFeature

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 1)
EVERYWHERE = MultiPolygon(Polygon.from_bbox((600_000, 600_000, 610_000, 610_000)), srid=3844)


@pytest.fixture
def zones() -> Layer:
    town = Authority.objects.create(slug="proba", siruta="999001", name="Proba", kind="town", county="Neamț", county_code="NT")
    return Layer.objects.create(authority=town, code="zones", title_ro="Zone", geometry="polygon", most_deleted_share=0.5)


def row(key: str, x: float, *, size: float = 10, siruta: str = "", **attrs: Any) -> Row:
    return Row(key=key, label=f"Zona {key}", attrs=attrs, geom=shapely.to_wkb(shapely.box(604_000 + x, 604_000, 604_000 + x + size, 604_000 + size), hex=True), siruta=siruta)


def publish(layer: Layer, *rows: Row, **more: Any) -> LayerVersion:
    return publish_rows(layer=layer, rows=rows, data_date=TODAY, coverage=EVERYWHERE, **more)


def now_in(layer: Layer) -> list[str]:
    return sorted(Feature.objects.filter(layer=layer, until=None).values_list("key", flat=True))


def test_a_new_delivery_is_compared_and_only_what_changed_gets_new_rows(zones: Layer) -> None:
    publish(zones, row("A", 0), row("B", 20), row("C", 40, use="x"))
    kept = Feature.objects.get(layer=zones, key="A").pk
    second = publish(zones, row("A", 0), row("B", 21), row("C", 40, use="y"), row("D", 60))
    assert second.counts == {"added": 1, "removed": 0, "moved": 1, "changed": 1, "kept": 1}
    assert second.number == 2
    assert second.feature_count == 4
    assert Feature.objects.get(layer=zones, key="A", until=None).pk == kept
    assert LayerVersion.objects.get(layer=zones, number=1).state == LayerVersion.State.SUPERSEDED
    assert Piece.objects.filter(layer=zones, until=None).count() == 4


def test_the_order_in_the_file_changes_nothing(zones: Layer) -> None:
    rows = [row("A", 0), row("A", 20), row("B", 40), row("", 60), row("", 80)]
    publish(zones, *rows)
    assert publish(zones, *reversed(rows)).counts == {"added": 0, "removed": 0, "moved": 0, "changed": 0, "kept": 5}


def test_the_same_number_in_two_villages_is_two_parcels(zones: Layer) -> None:
    version = publish(zones, row("54", 0, siruta="111"), row("54", 20, siruta="222"))
    assert version.feature_count == 2
    assert publish(zones, row("54", 0, siruta="111"), row("54", 25, siruta="222")).counts["moved"] == 1


def test_what_elena_deletes_in_bulk_needs_a_second_person(zones: Layer) -> None:
    elena, dan = User.objects.create_user("elena@x.example"), User.objects.create_user("dan@x.example")
    publish(zones, row("A", 0), row("B", 20), row("C", 40))
    with pytest.raises(NotAllowed, match="unei a doua persoane"):
        publish(zones, row("A", 0), by=elena)
    with pytest.raises(NotAllowed):
        publish(zones, row("A", 0), by=elena, seconded_by=elena)
    assert now_in(zones) == ["A", "B", "C"]
    assert publish(zones, row("A", 0), by=elena, seconded_by=dan).seconded_by == dan
    assert now_in(zones) == ["A"]


def test_undo_brings_back_what_was_and_keeps_what_was_shown(zones: Layer) -> None:
    publish(zones, row("A", 0), row("B", 20))
    wrong = publish(zones, row("A", 5), row("C", 40))
    back = undo(layer=zones, by=None)
    assert now_in(zones) == ["A", "B"]
    assert (back.number, back.feature_count) == (3, 2)
    wrong.refresh_from_db()
    assert wrong.state == LayerVersion.State.UNDONE
    assert Feature.objects.filter(layer=zones, key="C").exclude(until=None).exists()
    assert Piece.objects.filter(layer=zones, until=None).count() == 2
    undo(layer=zones, by=None)
    assert now_in(zones) == ["A", "C"]


def test_there_is_nothing_to_undo_in_a_new_layer(zones: Layer) -> None:
    with pytest.raises(Refused):
        undo(layer=zones, by=None)
    publish(zones, row("A", 0))
    with pytest.raises(Refused):
        undo(layer=zones, by=None)


def test_the_layer_still_says_what_it_said_on_a_day(zones: Layer) -> None:
    year_ago = dt.datetime(2025, 6, 1, 12, tzinfo=dt.UTC)
    publish(zones, row("A", 0), at=year_ago)
    publish(zones, row("B", 0), at=year_ago + dt.timedelta(days=100), seconded_by=User.objects.create_user("dan@x.example"))
    area = EVERYWHERE
    assert [f.key for f in features_near(zones.authority, area, ["zones"], on=dt.date(2025, 6, 30))] == ["A"]
    assert [f.key for f in features_near(zones.authority, area, ["zones"], on=dt.date(2025, 5, 31))] == []
    assert [f.key for f in features_near(zones.authority, area, ["zones"])] == ["B"]


def test_bad_shapes_are_repaired_with_the_original_kept_or_listed_with_a_reason(zones: Layer) -> None:
    bow_tie = shapely.Polygon([(604000, 604000), (604010, 604010), (604010, 604000), (604000, 604010)])
    rows = [
        Row("bow", "", {}, shapely.to_wkb(bow_tie, hex=True)), Row("nothing", "", {}, ""), Row("point", "", {}, shapely.to_wkb(shapely.Point(604000, 604000), hex=True)),
        Row("flat", "", {}, shapely.to_wkb(shapely.Polygon([(604000, 604000), (604010, 604000), (604020, 604000)]), hex=True)),
        Row("far", "", {}, shapely.to_wkb(shapely.box(26.3, 46.9, 26.4, 47.0), hex=True)), row("twin", 0), row("twin", 0),
        Row("closed", "", {}, shapely.to_wkb(shapely.LineString(shapely.box(604100, 604000, 604110, 604010).exterior), hex=True)),
    ]
    publish(zones, *rows)
    stored = {f.key: f for f in Feature.objects.filter(layer=zones)}
    assert set(stored) == {"bow", "twin", "closed"}
    assert stored["bow"].original is not None
    assert stored["bow"].geom.area == pytest.approx(50)
    assert stored["closed"].repaired == "closed_line"
    assert stored["twin"].original is None
    reasons = dict(RejectedFeature.objects.filter(delivery__layer=zones).values_list("key", "reason"))
    assert reasons == {"nothing": "no_geometry", "point": "wrong_kind", "flat": "nothing_left_after_repair", "far": "outside_stereo70", "twin": "identical_twice"}
    delivery = Delivery.objects.get(layer=zones)
    assert delivery.read_count == len(rows) == delivery.staged_count + delivery.rejected.count()


def test_a_delivery_of_which_nothing_could_be_kept_leaves_the_layer_alone(zones: Layer) -> None:
    publish(zones, row("A", 0))
    with pytest.raises(Refused, match="rămâne neschimbat"):
        publish(zones, Row("nothing", "", {}, ""))
    assert now_in(zones) == ["A"]
    assert zones.versions.get(state="published").number == 1


def test_a_large_zone_is_cut_into_pieces_that_add_up(zones: Layer) -> None:
    circle = shapely.Point(604_500, 604_500).buffer(300, quad_segs=500)
    publish(zones, Row("round", "", {}, shapely.to_wkb(circle, hex=True)))
    pieces = Piece.objects.filter(layer=zones)
    assert pieces.count() > 8
    assert sum(piece.geom.area for piece in pieces) == pytest.approx(circle.area, rel=1e-9)


def test_text_that_copy_would_stumble_over_arrives_whole(zones: Layer) -> None:
    said = 'tab\t, rând\n nou, \\N, „ghilimele”, ș ț, \\u0041'
    publish(zones, Row("t", said, {"note": said}, row("t", 0).geom))
    stored = Feature.objects.get(layer=zones)
    assert stored.label == said
    assert stored.attrs["note"] == said
