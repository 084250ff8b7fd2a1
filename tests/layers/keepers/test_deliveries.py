"""Elena brings data in through the page: questions, counts, comparison, publication, the second person, undo."""

from __future__ import annotations

import contextlib
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from layers import crs
from layers.models import Delivery, Feature, Probe, StagedFeature

from .conftest import House, box, geojson

FOUR = {"A": box(0, 0), "B": box(30, 0), "C": box(60, 0), "D": box(90, 0)}


def post(house: House, name: str, *args: object, who: str = "elena", **data: str) -> None:
    answer = house.client(who).post(reverse(name, args=args), data)
    assert answer.status_code == 302, answer.content.decode()[:2000]


def keys(house: House, layer: str) -> list[str]:
    return sorted(Feature.objects.filter(layer=house.layer(layer), until=None).values_list("key", flat=True))


def test_elena_imports_compares_publishes_and_undoes(house: House) -> None:
    first = house.send("military", geojson(FOUR))
    assert first.state == "compared"
    assert "4 citite = 4 păstrate + 0 listate" in house.page(first)
    post(house, "keepers_publish", first.pk)
    assert keys(house, "military") == ["A", "B", "C", "D"]
    changed = {"A": box(0, 0), "B": box(31, 0), "C": box(60, 0), "D": box(90, 0), "E": box(120, 0)}
    second = house.send("military", geojson(changed, use="x"))
    assert second.report["changes"] == {"added": 1, "removed": 0, "moved": 1, "changed": 0, "kept": 3}
    assert "1,00" in house.page(second)
    shapes = json.loads(house.client("elena").get(reverse("keepers_delivery_map", args=[second.pk]) + "?ce=schimbari").content)
    assert {one["properties"]["finding"] for one in shapes["features"]} == {"added0", "moved0"}
    assert keys(house, "military") == ["A", "B", "C", "D"], "nothing is published before she decides"
    post(house, "keepers_publish", second.pk)
    assert keys(house, "military") == ["A", "B", "C", "D", "E"]
    assert "Anulați publicarea" in house.page(Delivery.objects.get(pk=second.pk))
    post(house, "keepers_undo", "military")
    assert keys(house, "military") == ["A", "B", "C", "D"]
    assert "retrasă" in house.page(Delivery.objects.get(pk=second.pk))


def test_many_deletions_wait_for_emil(house: House) -> None:
    post(house, "keepers_publish", house.send("military", geojson(FOUR)).pk)
    fewer = house.send("military", geojson({"A": box(0, 0)}))
    post(house, "keepers_publish", fewer.pk)
    fewer.refresh_from_db()
    assert (fewer.state, fewer.asked_by) == ("compared", house.people["elena"])
    post(house, "keepers_publish", fewer.pk)
    assert len(keys(house, "military")) == 4, "she cannot agree with herself"
    assert "Sunt de acord" in house.page(fewer, "emil")
    post(house, "keepers_publish", fewer.pk, who="emil")
    assert keys(house, "military") == ["A"]
    version = house.layer("military").versions.get(state="published")
    assert (version.published_by, version.seconded_by) == (house.people["elena"], house.people["emil"])


def test_what_was_rejected_and_repaired_is_listed_and_drawn(house: House) -> None:
    bow = shapely.Polygon([box(0, 0).exterior.coords[n] for n in (0, 2, 1, 3)])
    delivery = house.send("military", geojson({"bow": bow, "none": None, "line": shapely.LineString([(604500, 603000), (604520, 603000)]), "good": box(30, 0)}))
    page = house.page(delivery)
    assert (delivery.read_count, delivery.staged_count) == (4, 2)
    assert "fără geometrie: 1" in page
    assert "linie deschisă, fără arie" in page
    shapes = json.loads(house.client("elena").get(reverse("keepers_delivery_map", args=[delivery.pk])).content)["features"]
    assert sorted(one["properties"]["look"] for one in shapes) == ["conflict", "unknown"]
    assert StagedFeature.objects.get(delivery=delivery, key="bow").original is not None


@pytest.mark.parametrize("how", ["3844", "wkt"])
def test_a_file_without_coordinate_system_is_asked_about(house: House, how: str) -> None:
    from pyproj import CRS

    parts = _shapefile(house, with_crs=False)
    delivery = house.send("military", *parts)
    assert (delivery.state, delivery.question["kind"]) == ("asking", "crs")
    assert "sistem de coordonate" in house.page(delivery)
    refused = house.client("elena").post(reverse("keepers_answer", args=[delivery.pk]), {"crs": "un sistem"})
    assert refused.status_code == 422
    post(house, "keepers_answer", delivery.pk, crs="3844" if how == "3844" else CRS.from_epsg(3844).to_wkt(), key="key", label="label")
    from gisapp.core import jobs

    jobs.drain()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.staged_count) == ("compared", 4)


def _shapefile(house: House, *, with_crs: bool, encoding: str = "UTF-8", names: list[str] | None = None) -> list[SimpleUploadedFile]:
    import tempfile
    import warnings
    from pathlib import Path

    import geopandas
    import pyogrio

    with tempfile.TemporaryDirectory() as folder:
        frame = geopandas.GeoDataFrame({"key": list(FOUR), "label": names or list(FOUR)}, geometry=list(FOUR.values()), crs=3844 if with_crs else None)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            pyogrio.write_dataframe(frame, Path(folder) / "zone.shp", driver="ESRI Shapefile", encoding=encoding)
        # Without code page and with a silent language driver, as old programs write.
        table = bytearray((Path(folder) / "zone.dbf").read_bytes())
        table[29] = 0
        (Path(folder) / "zone.dbf").write_bytes(bytes(table))
        return [SimpleUploadedFile(one.name, one.read_bytes()) for one in Path(folder).iterdir() if one.suffix in (".shp", ".shx", ".dbf", ".prj")]


@pytest.mark.parametrize("encoding", ["CP1250", "CP852", "ISO-8859-2", "UTF-8"])
def test_the_parts_of_a_shapefile_in_an_old_encoding_come_out_right(house: House, encoding: str) -> None:
    names = ["\u015eoseaua \u0162ărănească", "Strada Înfră\u0163irii", "Pia\u0163a Brâncu\u015fi", "Calea Străjerilor"]
    delivery = house.send("military", *_shapefile(house, with_crs=True, encoding=encoding, names=names))
    assert delivery.state == "compared", delivery.question or delivery.failure
    assert StagedFeature.objects.get(delivery=delivery, key="B").label == "Strada Înfrățirii"
    assert "Codificarea textului a fost dedusă" in house.page(delivery)


def test_swapped_axes_are_never_mended_in_silence(house: House) -> None:
    swapped = {key: shapely.transform(shape, lambda points: points[:, ::-1]) for key, shape in {f"{50001 + n}": box(30 * n, 0) for n in range(6)}.items()}
    delivery = house.send("parcels", geojson(swapped, "parcele.geojson"))
    assert (delivery.state, delivery.question["kind"]) == ("asking", "axes")
    post(house, "keepers_answer", delivery.pk, axes="swapped", key="key")
    from gisapp.core import jobs

    jobs.drain()
    delivery.refresh_from_db()
    assert delivery.state == "compared"
    assert delivery.report["changes"]["moved"] == 0


def test_few_features_near_the_diagonal_are_published_only_once_elena_answers_for_their_axes(house: House) -> None:
    """East and north are both about 603,710 there: given and exchanged, all lies in the town."""
    near = {key: box(-790 + 12 * n, 705, 10, 10) for n, key in enumerate("ABC")}
    delivery = house.send("military", geojson(near))
    assert (delivery.state, delivery.report["axes"]["swapped"]) == ("compared", None)
    assert "Am privit harta" in house.page(delivery)
    post(house, "keepers_publish", delivery.pk)
    assert keys(house, "military") == []
    assert "Nu s-a publicat" in house.page(delivery)
    post(house, "keepers_publish", delivery.pk, axes_seen="1")
    assert keys(house, "military") == ["A", "B", "C"]
    delivery.refresh_from_db()
    assert delivery.report["axes"]["confirmed"] == house.people["elena"].pk


def test_degrees_in_their_place_need_no_answer(house: House) -> None:
    near = {key: crs.from_stereo70_shape(box(-790 + 12 * n, 705, 10, 10), 4326) for n, key in enumerate("ABC")}
    delivery = house.send("military", geojson(near, crs="4326"))
    assert (delivery.state, delivery.report["axes"]["witness"]) == ("compared", "range")
    post(house, "keepers_publish", delivery.pk)
    assert keys(house, "military") == ["A", "B", "C"]


def test_the_commands_compare_publish_and_undo_as_json(house: House, tmp_path: Path) -> None:
    path = tmp_path / "zone.geojson"
    path.write_bytes(geojson({"A": box(0, 0), "B": box(30, 0)}).read())

    def told(*args: str) -> dict[str, Any]:
        out = StringIO()
        with contextlib.suppress(SystemExit):
            call_command(*args, "--json", stdout=out)
        answer: dict[str, Any] = json.loads(out.getvalue())
        return answer

    compared = told("import_layer", "pietricica", "military", str(path), "--key", "key")
    assert (compared["state"], compared["changes"]["added"], compared["touched"]) == ("compared", 2, 0)
    assert keys(house, "military") == []
    published = told("publish_delivery", "pietricica", str(compared["delivery"]))
    assert (published["state"], published["version"]) == ("published", 1)
    assert keys(house, "military") == ["A", "B"]
    assert told("publish_delivery", "pietricica", str(compared["delivery"]))["refused"] == "delivery_not_waiting"
    assert told("undo_layer", "pietricica", "military")["refused"] == "nothing_to_undo"
    path.write_bytes(geojson({"A": box(0, 0), "B": box(30, 0), "C": box(60, 0)}).read())
    assert told("import_layer", "pietricica", "military", str(path), "--key", "key", "--publish")["version"] == 2
    undone = told("undo_layer", "pietricica", "military")
    assert (undone["version"], undone["undoes"], undone["back_to"], undone["features"]) == (3, 2, 1, 2)
    assert keys(house, "military") == ["A", "B"]


def test_degrees_with_latitude_first_are_asked_about(house: House) -> None:
    degrees = {key: shapely.transform(crs.from_stereo70_shape(shape, 4326), lambda points: points[:, ::-1]) for key, shape in FOUR.items()}
    delivery = house.send("military", geojson(degrees, crs="4326"))
    assert (delivery.state, delivery.question["kind"]) == ("asking", "axes")


def test_a_failed_probe_stops_the_publication_and_the_old_version_stays(house: House) -> None:
    answer = house.client("elena").post(reverse("keepers_add_probe", args=["zoning"]), {"title": "Parcela 50001 este în L1a", "kind": "place", "parcel": "50001", "expected_key": "L1a"})
    assert answer.status_code == 302
    assert Probe.objects.get().last_ok is True
    delivery = house.send("zoning", geojson({"L1a": box(90, -10, 200, 50), "L2": box(-10, -10, 100, 50)}))
    post(house, "keepers_publish", delivery.pk)
    delivery.refresh_from_db()
    assert delivery.state == "compared"
    assert delivery.report["stopped"]["code"] == "probe_failed"
    assert "așteptat L1a, găsit L2" in house.page(delivery)
    assert house.layer("zoning").versions.get(state="published").number == 1


def test_a_failed_delivery_leaves_the_layer_and_says_why(house: House) -> None:
    delivery = house.send("military", SimpleUploadedFile("a.gpkg", b"nimic"))
    assert delivery.state == "failed"
    assert "deteriorat" in house.page(delivery)
    dwg = house.send("military", SimpleUploadedFile("plan.dwg", b"AC1027"))
    assert "GeoPackage" in dwg.failure
    post(house, "keepers_discard", dwg.pk)


def test_a_file_whose_fields_have_other_names_is_asked_which_is_which(house: House) -> None:
    text = "cod;fel;wkt\n" + "\n".join(f"{key};cattle;{shape.wkt}" for key, shape in FOUR.items())
    delivery = house.send("sanitary", SimpleUploadedFile("ferme.csv", text.encode()), crs="3844")
    assert (delivery.state, delivery.question["kind"]) == ("asking", "fields")
    assert "cod (A, B" in house.page(delivery)
    kind = [one["name"] for one in house.layer("sanitary").attribute_schema].index("kind")
    post(house, "keepers_answer", delivery.pk, key="cod", **{f"attr{kind}": "fel"})
    from gisapp.core import jobs

    jobs.drain()
    delivery.refresh_from_db()
    assert delivery.state == "compared"
    assert StagedFeature.objects.get(delivery=delivery, key="A").attrs["kind"] == "cattle"


def test_a_version_that_came_in_between_is_compared_anew(house: House) -> None:
    first, second = house.send("military", geojson(FOUR)), house.send("military", geojson({**FOUR, "E": box(120, 0)}))
    post(house, "keepers_publish", first.pk)
    post(house, "keepers_publish", second.pk)
    second.refresh_from_db()
    assert (second.state, second.report["stopped"]["code"]) == ("compared", "compared_anew")
    assert second.report["changes"]["added"] == 1
    post(house, "keepers_publish", second.pk)
    assert len(keys(house, "military")) == 5
