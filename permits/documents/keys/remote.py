"""A key kept by a remote signing provider that speaks the CSC API (v1)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import aiohttp
from django.utils.translation import gettext as _
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.csc_signer import (
    CSCAuthorizationInfo,
    CSCAuthorizationManager,
    CSCCredentialInfo,
    CSCServiceSessionInfo,
    CSCSigner,
    fetch_certs_in_csc_credential,
)

from .base import KeyUnavailable, SigningKey
from .loop import run as run_to_end

Secrets = Callable[[int], dict[str, str]]
"""Asked once per authorisation with the number of documents; returns e.g. {"PIN": ..., "OTP": ...}."""


class _OneAuthorisation(CSCAuthorizationManager):
    """Authorises exactly the hashes of one batch, with one question to the signatory."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        service: CSCServiceSessionInfo,
        credential: CSCCredentialInfo,
        secrets: Secrets,
        timeout: float,
    ) -> None:
        super().__init__(service, credential)
        self._session = session
        self._secrets = secrets
        self._timeout = aiohttp.ClientTimeout(total=timeout)

    async def authorize_signature(self, hash_b64s: list[str]) -> CSCAuthorizationInfo:
        given = self._secrets(len(hash_b64s))
        body: dict[str, Any] = self.format_csc_auth_request(
            pin=given.get("PIN"), otp=given.get("OTP"), hash_b64s=hash_b64s
        )
        async with self._session.post(
            self.csc_session_info.endpoint_url("credentials/authorize"),
            headers=self.auth_headers, json=body, raise_for_status=True, timeout=self._timeout,
        ) as answer:
            return self.parse_csc_auth_response(await answer.json())


class RemoteKey(SigningKey):
    """One `credentials/authorize` and one `signatures/signHash` for a whole batch.

    The HTTP session lives for one call: each call runs in its own event loop.
    """

    def __init__(
        self,
        *,
        service_url: str,
        credential_id: str,
        access_token: str | None = None,
        secrets: Secrets | None = None,
        timeout: float = 120.0,
    ) -> None:
        self._service = CSCServiceSessionInfo(service_url.rstrip("/"), credential_id, oauth_token=access_token)
        self._secrets: Secrets = secrets or (lambda _count: {})
        self._timeout = timeout
        self._credential = run_to_end(self._read_credential())
        super().__init__(self._credential.signing_cert, self._credential.chain)

    async def _read_credential(self) -> CSCCredentialInfo:
        try:
            async with aiohttp.ClientSession() as session:
                return await fetch_certs_in_csc_credential(session, self._service, timeout=int(self._timeout))
        except (SigningError, aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise KeyUnavailable(
                _("Furnizorul de semnătură la distanță nu răspunde; încercați din nou peste câteva minute."),
                code="remote_unreachable",
            ) from error

    @property
    def batch(self) -> int:
        """CSC calls it `multisign`: the most signatures that one authorisation may cover."""
        return max(1, self._credential.max_batch_size)

    async def sign(self, payloads: Sequence[bytes]) -> list[bytes]:
        if not payloads:
            return []
        try:
            async with aiohttp.ClientSession() as session:
                manager = _OneAuthorisation(session, self._service, self._credential, self._secrets, self._timeout)
                signer = CSCSigner(
                    session, manager, sign_timeout=int(self._timeout), batch_size=len(payloads)
                )
                return list(await asyncio.gather(
                    *(signer.async_sign_raw(payload, self.digest) for payload in payloads)
                ))
        except (SigningError, aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise KeyUnavailable(
                _("Furnizorul de semnătură la distanță nu a semnat (autorizare refuzată sau serviciu oprit). "
                  "Niciun document nu a fost modificat; încercați din nou."),
                code="remote_failed",
            ) from error
