"""Addresses of the land: tiles, style, search."""
from __future__ import annotations

from django.urls import path

from layers import suggestions
from layers.editing import urls as editing
from layers.keepers import urls as keepers
from layers.ogc import urls as ogc
from layers.qgis import pages as qgis
from layers.tiles import views

urlpatterns = [
    path("tiles/<slug:code>/<int:version>/<int:z>/<int:x>/<int:y>.mvt", views.tile, name="tile"),
    path("harta/stil.json", views.style, name="map_style"),
    path("harta/cauta", suggestions.search, name="search_places"),
    *ogc.urlpatterns,
    path("date/qgis/proiect.qgs", qgis.project, name="qgis_project"),
    *keepers.urlpatterns,
    *editing.urlpatterns,
]
