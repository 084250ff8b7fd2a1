"""Sign-in details that differ from the library's defaults."""
from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from gisapp.accounts.models import Role
from gisapp.accounts.roles import has_role, is_staff


class AccountAdapter(DefaultAccountAdapter):
    """Sends staff to their inbox, endorsers to their desk and everybody else to their cases."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return where to go after signing in when no page was asked for."""
        if is_staff(request.user, request.authority):
            return reverse("inbox")
        if has_role(request.user, request.authority, Role.ENDORSER):
            return reverse("endorser_desk")
        return reverse("my_cases")
