"""A person makes, renews or withdraws the secret address of their calendar."""
from __future__ import annotations

import hashlib
import secrets

from django.db import transaction

from gisapp.accounts.models import Authority, User
from gisapp.core import clock
from permits.models import CalendarFeed


def digest_of(token: str) -> str:
    """Return what is stored of a secret."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def open_feed(*, user: User, authority: Authority) -> str:
    """Return a new secret of 256 bits; the address before stops working. It is shown once: only its hash is kept."""
    token = secrets.token_urlsafe(32)
    CalendarFeed.objects.update_or_create(authority=authority, user=user, defaults={"token_sha256": digest_of(token), "created_at": clock.now(), "read_at": None})
    return token


def close_feed(*, user: User, authority: Authority) -> None:
    """Withdraw the address."""
    CalendarFeed.objects.filter(user=user, authority=authority).delete()
