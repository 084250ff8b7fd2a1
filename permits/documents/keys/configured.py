"""The keys that the settings name: one per signatory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from gisapp.core.errors import BadInput
from permits.documents.demo_pki import open_pki

from .base import SigningKey
from .choose import load_key
from .remote import Secrets

_BACKENDS = {"pkcs11": "pkcs11", "remote": "csc", "csc": "csc"}


def key_of(person: str, *, secrets: Secrets | None = None) -> SigningKey:
    """The signing key of `person` (the label under which the settings name them, e.g. a user name).

    ``SIGNING_BACKEND=demo`` takes the demonstration PKI's. Otherwise ``SIGNING_OPTIONS`` holds what all
    keys share, and under ``people`` what is one signatory's own::

        {"module": "/usr/lib/softhsm/libsofthsm2.so", "token_label": "primaria",
         "people": {"gheorghe": {"key_label": "primar", "certificate": "/etc/gisapp/primar.pem"}}}
    """
    if settings.SIGNING_BACKEND == "demo":
        pki = open_pki(Path(settings.PKI_ROOT))
        if person not in pki.people:
            raise BadInput(_("Semnatarul nu are încă o cheie demonstrativă; rulați „manage.py open_house” din nou."))
        return load_key(pki.key_config(person))
    options: dict[str, Any] = dict(settings.SIGNING_OPTIONS)
    people = options.pop("people", {})
    backend = _BACKENDS.get(settings.SIGNING_BACKEND)
    if backend is None or person not in people:
        raise BadInput(
            _("Semnatarul nu are o cheie de semnare configurată; administratorul o adaugă în SIGNING_OPTIONS."), code="no_key"
        )
    return load_key({**options, **people[person], "backend": backend}, secrets=secrets)


def demo_keys() -> bool:
    """Whether this installation signs with demonstration keys, and every page must say so."""
    return bool(settings.SIGNING_BACKEND == "demo")
