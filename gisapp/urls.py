"""All addresses of the house, by room."""
from __future__ import annotations

from django.conf import settings
from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("limba/", set_language, name="set_language"),
    path("cont/", include("allauth.urls")),
]
