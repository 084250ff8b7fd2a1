"""Addresses of managers, quality, registers, archive, search and training."""
from __future__ import annotations

from django.urls import path

from permits.board import activity_page, dashboard

urlpatterns = [
    path("birou/conducere/", dashboard.dashboard, name="board"),
    path("birou/conducere/dosare.csv", dashboard.dashboard_csv, name="board_csv"),
    path("birou/activitate/", activity_page.my_activity, name="my_activity"),
    path("birou/activitate/oameni/", activity_page.people_activity, name="people_activity"),
    path("birou/activitate/<int:pk>/", activity_page.person_activity, name="person_activity"),
]
