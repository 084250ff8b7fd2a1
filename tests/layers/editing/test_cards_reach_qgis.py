"""A layer made or changed in the pages is in QGIS without anybody asking."""

from __future__ import annotations

import pytest
from django.db import connection
from django.urls import reverse

from layers.qgis import make_views, schema_of
from tests.layers.keepers.conftest import House
from tests.layers.keepers.test_layers import WELLS

pytestmark = pytest.mark.django_db


def columns(house: House, view: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_schema = %s AND table_name = %s", [schema_of(house.authority), view])
        return {row[0] for row in cursor.fetchall()}


def test_a_layer_added_in_the_pages_is_in_qgis_at_once(house: House) -> None:
    make_views(house.authority)
    assert house.client("elena").post(reverse("keepers_new_layer"), WELLS).status_code == 302
    assert {"fid", "kind", "geom"} <= columns(house, "wells")
    changed = {**WELLS, "attributes_text": WELLS["attributes_text"] + "\ndepth_m; Adâncime; număr", "coverage_choice": "keep"}
    assert house.client("elena").post(reverse("keepers_edit_layer", args=["wells"]), changed).status_code == 302
    assert "depth_m" in columns(house, "wells")


def test_a_town_hall_without_qgis_gets_no_views(house: House) -> None:
    assert house.client("elena").post(reverse("keepers_new_layer"), WELLS).status_code == 302
    assert columns(house, "wells") == set()
