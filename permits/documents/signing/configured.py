"""The signing context that the settings describe."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings

from permits.documents.demo_pki import open_pki

from .context import SigningConfig, SigningContext


def context_of_settings(*, location: str = "") -> SigningContext:
    """A fresh context, for one signature or one batch.

    ``TSA_URL`` names the time-stamping authority and ``SIGNING_OPTIONS["trust_roots"]`` (paths) the roots
    of the signatories' and the authority's certificates; with ``SIGNING_BACKEND=demo`` the demonstration
    PKI supplies what is not set.
    """
    options: dict[str, Any] = {}
    if settings.SIGNING_BACKEND == "demo":
        options |= open_pki(Path(settings.PKI_ROOT)).signing_config()
    names = ("trust_roots", "tsa_timeout", "tsa_auth", "fetch_timeout")
    options |= {name: settings.SIGNING_OPTIONS[name] for name in names if name in settings.SIGNING_OPTIONS}
    if settings.TSA_URL:
        options["tsa_url"] = settings.TSA_URL
    return SigningContext(SigningConfig.from_dict({**options, "location": location}))
