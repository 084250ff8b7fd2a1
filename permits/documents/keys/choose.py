"""Choose a key's back end by configuration."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from gisapp.core.errors import BadInput

from .base import SigningKey, read_certificate
from .demo_file import DemoFileKey
from .remote import RemoteKey, Secrets
from .token import TokenKey


def load_key(config: Mapping[str, Any], *, secrets: Secrets | None = None) -> SigningKey:
    """Open the key that `config` describes.

    ======================= ==========================================================================
    ``backend``             other entries
    ======================= ==========================================================================
    ``demo_file``           ``key`` and ``certificate`` (paths), ``chain`` (paths, optional)
    ``pkcs11``              ``module`` (path of the library), ``token_label``, ``key_label``, ``pin``
                            (or `secrets` gives ``PIN``), ``certificate`` (path; default: on the
                            token under ``key_label``), ``chain``
    ``csc``                 ``service_url``, ``credential_id``, ``access_token``; `secrets` gives
                            ``PIN`` and ``OTP`` when the provider wants them
    ======================= ==========================================================================
    """
    backend = config.get("backend")
    try:
        if backend == "demo_file":
            return DemoFileKey(
                Path(config["key"]), read_certificate(config["certificate"]),
                [read_certificate(path) for path in config.get("chain", ())],
            )
        if backend == "pkcs11":
            pin = config.get("pin") or (secrets(1) if secrets else {}).get("PIN", "")
            return TokenKey(
                module=config["module"], token_label=config["token_label"], pin=pin, key_label=config["key_label"],
                certificate=read_certificate(config["certificate"]) if config.get("certificate") else None,
                chain=[read_certificate(path) for path in config.get("chain", ())],
            )
        if backend == "csc":
            return RemoteKey(
                service_url=config["service_url"], credential_id=config["credential_id"],
                access_token=config.get("access_token"), secrets=secrets, timeout=float(config.get("timeout", 120)),
            )
    except KeyError as error:
        raise BadInput(
            _("Configurarea cheii de semnare nu are câmpul „%(field)s”.") % {"field": error.args[0]}
        ) from error
    raise BadInput(
        _("Tipul de cheie „%(backend)s” nu este cunoscut; se poate folosi demo_file, pkcs11 sau csc.") % {"backend": backend}
    )
