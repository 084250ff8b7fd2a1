"""The trust that the settings describe."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from permits.documents.demo_pki import open_pki

from .trust import TrustStore


def trust_of_settings() -> TrustStore:
    """Roots in ``SIGNING_OPTIONS["trust_roots"]``, own signatories in ``own_certificates``, EU lists in
    the folder ``EU_TRUSTED_LISTS``; with ``SIGNING_BACKEND=demo`` also the demonstration PKI, if it is there.
    """
    roots = [Path(path) for path in settings.SIGNING_OPTIONS.get("trust_roots", ())]
    own = [Path(path) for path in settings.SIGNING_OPTIONS.get("own_certificates", ())]
    if settings.DOCUMENT_SIGNING == "demo" and (Path(settings.PKI_ROOT) / "certs" / "root.pem").is_file():
        pki = open_pki(Path(settings.PKI_ROOT))
        roots.append(pki.root_certificate)
        own += [pki.folder / "certs" / f"{person}.pem" for person in pki.people]
    return TrustStore.from_files(roots, eu_folder=settings.EU_TRUSTED_LISTS or None, own_certificates=own)
