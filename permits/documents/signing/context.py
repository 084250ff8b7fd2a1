"""What the documents of one batch share: the time-stamping client, revocation data, measured sizes.

Why shared: asking OCSP and the time-stamping authority about the same certificates for each document
would cost more than signing. Why renewed for each batch: old revocation data must not get in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from asn1crypto import cms, x509
from django.utils.translation import gettext as _
from pyhanko.sign.signers.pdf_signer import PreSignValidationStatus
from pyhanko.sign.timestamps.aiohttp_client import HTTPTimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    InsufficientRevinfoError,
    PathBuildingError,
    PathValidationError,
    RevokedError,
    ValidationError,
)
from pyhanko_certvalidator.fetchers.aiohttp_fetchers import AIOHttpFetcherBackend
from pyhanko_certvalidator.fetchers.aiohttp_fetchers.util import LazySession
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.registry import SimpleTrustManager, TrustManager

from gisapp.core import clock
from gisapp.core.errors import BadInput
from permits.documents.fonts import font_folder
from permits.documents.keys import SigningKey
from permits.documents.keys.base import read_certificate

from .errors import CertificateRefused, RevocationUnavailable, TimestampUnavailable

TSA = "tsa"
"""Under this name stands the time-stamping authority beside the signatories' fingerprints."""

MAX_AGE = dt.timedelta(minutes=4)
"""Revocation data older than this is asked for again, also within a very long batch."""


@dataclass(frozen=True)
class SigningConfig:
    """Settings of a town hall's signatures."""

    tsa_url: str
    trust_roots: tuple[Path, ...]
    tsa_timeout: float = 10.0
    tsa_auth: tuple[str, str] | None = None
    fetch_timeout: float = 10.0
    eu_folder: Path | None = None
    """Folder of the EU trusted lists: signatories of a Romanian provider are trusted by them."""
    location: str = ""
    """Printed into the signature dictionary, e.g. ``Pietricica``."""

    @classmethod
    def from_dict(cls, config: Mapping[str, Any]) -> SigningConfig:
        """Read `{"tsa_url": ..., "trust_roots": [paths], "eu_folder": path, "tsa_timeout": s, "tsa_auth": [user, password]}`."""
        if not config.get("tsa_url") or not (config.get("trust_roots") or config.get("eu_folder")):
            raise BadInput(_("Configurarea semnării are nevoie de tsa_url și de trust_roots sau eu_folder."))
        auth = config.get("tsa_auth")
        return cls(
            tsa_url=str(config["tsa_url"]),
            trust_roots=tuple(Path(path) for path in config.get("trust_roots", ())),
            eu_folder=Path(config["eu_folder"]) if config.get("eu_folder") else None,
            tsa_timeout=float(config.get("tsa_timeout", 10)),
            tsa_auth=(str(auth[0]), str(auth[1])) if auth else None,
            fetch_timeout=float(config.get("fetch_timeout", 10)),
            location=str(config.get("location", "")),
        )


class CheckedTimeStamper(HTTPTimeStamper):
    """Refuses a token that is not about what was asked, or comes from another authority than was validated."""

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        token: cms.ContentInfo = await super().async_timestamp(message_digest, md_algorithm)
        imprint = token["content"]["encap_content_info"]["content"].parsed["message_imprint"]
        if imprint["hashed_message"].native != message_digest:
            raise TimestampRequestError("The time stamp is about other data than was asked.")
        return token


class SigningContext:
    """Make one per batch (or per signature); it may be used by several calls one after the other."""

    def __init__(self, config: SigningConfig) -> None:
        self.config = config
        self.font_file = font_folder() / "NotoSans-Regular.ttf"
        self._trust: TrustManager = SimpleTrustManager.build(
            trust_roots=[read_certificate(path) for path in config.trust_roots]
        )
        if config.eu_folder is not None:
            from permits.documents.verify.eu_lists import AnyOf, eu_trust  # a second of imports

            self._trust = AnyOf(self._trust, *eu_trust(config.eu_folder))
        self._session = LazySession()
        self.timestamper = CheckedTimeStamper(
            config.tsa_url, timeout=config.tsa_timeout, auth=config.tsa_auth, session=self._session
        )
        self._made = clock.now()
        self._contexts: dict[str, ValidationContext] = {}
        self._validated: dict[str, PreSignValidationStatus] = {}
        self.reserved: dict[tuple[str, str], int] = {}
        """Room to leave for a signature, by certificate and digest: measured once."""

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Holds the network sessions for one event loop; drops revocation data that is too old."""
        if clock.now() - self._made > MAX_AGE:
            self._made = clock.now()
            self._contexts.clear()
            self._validated.clear()
        try:
            yield
        finally:
            await self._session.close()

    def validation_context(self, key_id: str, certificates: Sequence[x509.Certificate] = ()) -> ValidationContext:
        """One per signatory and one for the time-stamping authority: a document carries only what it needs."""
        if key_id not in self._contexts:
            backend = AIOHttpFetcherBackend(
                session=self._session,  # type: ignore[arg-type]  # a LazySession is what it makes itself
                per_request_timeout=self.config.fetch_timeout,  # type: ignore[arg-type]
            )
            self._contexts[key_id] = ValidationContext(
                trust_manager=self._trust, other_certs=list(certificates), allow_fetching=True,
                revocation_mode="require", fetcher_backend=backend,
            )
        return self._contexts[key_id]

    async def validated(self, key: SigningKey | None) -> PreSignValidationStatus:
        """Paths and revocation data for a signatory (None: nobody) and the time-stamping authority.

        Gathered once. Raises a `Refused` before anything is written when either is not to be trusted
        right now. The two are judged apart: a signatory's chain must not help the authority's.
        """
        known = key.fingerprint if key is not None else TSA
        if known in self._validated:
            return self._validated[known]
        if key is None:
            stamps = self.validation_context(TSA)
            tsa_paths = await self._tsa_paths(stamps)
            self._validated[TSA] = PreSignValidationStatus(
                signer_path=tsa_paths[0], validation_paths=tsa_paths, ts_validation_paths=tsa_paths,
                ocsps_to_embed=list(stamps.ocsps), crls_to_embed=list(stamps.crls),
            )
            return self._validated[TSA]
        own = self.validation_context(key.fingerprint, key.chain)
        path = await self._signatory_path(key, own)
        authority = await self.validated(None)
        self._validated[known] = PreSignValidationStatus(
            signer_path=path, validation_paths=[path, *authority.validation_paths],
            ts_validation_paths=authority.ts_validation_paths,
            ocsps_to_embed=[*own.ocsps, *authority.ocsps_to_embed], crls_to_embed=[*own.crls, *authority.crls_to_embed],
        )
        return self._validated[known]

    async def _signatory_path(self, key: SigningKey, context: ValidationContext) -> ValidationPath:
        validator = CertificateValidator(key.certificate, intermediate_certs=list(key.chain), validation_context=context)
        try:
            return await validator.async_validate_usage({"non_repudiation"})
        except RevokedError as error:
            raise CertificateRefused(
                _("Certificatul semnatarului este revocat; cereți furnizorului un certificat nou."), code="revoked"
            ) from error
        except InsufficientRevinfoError as error:
            raise RevocationUnavailable(
                _("Nu se poate verifica acum dacă certificatul semnatarului este valabil; semnarea așteaptă, documentul "
                  "nu a fost modificat. Încercați din nou peste câteva minute."), code="revocation_unavailable",
            ) from error
        except (PathBuildingError, PathValidationError, ValidationError) as error:
            raise CertificateRefused(
                _("Certificatul semnatarului nu este valabil (expirat, fără drept de semnare sau de la o autoritate "
                  "în care primăria nu are încredere)."), code="certificate_invalid",
            ) from error

    async def _tsa_paths(self, context: ValidationContext) -> list[ValidationPath]:
        try:
            return [path async for path in self.timestamper.validation_paths(context)]
        except (PathBuildingError, PathValidationError, ValidationError) as error:
            raise TimestampUnavailable(
                _("Autoritatea de marcare temporală a răspuns cu un certificat în care nu se poate avea încredere; "
                  "semnarea așteaptă, documentul nu a fost modificat. Anunțați administratorul."),
                code="tsa_untrusted",
            ) from error
        except TSA_FAILURES as error:
            raise tsa_down(error) from error


# asn1crypto says ValueError or TypeError for an answer that is no time stamp at all.
TSA_FAILURES = (TimestampRequestError, OSError, TimeoutError, ValueError, TypeError, KeyError)


def tsa_down(_error: BaseException) -> TimestampUnavailable:
    """The one sentence for an authority that is down, slow, or answers nonsense."""
    return TimestampUnavailable(
        _("Autoritatea de marcare temporală nu răspunde sau răspunde greșit; semnarea așteaptă, documentul nu a fost "
          "modificat. Încercați din nou peste câteva minute."),
        code="tsa_unavailable",
    )
