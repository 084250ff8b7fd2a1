"""What a delivery touches: an empty layer that Elena declared empty has spoken, so only land near the change is touched."""

from __future__ import annotations

import pytest
from django.contrib.gis.geos import GEOSGeometry

from gisapp.core import clock
from layers import touches
from layers.imports.coverage import own_limit
from layers.imports.declare import declare_empty

from .conftest import House, box, geojson


def test_a_layer_declared_empty_is_not_silent(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    near, far = (touches.Watched(name, GEOSGeometry(box(x, 0).wkb_hex, srid=3844)) for name, x in (("near", 5), ("far", 700)))
    monkeypatch.setattr(touches, "_watching", [(lambda _authority, _code: [near, far], lambda _change: None)])
    delivery = house.send("military", geojson({"a": box(0, 0)}))
    assert touches.touched_by_delivery(delivery) == 2
    declare_empty(layer=house.layer("military"), by=house.people["elena"], on=clock.today(), coverage=own_limit(house.authority))
    assert touches.touched_by_delivery(delivery) == 1
