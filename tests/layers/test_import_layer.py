"""Elena brings files in on the command line: formats, coordinates, fields, and the count that must come out."""

from __future__ import annotations

import json
import zipfile
from io import StringIO
from pathlib import Path
from typing import Any

import pyogrio
import pytest
import shapely
from django.core.management import call_command
from django.core.management.base import CommandError

from layers import crs
from layers.models import Delivery, Feature, LayerVersion, RejectedFeature

pytestmark = pytest.mark.django_db
SQUARES = [shapely.box(604_000 + 20 * n, 604_000, 604_010 + 20 * n, 604_010) for n in range(5)]
NAMES = ["Șoseaua Țărănească", "Strada Înfrățirii", "Aleea „Gării”", "Piața Brâncuși", "Calea Străjerilor"]


def write(path: Path, driver: str, *, shapes: list[Any] | None = None, names: list[str] | None = None, epsg: int = 3844, with_crs: bool = True, **options: Any) -> Path:
    """Write the five squares with pyogrio (GDAL of the virtual environment: tests make files, they do not read strangers' ones)."""
    import geopandas

    frame = geopandas.GeoDataFrame({"nr": [f"5000{n}" for n in range(5)], "uat": ["990017"] * 5, "nume": names or NAMES}, geometry=shapes or SQUARES, crs=epsg if with_crs else None)
    pyogrio.write_dataframe(frame, path, driver=driver, **options)
    return path


def run(file: Path, *args: str, layer: str = "parcels", publish: bool = True) -> dict[str, Any]:
    out = StringIO()
    more = ["--publish"] if publish else []
    fields = [] if "--key" in args else ["--key", "nr", "--siruta-field", "uat"]
    call_command("import_layer", "proba", layer, str(file), "--create-authority", "proba:990017:Proba", *fields, *more, *args, "--json", stdout=out)
    return dict(json.loads(out.getvalue()))


def refused(file: Path, *args: str) -> dict[str, Any]:
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("import_layer", "proba", "parcels", str(file), "--create-authority", "proba:990017:Proba", "--key", "nr", *args, "--json", stdout=out)
    return dict(json.loads(out.getvalue()))


@pytest.mark.parametrize(("name", "driver"), [("a.gpkg", "GPKG"), ("a.shp", "ESRI Shapefile"), ("a.tab", "MapInfo File"), ("a.fgb.geojson", "GeoJSON")])
def test_each_format_gives_the_same_five_parcels(tmp_path: Path, name: str, driver: str) -> None:
    path = write(tmp_path / name, driver, **({"encoding": "UTF-8"} if driver in ("ESRI Shapefile", "MapInfo File") else {}))
    told = run(path, "--crs", "3844", "--field", "use=nume", "--axes", "as_given")
    assert (told["read"], told["stored"], told["listed"], told["state"], told["version"]) == (5, 5, 0, "published", 1)
    stored = Feature.objects.filter(layer__code="parcels").order_by("key")
    assert [f.key for f in stored] == [f"5000{n}" for n in range(5)]
    assert [f.attrs["use"] for f in stored] == NAMES
    assert stored[0].siruta == "990017"
    # MapInfo keeps centimetres.
    assert shapely.from_wkb(bytes(stored[0].geom.wkb)).hausdorff_distance(SQUARES[0]) < 0.02


def test_wgs84_lands_where_it_belongs_to_the_centimetre(tmp_path: Path) -> None:
    degrees = [crs.from_stereo70_shape(square, 4326) for square in SQUARES]
    run(write(tmp_path / "a.geojson", "GeoJSON", shapes=degrees, epsg=4326, layer_options={"COORDINATE_PRECISION": "9"}))
    stored = Feature.objects.get(key="50003")
    assert shapely.from_wkb(bytes(stored.geom.wkb)).normalize().exterior.hausdorff_distance(SQUARES[3].normalize().exterior) < 0.01


@pytest.mark.parametrize("encoding", ["CP1250", "ISO-8859-2", "CP852"])
def test_a_zipped_shapefile_in_an_old_encoding_comes_out_with_comma_below(tmp_path: Path, encoding: str) -> None:
    with_cedilla = [name.translate(str.maketrans("ȘșȚț„”", "ŞşŢţ''")) for name in NAMES]
    write(tmp_path / "parcele.shp", "ESRI Shapefile", names=with_cedilla, encoding=encoding)
    with zipfile.ZipFile(tmp_path / "livrare.zip", "w") as archive:
        for part in tmp_path.glob("parcele.*"):
            if part.suffix != ".cpg":
                archive.write(part, f"Livrare/{part.name}")
    run(tmp_path / "livrare.zip", "--encoding", encoding.lower(), "--field", "use=nume")
    assert Feature.objects.get(key="50001").attrs["use"] == "Strada Înfrățirii"
    assert Feature.objects.get(key="50000").attrs["use"] == "Șoseaua Țărănească"


@pytest.mark.filterwarnings("ignore:.crs. was not provided:UserWarning")
def test_a_shapefile_without_index_and_crs_is_read_when_the_crs_is_told(tmp_path: Path) -> None:
    path = write(tmp_path / "a.shp", "ESRI Shapefile", with_crs=False)
    (tmp_path / "a.shx").unlink()
    (tmp_path / "a.prj").unlink(missing_ok=True)
    assert refused(path)["refused"] == "import.crs_missing"
    assert Delivery.objects.get().state == Delivery.State.FAILED
    assert run(path, "--crs", "3844")["stored"] == 5


def test_csv_with_wkt_or_with_columns_of_coordinates(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("nr;uat;wkt\n" + "\n".join(f"5000{n};990017;{square.wkt}" for n, square in enumerate(SQUARES)) + "\n", encoding="utf-8")
    assert refused(tmp_path / "a.csv", "--crs", "3844", "--siruta-field", "uat", "--publish")["refused"] == "axes_undecided", "nothing is known yet of this town: east and north might be exchanged"
    assert run(tmp_path / "a.csv", "--crs", "3844", "--axes", "as_given")["stored"] == 5
    (tmp_path / "b.csv").write_text("key,street,number,x,y\n1,17001,4,604000.5,604010.25\n2,17001,6,604020,604010\n", encoding="utf-8")
    assert run(tmp_path / "b.csv", "--crs", "3844", "--axes", "as_given", "--key", "key", layer="addresses")["stored"] == 2
    assert Feature.objects.get(layer__code="addresses", key="1").geom.coords == (604000.5, 604010.25)
    assert Feature.objects.get(layer__code="addresses", key="1").attrs["number"] in ("4", 4)
    (tmp_path / "c.csv").write_text("key,street,number,nord,est\n1,17001,4,604010.25,604000.5\n2,17001,6,604010,604020\n", encoding="utf-8")
    assert run(tmp_path / "c.csv", "--crs", "3844", "--key", "key", layer="addresses")["axes"] == {"verified": True, "witness": "names", "confirmed": False}


def test_the_second_delivery_says_what_it_changes_before_anything_is_published(tmp_path: Path) -> None:
    run(write(tmp_path / "a.gpkg", "GPKG"))
    moved = [shapely.affinity.translate(SQUARES[0], 1, 0), *SQUARES[1:]]
    told = run(write(tmp_path / "b.gpkg", "GPKG", shapes=moved), publish=False)
    assert told["changes"] == {"added": 0, "removed": 0, "moved": 1, "changed": 0, "kept": 4}
    assert told["state"] == "compared"
    assert LayerVersion.objects.filter(layer__code="parcels").count() == 1


def test_a_file_with_several_layers_asks_which(tmp_path: Path) -> None:
    write(tmp_path / "a.gpkg", "GPKG", layer="one")
    write(tmp_path / "a.gpkg", "GPKG", layer="two", append=True)
    told = refused(tmp_path / "a.gpkg")
    assert told["refused"] == "import.choose_layer"
    assert "one, two" in told["sentence"]
    assert run(tmp_path / "a.gpkg", "--source-layer", "two")["source_layer"] == "two"


def test_a_field_that_is_not_there_is_named(tmp_path: Path) -> None:
    told = refused(write(tmp_path / "a.gpkg", "GPKG"), "--field", "use=folosinta")
    assert told["refused"] == "import.no_such_field"
    assert "folosinta" in told["sentence"]
    assert "nume" in told["sentence"]


def test_every_feature_is_stored_or_listed(tmp_path: Path) -> None:
    bow_tie = shapely.Polygon([(604000, 604000), (604010, 604010), (604010, 604000), (604000, 604010)])
    told = run(write(tmp_path / "a.gpkg", "GPKG", shapes=[SQUARES[0], None, bow_tie, shapely.Point(604000, 604000), SQUARES[4]], geometry_type="Unknown"))
    assert told["read"] == 5 == told["stored"] + told["listed"]
    assert told["rejected"] == {"no_geometry": 1, "wrong_kind": 1}
    assert told["repaired"] == 1
    assert RejectedFeature.objects.count() == 2


def test_unknown_authority_and_layer_are_said_plainly(tmp_path: Path) -> None:
    path = write(tmp_path / "a.gpkg", "GPKG")
    with pytest.raises(CommandError, match="No authority"):
        call_command("import_layer", "nicaieri", "parcels", str(path))
    with pytest.raises(CommandError, match="No layer"):
        call_command("import_layer", "proba", "nimic", str(path), "--create-authority", "proba:990017:Proba")
