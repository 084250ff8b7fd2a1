"""Addresses of the land: tiles, style, search."""
from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
