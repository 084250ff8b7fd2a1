"""Who needs a second factor (TOTP or passkey), and the step that leads there: always before signing, elsewhere for staff by setting.

In the demonstration nobody is stopped, so that its people can be tried; the signing desk says so (`demo_exempts`).
"""
from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from encrypted_fields.fields import EncryptedCharField

from gisapp.accounts.models import User
from gisapp.accounts.roles import works_anywhere

# How every Fernet token begins: version 0x80 and a time before the year 2106.
FERNET = "gAAAAA"
View = Callable[..., HttpResponse]


def must_set_up(user: User) -> bool:
    """Tell whether the person may not sign yet: the house asks signatories for a second factor and this one has none."""
    return bool(settings.SIGNING_SECOND_FACTOR) and not is_mfa_enabled(user)


def demo_exempts(user: User) -> bool:
    """Tell whether the person signs without a second factor only because this is a demonstration."""
    return not settings.SIGNING_SECOND_FACTOR and not is_mfa_enabled(user)


def before_signing(view: View) -> View:
    """Lead a signatory without a second factor to set one up; nothing is signed."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if must_set_up(request.user):
            messages.error(request, _("Nu s-a semnat nimic: cine semnează acte are nevoie de a doua dovadă la intrare. Adăugați aici o cheie de acces sau o aplicație de coduri, apoi reveniți la semnat."))
            return redirect("mfa_index")
        return view(request, *args, **kwargs)

    return guarded


class MfaAdapter(DefaultMFAAdapter):
    """Secrets of code applications are encrypted at rest; who must have a second factor cannot remove the last one."""

    _cipher = EncryptedCharField(max_length=400)

    def encrypt(self, text: str) -> str:
        """Encrypt with the keys of personal data (SALT_KEY)."""
        return self._cipher.f.encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt with any of the keys in use."""
        try:
            return self._cipher.f.decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            if encrypted_text.startswith(FERNET):
                raise
            # Written before secrets were encrypted: it is replaced when `rotate_keys` runs.
            return encrypted_text

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Keep the last authenticator of staff where the house asks for one."""
        if not (settings.STAFF_SECOND_FACTOR or settings.SIGNING_SECOND_FACTOR) or not works_anywhere(authenticator.user):
            return True
        others = authenticator.user.authenticator_set.exclude(pk=authenticator.pk).exclude(type=authenticator.Type.RECOVERY_CODES)
        return bool(authenticator.type == authenticator.Type.RECOVERY_CODES or others.exists())
