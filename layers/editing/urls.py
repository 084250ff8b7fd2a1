"""Addresses of editing in the browser, under the keepers' pages of a layer."""
from __future__ import annotations

from django.urls import path

from layers.editing import feature_page, find, parcels_page

urlpatterns = [
    path("birou/straturi/<slug:code>/editare/", find.find, name="editing_find"),
    path("birou/straturi/<slug:code>/editare/loc/", find.at_place, name="editing_at"),
    path("birou/straturi/<slug:code>/editare/punct/", feature_page.point_text, name="editing_point"),
    path("birou/straturi/<slug:code>/editare/nou/", feature_page.new_feature, name="editing_new"),
    path("birou/straturi/<slug:code>/editare/<int:identity>/", feature_page.feature, name="editing_feature"),
    path("birou/straturi/<slug:code>/editare/<int:identity>/impartire/", parcels_page.split, name="editing_split"),
    path("birou/straturi/<slug:code>/editare/<int:identity>/alipire/", parcels_page.merge, name="editing_merge"),
]
