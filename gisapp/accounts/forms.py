"""Sign-up form: the name as in the identity card, needed on every paper."""
from __future__ import annotations

from typing import Any

from allauth.account.forms import SignupForm as BaseSignupForm
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from gisapp.accounts.models import User


class SignupForm(BaseSignupForm):
    """E-mail, password, given and family name."""

    first_name = forms.CharField(label=_("Prenume"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "given-name"}))
    last_name = forms.CharField(label=_("Nume"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "family-name"}))

    def save(self, request: HttpRequest) -> Any:
        """Create the account with the names."""
        user: User = super().save(request)
        user.first_name = self.cleaned_data["first_name"]
        user.last_name = self.cleaned_data["last_name"]
        user.save(update_fields=["first_name", "last_name"])
        return user
