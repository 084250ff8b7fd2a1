"""What signing needs of a key, wherever the key lives."""

from __future__ import annotations

import abc
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from asn1crypto import algos, pem, x509
from django.utils.translation import gettext as _
from pyhanko.sign.signers.pdf_cms import ExternalSigner, select_suitable_signing_md
from pyhanko_certvalidator.registry import SimpleCertificateStore

from gisapp.core.errors import BadInput, Refused


class KeyUnavailable(Refused):
    """The key cannot be reached or did not sign; nothing was signed, trying again is safe."""


class SigningKey(abc.ABC):
    """A signatory's certificate and a way to have bytes signed with the key that belongs to it.

    A back end signs several payloads in one call, because a remote provider asks the signatory to
    authorise once per call. It never sees the document, only the CMS attributes that hold its digest.
    One key object may serve many documents, one after the other; it is not shared between threads.
    """

    demo: ClassVar[bool] = False
    """True when this is a demonstration key: every page signed with it says so."""

    def __init__(self, certificate: x509.Certificate, chain: Sequence[x509.Certificate] = ()) -> None:
        self.certificate = certificate
        self.chain = tuple(chain)

    @property
    def holder(self) -> str:
        """The signatory's name as the certificate has it."""
        subject = self.certificate.subject.native
        name = subject.get("common_name") or self.certificate.subject.human_friendly
        return str(name)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, in hexadecimal."""
        return self.certificate.sha256.hex()

    @property
    def digest(self) -> str:
        """The digest algorithm that suits this key, e.g. ``sha256``."""
        return select_suitable_signing_md(self.certificate.public_key)

    @property
    def mechanism(self) -> algos.SignedDigestAlgorithm:
        """The signature algorithm, as CMS writes it."""
        return self.cms_signer().get_signature_mechanism_for_digest(self.digest)

    def cms_signer(self, signature: bytes | None = None) -> ExternalSigner:
        """A pyHanko signer that packs a signature made elsewhere into CMS.

        Without `signature` it holds a place as large as the largest signature of this key, to measure.
        """
        store = SimpleCertificateStore()
        store.register(self.certificate)
        store.register_multiple(self.chain)
        room = 2 + self.certificate.public_key.byte_size * 2 + 16
        return ExternalSigner(self.certificate, store, signature or bytes(room), embed_roots=False)

    @abc.abstractmethod
    async def sign(self, payloads: Sequence[bytes]) -> list[bytes]:
        """Sign each payload (hashing it with `digest` first), with one authorisation for all.

        Raises `KeyUnavailable` when any of them could not be signed: then none counts as signed.
        """

    @property
    def batch(self) -> int:
        """How many payloads one authorisation may cover."""
        return 1000

    def close(self) -> None:  # noqa: B027  # most back ends hold nothing open
        """Let go of sessions with the token."""


def read_certificate(path: str | Path) -> x509.Certificate:
    """One certificate from a PEM or DER file."""
    try:
        return parse_certificate(Path(path).read_bytes())
    except OSError as error:
        raise BadInput(_("Certificatul nu poate fi citit; verificați calea din configurare.")) from error


def parse_certificate(data: bytes) -> x509.Certificate:
    """One certificate from PEM or DER bytes, read to the end so that a bad one is refused here."""
    try:
        if pem.detect(data):
            _kind, _headers, data = pem.unarmor(data)
        certificate = x509.Certificate.load(data, strict=True)
        _touch = (certificate.native, certificate.public_key.native)
    except (ValueError, TypeError) as error:
        raise BadInput(_("Fișierul nu conține un certificat X.509 valid.")) from error
    return certificate
