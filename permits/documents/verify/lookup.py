"""What verification asks of the register of issued documents."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

HEAD_BYTES = 1024
"""Length of the beginning whose hash finds prefix candidates. Part of stored data: never change it."""


@dataclass(frozen=True)
class RegisteredFile:
    """One version of an issued document, as stored."""

    sha256: str
    size: int
    code: str
    """The verification code printed with the QR."""
    document_id: str = ""
    """First half of the PDF's /ID, in hexadecimal: survives rewriting and incremental changes."""
    number: str = ""
    title: str = ""
    status: str = ""


class RegisterLookup(Protocol):
    """The register of issued documents, seen from verification.

    Every stored version of a document counts (an archive refresh makes a longer one). The answers may
    cross authorities: a citizen does not know which town hall's page they are on.
    """

    def by_sha256(self, sha256: str) -> RegisteredFile | None:
        """The file with exactly these contents."""

    def by_head(self, head_sha256: str) -> Iterable[RegisteredFile]:
        """Files whose first HEAD_BYTES bytes have this hash."""

    def by_document_id(self, document_id: str) -> Iterable[RegisteredFile]:
        """Files with this PDF identifier."""

    def by_code(self, code: str) -> Iterable[RegisteredFile]:
        """Files with this verification code."""

    def is_unfinished(self, sha256: str) -> bool:
        """Whether these are bytes of a document that was never issued: it waits for signatures or was cancelled."""

    def read(self, file: RegisteredFile) -> bytes:
        """The stored bytes. Raises OSError when the disk does not have them any more."""


def head_sha256(pdf: bytes) -> str:
    """The value to store beside each issued document, for `by_head`."""
    return hashlib.sha256(pdf[:HEAD_BYTES]).hexdigest()


_ID = re.compile(rb"/ID\s*\[\s*<([0-9A-Fa-f]{16,64})>")


def document_ids(pdf: bytes) -> list[str]:
    """Every first half of a PDF identifier written in the clear, the last one first.

    Read with a pattern and not a parser: it must also work on a file that no parser accepts.
    """
    found = [match.decode("ascii").lower() for match in _ID.findall(pdf)]
    return list(dict.fromkeys(reversed(found)))


def document_id(pdf: bytes) -> str:
    """The value to store beside each issued document, for `by_document_id`."""
    found = document_ids(pdf)
    return found[0] if found else ""


class InMemoryRegister:
    """A register of a handful of files: for tests and for the command line without a database."""

    def __init__(self) -> None:
        self._files: dict[str, tuple[RegisteredFile, bytes]] = {}

    def add(self, pdf: bytes, *, code: str = "", number: str = "", title: str = "") -> RegisteredFile:
        """Register `pdf` as issued."""
        digest = hashlib.sha256(pdf).hexdigest()
        file = RegisteredFile(digest, len(pdf), code, document_id(pdf), number, title, "valid")
        self._files[digest] = (file, pdf)
        return file

    def by_sha256(self, sha256: str) -> RegisteredFile | None:
        held = self._files.get(sha256)
        return held[0] if held else None

    def by_head(self, head_sha256: str) -> Sequence[RegisteredFile]:
        wanted = head_sha256
        return [
            file for file, pdf in self._files.values() if hashlib.sha256(pdf[:HEAD_BYTES]).hexdigest() == wanted
        ]

    def by_document_id(self, document_id: str) -> Sequence[RegisteredFile]:
        return [file for file, _pdf in self._files.values() if document_id and file.document_id == document_id]

    def by_code(self, code: str) -> Sequence[RegisteredFile]:
        return [file for file, _pdf in self._files.values() if code and file.code == code]

    def is_unfinished(self, sha256: str) -> bool:
        return False

    def read(self, file: RegisteredFile) -> bytes:
        return self._files[file.sha256][1]
