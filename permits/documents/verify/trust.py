"""Whom verification trusts: roots named in the settings, and the EU trusted lists when loaded."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from permits.documents.keys.base import read_certificate


@dataclass(frozen=True)
class TrustStore:
    """An empty one still judges integrity; it only cannot say who the signers are.

    `eu_folder` holds ``eu-lotl.xml`` (the EU list of lists) and the national lists that it vouches for,
    any name ending in ``.xml``. `own_certificates` are SHA-256 fingerprints (hexadecimal) of this town
    hall's signatories: a broken file signed by them is an altered document of ours.
    """

    roots: tuple[bytes, ...] = ()
    """DER certificates."""
    eu_folder: Path | None = None
    own_certificates: frozenset[str] = frozenset()

    @classmethod
    def from_files(
        cls, roots: Iterable[str | Path] = (), *, eu_folder: str | Path | None = None,
        own_certificates: Iterable[str | Path] = (),
    ) -> TrustStore:
        """Read certificates from PEM or DER files."""
        return cls(
            roots=tuple(read_certificate(path).dump() for path in roots),
            eu_folder=Path(eu_folder) if eu_folder else None,
            own_certificates=frozenset(read_certificate(path).sha256.hex() for path in own_certificates),
        )

    def for_child(self) -> dict[str, Any]:
        """What the limited process is told."""
        return {
            "roots": [base64.b64encode(root).decode("ascii") for root in self.roots],
            "eu_folder": str(self.eu_folder) if self.eu_folder else "",
        }
