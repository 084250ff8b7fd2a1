"""The register of issued documents in the database, as verification asks it.

Across authorities on purpose: whoever checks a paper does not know which town hall's page they are on,
and what is shown (number, title, status) is what the QR code shows to anybody.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from gisapp.core import files
from permits.models import DocumentVersion, IssuedDocument

from .lookup import RegisteredFile


class DatabaseRegister:
    """Issued files; a version that was still waiting for a signature is found as their beginning."""

    def by_sha256(self, sha256: str) -> RegisteredFile | None:
        return next(iter(self._files(self._issued().filter(sha256=sha256))), None)

    def by_head(self, head_sha256: str) -> Iterable[RegisteredFile]:
        return self._files(self._issued().filter(head_sha256=head_sha256))

    def by_document_id(self, document_id: str) -> Iterable[RegisteredFile]:
        return self._files(self._issued().filter(pdf_id=document_id))

    def by_code(self, code: str) -> Iterable[RegisteredFile]:
        return self._files(self._issued().filter(document__verification_code=code))

    def is_unfinished(self, sha256: str) -> bool:
        return DocumentVersion.objects.filter(sha256=sha256).exclude(document__state=IssuedDocument.State.ISSUED).exists()

    def read(self, file: RegisteredFile) -> bytes:
        return files.read(file.sha256)

    @staticmethod
    def _issued() -> QuerySet[DocumentVersion]:
        return DocumentVersion.objects.filter(
            final=True, document__state=IssuedDocument.State.ISSUED
        ).select_related("document__entry")

    @staticmethod
    def _files(versions: QuerySet[DocumentVersion]) -> list[RegisteredFile]:
        return [
            RegisteredFile(
                sha256=version.sha256, size=version.size, code=version.document.verification_code,
                document_id=version.pdf_id, number=str(version.document.entry or ""),
                title=version.document.title, status=version.document.status,
            )
            for version in versions
        ]
