"""What can go wrong while signing, as sentences for the signatory."""

from __future__ import annotations

from gisapp.core.errors import Refused


class SigningRefused(Refused):
    """The document cannot be signed as it is; it was left as it was."""


class TimestampUnavailable(Refused):
    """The time-stamping authority is down, slow or not to be trusted: signing waits, nothing changed."""


class RevocationUnavailable(Refused):
    """It could not be shown that a certificate is valid now (OCSP/CRL down): signing waits, nothing changed."""


class CertificateRefused(SigningRefused):
    """The signatory's certificate is revoked, expired, or not from a trusted authority."""
