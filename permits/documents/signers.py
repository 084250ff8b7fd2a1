"""Which key signs for whom, by the settings of the installation."""
from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from gisapp.accounts.models import Authority, User
from gisapp.core.errors import Refused
from permits.documents.demo_pki import create, open_pki
from permits.documents.keys.base import SigningKey
from permits.documents.keys.choose import load_key
from permits.documents.signing import SigningConfig, SigningContext


def label_of(signer: User | None, authority: Authority) -> str:
    """Return the name of the signer's key: `u12` for a person, `seal-pietricica` for the authority's seal."""
    return f"u{signer.pk}" if signer is not None else f"seal-{authority.slug}"


# A context holds revocation data: a minute old is fresh enough, and a batch never outlives it by much.
FRESH_SECONDS = 60.0
_mine = threading.local()


def key_of(signer: User | None, authority: Authority, *, secrets: Any = None) -> SigningKey:
    """Open the key of a person, or the authority's seal for None. Raises Refused when none is set up."""
    label = label_of(signer, authority)
    if settings.DOCUMENT_SIGNING == "demo":
        return _demo_key(threading.get_ident(), str(settings.PKI_ROOT), settings.PKI_URL, label, signer.full_name if signer is not None else authority.name)
    configured: Mapping[str, Mapping[str, Any]] = settings.SIGNING_OPTIONS.get("keys", {})
    if label not in configured:
        raise Refused(_("Nu aveți o cheie de semnare configurată. Cereți administratorului să o înregistreze."), code="no_key")
    return load_key(configured[label], secrets=secrets)


@lru_cache(maxsize=64)
def _demo_key(_thread: int, root: str, url: str, label: str, name: str) -> SigningKey:
    """Parsing a key anew for each signature costs more than the signature. A key is not shared between threads."""
    return load_key(create(Path(root), url, {label: name}).key_config(label))


def asked_secrets(signer: User, authority: Authority) -> tuple[str, ...]:
    """Return what the signatory must type for one authorisation of a whole batch: `PIN`, `OTP`, both or nothing.

    A token's PIN that is not in the settings is asked; a remote provider asks what its entry ``asks`` lists (PIN and OTP by default).
    """
    if settings.DOCUMENT_SIGNING == "demo":
        return ()
    config: Mapping[str, Any] = settings.SIGNING_OPTIONS.get("keys", {}).get(label_of(signer, authority), {})
    if config.get("backend") == "pkcs11":
        return () if config.get("pin") else ("PIN",)
    return tuple(config.get("asks", ("PIN", "OTP"))) if config.get("backend") == "csc" else ()


def signing_context() -> SigningContext:
    """Return the context of one batch: trust roots, timestamps, revocation data; kept for a minute in each thread."""
    made: tuple[float, tuple[str, str], SigningContext] | None = getattr(_mine, "context", None)
    place = (str(settings.PKI_ROOT), settings.TSA_URL)
    if made is not None and made[1] == place and time.monotonic() - made[0] < FRESH_SECONDS:
        return made[2]
    _mine.context = (time.monotonic(), place, _new_context())
    context: SigningContext = _mine.context[2]
    return context


def _new_context() -> SigningContext:
    if settings.DOCUMENT_SIGNING == "demo":
        config = dict(open_pki(settings.PKI_ROOT).signing_config())
    else:
        config = {name: settings.SIGNING_OPTIONS[name] for name in ("tsa_url", "trust_roots", "tsa_auth", "tsa_timeout") if name in settings.SIGNING_OPTIONS}
        config["eu_folder"] = settings.EU_TRUSTED_LISTS or None
    if settings.TSA_URL:
        config["tsa_url"] = settings.TSA_URL
    return SigningContext(SigningConfig.from_dict(config))
