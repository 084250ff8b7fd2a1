"""PAdES signatures: fields, signing in order, batches, interrupted signing, archive refresh.

Only this package, `permits.documents.keys`, `verify` and `demo_pki` know pyHanko.
"""

from .appearance import Appearance
from .archive import refresh
from .context import SigningConfig, SigningContext
from .errors import CertificateRefused, RevocationUnavailable, SigningRefused, TimestampUnavailable
from .fields import add_signature_fields
from .interrupted import Level, Prepared, certificate_key, finish, prepare
from .sign import Order, sign, sign_many

__all__ = [
    "Appearance",
    "CertificateRefused",
    "Level",
    "Order",
    "Prepared",
    "RevocationUnavailable",
    "SigningConfig",
    "SigningContext",
    "SigningRefused",
    "TimestampUnavailable",
    "add_signature_fields",
    "certificate_key",
    "finish",
    "prepare",
    "refresh",
    "sign",
    "sign_many",
]
