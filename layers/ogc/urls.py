"""Addresses of the service."""
from __future__ import annotations

from django.urls import path

from layers.ogc import downloads, views

urlpatterns = [
    path("ogc/", views.landing, name="ogc"),
    path("ogc/conformance", views.conformance, name="ogc_conformance"),
    path("ogc/api", views.api, name="ogc_api"),
    path("ogc/collections", views.collections, name="ogc_collections"),
    path("ogc/collections/<slug:code>", views.collection, name="ogc_collection"),
    path("ogc/collections/<slug:code>/queryables", views.queryables_of, name="ogc_queryables"),
    path("ogc/collections/<slug:code>/items", views.features, name="ogc_items"),
    path("ogc/collections/<slug:code>/items/<int:pk>", views.feature, name="ogc_item"),
    path("date/<slug:code>/v<int:number>.geojson", downloads.geojson, name="layer_geojson"),
    path("date/<slug:code>/v<int:number>.gpkg", downloads.geopackage, name="layer_geopackage"),
]
