"""Which bytes of an issued document to hand out: the newest, whose archive timestamps hold longest, or those of the day of issue."""
from __future__ import annotations

from permits.models import DocumentVersion, IssuedDocument

ISSUED = "emisa"
"""In an address, `?versiunea=emisa` asks for the bytes as they were issued."""


def newest_sha256(document: IssuedDocument) -> str:
    """Return the hash of the latest whole version. An archive refresh makes a longer one; all of them are originals."""
    latest = DocumentVersion.objects.filter(document=document, final=True).order_by("-made_at", "-pk").values_list("sha256", flat=True).first()
    return latest or document.sha256


def asked_sha256(document: IssuedDocument, version: str) -> str:
    """Return the hash of the version that an address asks for; any other word means the newest."""
    return document.sha256 if version == ISSUED else newest_sha256(document)
