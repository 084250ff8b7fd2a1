"""People, departments, roles, absences, sign-in."""
from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The room of people."""

    name = "gisapp.accounts"
    label = "accounts"
