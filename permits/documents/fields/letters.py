"""Letters of a case: refusal, request for papers, acknowledgment, request to an endorser, receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from permits.documents.fields.blocks import Block
from permits.documents.fields.common import Document, Fee, Party, Plot, Reference
from permits.documents.fields.findings import Finding
from permits.documents.map_extract.model import MapExtract


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason in fact and in law; an act that refuses must give both."""

    text: str
    legal_ref: str = ""
    remedy: str = ""
    """What the applicant can do about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal(Document):
    """Refusal or return of a request, with reasons and the way to contest (Law 554/2004)."""

    template: ClassVar[str] = "refusal"

    subject: str
    """``Refuzul emiterii certificatului de urbanism``."""
    request: Reference
    applicant: Party
    plot: Plot | None = None
    reasons: tuple[Reason, ...]
    next_steps: tuple[str, ...] = ()
    contest: str
    """Where, within which term and by which law the refusal can be contested."""
    fee: Fee | None = None
    findings: tuple[Finding, ...] = ()
    map: MapExtract | None = None

    def __post_init__(self) -> None:
        Document.__post_init__(self)
        if not self.reasons:
            raise ValueError("a refusal without reasons is void")


@dataclass(frozen=True, slots=True, kw_only=True)
class ActChange(Document):
    """The disposition that revokes an act, with its reason, its ground and the way to contest it (Law 554/2004)."""

    template: ClassVar[str] = "act_change"

    title: str
    applicant: Party
    act_title: str
    act: Reference
    plot: Plot | None = None
    reason: str
    legal_ref: str
    contest: str


@dataclass(frozen=True, slots=True)
class MissingPaper:
    """A paper asked for, why, and where one gets it."""

    name: str
    why: str = ""
    source: str = ""
    legal_ref: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestForPapers(Document):
    """Asks the applicant to complete the file; the clock pauses meanwhile."""

    template: ClassVar[str] = "request_for_papers"

    subject: str
    request: Reference
    applicant: Party
    plot: Plot | None = None
    papers: tuple[MissingPaper, ...]
    answer_by: date | None = None
    paused_from: date | None = None
    due_if_answered: str = ""
    """How the term goes on after the answer, in words."""
    how_to_answer: tuple[str, ...] = ()
    legal_basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgment(Document):
    """Confirms that a request was registered, what it holds, until when it is answered."""

    template: ClassVar[str] = "acknowledgment"

    subject: str
    """``Cerere pentru emiterea certificatului de urbanism``."""
    applicant: Party
    plot: Plot | None = None
    received_at: str
    """Date and hour in words, Romanian time."""
    channel: str = ""
    papers: tuple[tuple[str, str], ...] = ()
    """Name of each paper received and its SHA-256 or file name."""
    legal_due: date
    term: str
    """``15 zile lucrătoare de la înregistrare``."""
    department: str = ""
    fee: Fee | None = None
    track_url: str = ""
    legal_basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndorsementRequest(Document):
    """Asks an institution for its endorsement, electronically, with the term after which it is tacit."""

    template: ClassVar[str] = "endorsement_request"

    endorser: Party
    subject: str
    request: Reference
    applicant: Party
    plot: Plot
    works: str
    answer_by: date
    tacit: bool
    """False for defence, public order and national security: silence is then no answer."""
    legal_basis: tuple[str, ...]
    body: tuple[Block, ...] = ()
    attached: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    map: MapExtract | None = None


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """What was paid for; amounts are lei with two decimals as printed, without the word."""

    what: str
    legal_ref: str
    computation: str
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt(Document):
    """Receipt for fees paid into the budget."""

    template: ClassVar[str] = "receipt"

    payer: Party
    case: Reference | None = None
    lines: tuple[ReceiptLine, ...]
    total: str
    total_in_words: str
    paid_by: str
    """``online prin ghiseul.ro``, ``numerar la casierie``."""
    paid_at: str
    account: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundNote(Document):
    """Note of money given back to who had paid it: decided by two people, signed by the cashier."""

    template: ClassVar[str] = "refund_note"

    payee: Party
    case: Reference
    what: str
    """What had been paid: ``taxă``, ``garanție``."""
    ground: str
    reason: str
    receipts: tuple[Reference, ...] = ()
    total: str
    total_in_words: str
    account: str
    proposed_by: str
    approved_by: str
    approved_at: str
