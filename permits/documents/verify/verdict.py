"""What verification answers: one verdict, a sentence for the citizen, and facts for an expert."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """The closed list of verdicts."""

    ORIGINAL = "original"
    EARLIER_REVISION = "earlier_revision"
    DATA_ADDED = "data_added"
    ALTERED = "altered"
    FOREIGN_VALID = "foreign_valid"
    FOREIGN_INVALID = "foreign_invalid"
    NOT_SIGNED = "not_signed"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Reason:
    """Why: a code for programs, a sentence in Romanian for people."""

    code: str
    sentence: str


@dataclass(frozen=True)
class SignatureFacts:
    """What is known about one signature or document time stamp. Times are ISO 8601 with offset."""

    field: str
    kind: str
    """``signature`` or ``timestamp``."""
    signer: str = ""
    """Common name in the certificate."""
    subject: str = ""
    issuer: str = ""
    serial: str = ""
    certificate_sha256: str = ""
    certificate_from: str = ""
    certificate_until: str = ""
    claimed_at: str = ""
    """The time that the signer's computer wrote."""
    timestamped_at: str = ""
    """The time that a time-stamping authority confirmed, empty when none did."""
    level: str = ""
    """PAdES baseline level that the file shows: B-B, B-T, B-LT or B-LTA."""
    certifies: bool = False
    intact: bool = False
    """The bytes under the signature are those that were signed."""
    valid: bool = False
    """The cryptographic signature verifies with the certificate's key."""
    coverage: str = ""
    """``entire_file``, ``entire_revision`` (revisions follow) or less."""
    modification: str = ""
    """The worst kind of change in later revisions: none, lta_updates, form_filling, annotations, other."""
    changes_permitted: bool = False
    trust: str = "not_checked"
    """``trusted``, ``revoked``, ``expired``, ``unknown_issuer``, ``not_trusted`` or ``not_checked``."""
    trusted_by: str = ""
    """``town_hall`` (a root in the settings) or ``eu_list``."""
    qualified: str = "not_checked"
    """``yes``, ``no``, or ``not_checked`` when no EU trusted list is loaded."""
    qualified_detail: str = ""
    problems: tuple[str, ...] = ()
    """Codes of what breaks the strict rule for this signature."""


@dataclass(frozen=True)
class Verdict:
    """The answer to one file."""

    kind: Kind
    sentence: str
    sha256: str
    size: int
    checked_at: dt.datetime
    reasons: tuple[Reason, ...] = ()
    signatures: tuple[SignatureFacts, ...] = ()
    registered: RegisteredFacts | None = None
    """The registered original to show beside the file."""
    strict: bool | None = None
    """Whether the file passes the strict signature rule; None when that could not be judged."""
    eu_lists: str = "not_loaded"
    """``loaded``, ``not_loaded``, or ``invalid`` when the list's own signature does not hold."""
    notes: tuple[str, ...] = field(default=())
    """Technical lines for an expert, in English as the library gives them."""

    @property
    def verdict(self) -> str:
        """The word that the command line and the API print."""
        return self.kind.value

    @property
    def is_good(self) -> bool:
        """Whether a citizen may rely on the file as it is."""
        return self.kind in (Kind.ORIGINAL, Kind.FOREIGN_VALID)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        data = asdict(self)
        data["verdict"] = self.kind.value
        del data["kind"]
        data["checked_at"] = self.checked_at.isoformat()
        return data


@dataclass(frozen=True)
class RegisteredFacts:
    """What the public may see of the registered original."""

    sha256: str
    size: int
    code: str
    number: str = ""
    """Registry number and date as printed, e.g. ``123/24.11.2026``."""
    title: str = ""
    status: str = ""
