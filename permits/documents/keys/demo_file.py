"""A key in a file: for demonstration only, and the page says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

from asn1crypto import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from django.utils.translation import gettext as _

from gisapp.core.errors import BadInput

from .base import SigningKey

_HASHES: dict[str, Callable[[], hashes.HashAlgorithm]] = {"sha256": hashes.SHA256, "sha384": hashes.SHA384, "sha512": hashes.SHA512}


class DemoFileKey(SigningKey):
    """Keeps the parsed key object: parsing it anew for each signature costs more than the signature."""

    demo: ClassVar[bool] = True

    def __init__(self, key_file: Path, certificate: x509.Certificate, chain: Sequence[x509.Certificate] = ()) -> None:
        super().__init__(certificate, chain)
        try:
            key = serialization.load_pem_private_key(key_file.read_bytes(), password=None)
        except (OSError, ValueError, TypeError) as error:
            raise BadInput(_("Cheia demonstrativă nu poate fi citită; rulați din nou pregătirea PKI demonstrative.")) from error
        if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
            raise BadInput(_("Cheia demonstrativă trebuie să fie RSA sau ECDSA."))
        public = key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        if public != certificate.public_key.dump():
            raise BadInput(_("Cheia și certificatul nu se potrivesc; verificați configurarea."))
        self._key = key

    async def sign(self, payloads: Sequence[bytes]) -> list[bytes]:
        algorithm = _HASHES[self.digest]()
        key = self._key
        if isinstance(key, rsa.RSAPrivateKey):
            return [key.sign(payload, padding.PKCS1v15(), algorithm) for payload in payloads]
        return [key.sign(payload, ec.ECDSA(algorithm)) for payload in payloads]
