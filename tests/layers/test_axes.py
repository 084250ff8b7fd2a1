"""East and north are nearly equal where Pietricica lies: a swapped file must be noticed all the same."""

from __future__ import annotations

import datetime as dt

import pytest
import shapely

from layers.imports.axes import judge_axes
from layers.imports.staging import Row, stage
from layers.models import Delivery, Layer
from tests.town.fixtures import LoadedTown

pytestmark = pytest.mark.django_db


def staged(town: LoadedTown, code: str, *, flip: bool, other_keys: bool = False, into: str = "") -> Delivery:
    layer = Layer.objects.get(authority=town.authority, code=into or code)
    delivery = Delivery.objects.create(
        authority=town.authority, layer=layer, state="reading", received_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), data_date=dt.date(2026, 1, 1),
    )
    rows = town.town.layers[code][:300]
    return stage(delivery, (
        Row(key=("x" if other_keys else "") + row.key, label="", attrs={}, geom=shapely.to_wkb(shapely.transform(row.geom, lambda c: c[:, ::-1]) if flip else row.geom, hex=True))
        for row in rows
    ))


@pytest.mark.parametrize("code", ["parcels", "buildings", "gas_pipes", "water_pipes", "addresses"])
@pytest.mark.parametrize("other_keys", [False, True])
def test_a_swapped_delivery_is_noticed_and_a_right_one_is_not_accused(demo_town: LoadedTown, code: str, other_keys: bool) -> None:
    assert judge_axes(staged(demo_town, code, flip=True, other_keys=other_keys)).swapped is True
    assert judge_axes(staged(demo_town, code, flip=False, other_keys=other_keys)).swapped is not True
