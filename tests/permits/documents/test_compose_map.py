"""The extract of a case from the stored layers: whole up to the frame, or not at all."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.gis.geos import GEOSGeometry
from django.db import DatabaseError
from shapely.geometry import LineString, box
from shapely.geometry.base import BaseGeometry

from gisapp.accounts.models import Authority
from layers import drawing
from layers.imports.seed import seed_catalog
from layers.models import Feature, Layer, LayerVersion
from permits.documents.compose.map import draw_land
from permits.documents.map_extract import LayerNotDrawn, ParcelShape
from tests.permits.documents import land

pytestmark = pytest.mark.django_db
SINCE = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)


def publish(layer: Layer, shapes: dict[str, BaseGeometry]) -> None:
    """Store shapes as the published version of a layer. Tiles are not looked at here: their geometry is only a filler."""
    LayerVersion.objects.create(layer=layer, number=1, state="published", data_date=land.SURVEYED, published_at=SINCE, feature_count=len(shapes))
    Feature.objects.bulk_create(
        Feature(
            layer=layer, key=key, label=key, geom=GEOSGeometry(shape.wkt, srid=3844), geom_3857=GEOSGeometry("POINT (0 0)", srid=3857),
            fingerprint=key[:32], since=SINCE,
        )
        for key, shape in shapes.items()
    )


@pytest.fixture
def town() -> Authority:
    authority = Authority.objects.create(slug="t", siruta="990017", name="Municipiul Pietricica", kind="municipality", county="Neamț", county_code="NT")
    layers = seed_catalog(authority)
    publish(layers["parcels"], {each.cadastral_number: each.geometry for each in land.parcels()})
    publish(layers["streets"], {"Strada Ștefan Luchian": LineString([(land.EAST - 400, land.NORTH), (land.EAST + 400, land.NORTH + 40)])})
    publish(layers["gas_pipes"], {"gaz": LineString([(land.EAST - 400, land.NORTH + 5), (land.EAST + 400, land.NORTH + 45)])})
    return authority


def test_everything_up_to_the_frame_is_on_the_map(town: Authority) -> None:
    wide = ParcelShape("70003", box(land.EAST - 60, land.NORTH + 20, land.EAST + 60, land.NORTH + 100))
    extract = draw_land(town, wide)
    assert extract.scale == 2000
    shown = [each for each in land.parcels() if each.geometry.intersects(box(*extract.bounds))]
    far = [each for each in shown if each.geometry.distance(wide.geometry) > 70]
    assert far
    assert sum(f">{each.cadastral_number}<" in extract.svg for each in shown) > 0.75 * len(shown)
    assert any(f">{each.cadastral_number}<" in extract.svg for each in far)
    titles = {entry.title: entry.data_date for entry in extract.legend}
    assert titles["Rețea de gaze"] == land.SURVEYED
    assert titles["Parcele vecine, cu numărul cadastral"] == land.SURVEYED
    assert extract.overview_svg


def test_own_parcels_are_not_drawn_as_neighbours(town: Authority) -> None:
    plot = land.plot_near()
    extract = draw_land(town, plot, own=[plot.cadastral_number])
    assert extract.svg.count(f">{plot.cadastral_number}<") == 1


@pytest.mark.parametrize("unread", ["gas_pipes", "parcels"])
def test_a_layer_that_the_database_cannot_read_stops_the_document(town: Authority, monkeypatch: pytest.MonkeyPatch, unread: str) -> None:
    real = drawing.features_near

    def fails(authority: Authority, area: GEOSGeometry, codes: list[str], **options: object) -> list[object]:
        if unread in codes:
            raise DatabaseError("gone")
        return real(authority, area, codes, **options)  # type: ignore[arg-type, return-value]

    monkeypatch.setattr(drawing, "features_near", fails)
    with pytest.raises(LayerNotDrawn):
        draw_land(town, land.plot_near())


def test_a_style_that_paper_cannot_take_stops_the_document(town: Authority) -> None:
    layer = Layer.objects.get(authority=town, code="gas_pipes")
    layer.style = {"colour": 'red" onload="x'}
    layer.save()
    with pytest.raises(LayerNotDrawn, match="stilul"):
        draw_land(town, land.plot_near())
