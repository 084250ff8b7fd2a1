"""A key on a PKCS#11 token or HSM (tested with SoftHSM2)."""

from __future__ import annotations

from collections.abc import Sequence

import pkcs11
from asn1crypto import x509
from django.utils.translation import gettext as _
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign.general import SigningError
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

from .base import KeyUnavailable, SigningKey


class TokenKey(SigningKey):
    """Holds a session open for a batch; `close` ends it.

    ECDSA is asked for in raw mode (digest made here): SoftHSM2 and many tokens know no combined
    ECDSA-with-SHA mechanism. RSA goes with the combined one, which all of them know.
    """

    def __init__(
        self,
        *,
        module: str,
        token_label: str,
        pin: str,
        key_label: str,
        certificate: x509.Certificate | None = None,
        chain: Sequence[x509.Certificate] = (),
    ) -> None:
        try:
            self._session = open_pkcs11_session(
                module, token_criteria=TokenCriteria(label=token_label), user_pin=pin
            )
        except (pkcs11.exceptions.PKCS11Error, RuntimeError, OSError) as error:
            raise KeyUnavailable(
                _("Tokenul „%(label)s” nu răspunde; verificați că este conectat și că PIN-ul este corect.")
                % {"label": token_label},
                code="token_unreachable",
            ) from error
        try:
            if certificate is None:
                probe = PKCS11Signer(self._session, cert_label=key_label, key_label=key_label)
                certificate = probe.signing_cert
            super().__init__(certificate, chain)
            self._signer = PKCS11Signer(
                self._session,
                signing_cert=certificate,
                key_label=key_label,
                use_raw_mechanism=certificate.public_key.algorithm == "ec",
            )
            _loaded = self._signer.signing_cert
        except (pkcs11.exceptions.PKCS11Error, SigningError) as error:
            self._session.close()
            raise KeyUnavailable(
                _("Pe token nu există cheia „%(key)s” cu certificatul ei; verificați configurarea.") % {"key": key_label},
                code="key_missing",
            ) from error

    async def sign(self, payloads: Sequence[bytes]) -> list[bytes]:
        try:
            return [await self._signer.async_sign_raw(payload, self.digest) for payload in payloads]
        except (pkcs11.exceptions.PKCS11Error, SigningError) as error:
            raise KeyUnavailable(
                _("Tokenul nu a semnat; reconectați-l și încercați din nou. Niciun document nu a fost modificat."),
                code="token_failed",
            ) from error

    def close(self) -> None:
        self._session.close()
