"""All addresses of the house, by room."""
from __future__ import annotations

from django.conf import settings
from django.urls import include, path
from django.views.i18n import set_language

from gisapp import health, metrics

handler500 = "gisapp.core.refusals.failed"
urlpatterns = [
    path("limba/", set_language, name="set_language"),
    path("cont/", include("allauth.urls")),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("metrics", metrics.metrics, name="metrics"),
    path("", include("chatbot.urls")),
    path("", include("layers.urls")),
    path("", include("permits.rest.urls")),
    path("", include("permits.urls")),
]
if settings.DEBUG or settings.DEMO:
    from gisapp import styleguide

    urlpatterns += [path("stil/", styleguide.citizen_guide, name="styleguide"), path("stil/birou/", styleguide.office_guide, name="styleguide_office")]
