"""Blobs stored by their SHA-256: an uploaded or issued file can be neither overwritten nor lost by a name."""
from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from gisapp.core.errors import Refused


@dataclass(frozen=True)
class Blob:
    """A stored file: its hash (lower-case hex) and its size in bytes."""

    sha256: str
    size: int


def path_of(sha256: str) -> Path:
    """Return where the blob with this hash lives."""
    if len(sha256) != 64 or not all(c in "0123456789abcdef" for c in sha256):
        raise ValueError("not a SHA-256 in lower-case hex")
    return Path(settings.FILES_ROOT) / sha256[:2] / sha256[2:4] / sha256


def store(content: bytes | Iterable[bytes]) -> Blob:
    """Store bytes (or chunks), flushed to disk before the name exists; storing twice is harmless.

    Raises Refused when the disk is full, and leaves nothing behind.
    """
    root = Path(settings.FILES_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    chunks = [content] if isinstance(content, bytes) else content
    handle, name = tempfile.mkstemp(dir=root, prefix="incoming-")
    try:
        with os.fdopen(handle, "wb") as out:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        target = path_of(digest.hexdigest())
        target.parent.mkdir(parents=True, exist_ok=True)
        Path(name).replace(target)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise Refused(
            _("Fișierul nu a putut fi păstrat: spațiul de stocare al primăriei nu este disponibil acum. Datele completate sunt salvate; încercați din nou peste câteva minute."),
            code="storage_unavailable",
        ) from error
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Blob(digest.hexdigest(), size)


def read(sha256: str) -> bytes:
    """Return the whole blob, after checking that it still has its hash."""
    content = path_of(sha256).read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise OSError(f"blob {sha256} is damaged on disk")
    return content


def open_blob(sha256: str) -> BinaryIO:
    """Open the blob for streaming."""
    return path_of(sha256).open("rb")


def remove(sha256: str) -> None:
    """Delete a blob that only its one keeper knew of; gone already is as good."""
    path_of(sha256).unlink(missing_ok=True)
