"""Which bytes of an issued document to hand out: the newest, whose archive timestamps hold longest, or those of the day of issue."""
from __future__ import annotations

from permits.models import DocumentVersion, IssuedDocument

ISSUED = "emisa"
"""In an address, `?versiunea=emisa` asks for the bytes as they were issued."""


def whole_versions(document: IssuedDocument) -> list[DocumentVersion]:
    """Return the versions that left the house, newest first. An archive refresh makes a longer one; all of them are originals."""
    return list(DocumentVersion.objects.filter(document=document, final=True).order_by("-made_at", "-pk"))


def newest(document: IssuedDocument) -> tuple[str, int]:
    """Return the hash and the size of the latest whole version."""
    versions = whole_versions(document)
    return (versions[0].sha256, versions[0].size) if versions else (document.sha256, document.size)


def newest_sha256(document: IssuedDocument) -> str:
    """Return the hash of the latest whole version."""
    return newest(document)[0]


def asked_sha256(document: IssuedDocument, version: str) -> str:
    """Return the hash of the version that an address asks for; any other word means the newest."""
    return document.sha256 if version == ISSUED else newest_sha256(document)
