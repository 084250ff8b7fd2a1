"""What documents share: who issues, under which number, for whom, about which plot, who signs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import ClassVar

Text = str
"""Romanian text for people; quotes, dashes and hard spaces are set right when it is encoded."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The authority as it stands at the head of its papers; every value is a setting of the authority."""

    RAW: ClassVar[frozenset[str]] = frozenset({"coat_of_arms", "accent", "email", "web"})

    name: Text
    """``Municipiul Pietricica``."""
    office: Text
    """``Primăria Municipiului Pietricica``."""
    county: Text
    """Without the word: ``Neamț``."""
    place: Text
    """Locality as written before a date: ``Pietricica``."""
    address: Text = ""
    phone: Text = ""
    email: str = ""
    web: str = ""
    fiscal_code: str = ""
    department: Text = ""
    """The department that drafted, under the office's name."""
    coat_of_arms: str = ""
    """SVG source; empty means the placeholder drawn by us."""
    accent: str = "#1d3c66"
    """Colour of rules and headings, ``#rrggbb``; dark, because text is set in it."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A number in a register, with its date: ``nr. 125 din 24 noiembrie 2026``."""

    number: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """Applicant, beneficiary, contractor. No personal numeric code: the forms do not print it."""

    name: Text
    address: Text = ""
    fiscal_code: str = ""
    """CUI of a company."""
    representative: Text = ""
    contact: Text = ""


@dataclass(frozen=True, slots=True)
class Plot:
    """The land in the words of the forms (F.6, F.11): situated at, identified by."""

    county: Text
    locality: Text
    street: Text = ""
    number: str = ""
    postal_code: str = ""
    cadastral_numbers: tuple[str, ...] = ()
    land_registers: tuple[str, ...] = ()
    area_m2: Decimal | None = None
    """Area measured on the cadastral plan, m² in EPSG:3844."""
    identified_by: Text = ""
    """Other means of identification, e.g. a location plan."""


@dataclass(frozen=True, slots=True)
class Fee:
    """What was paid; an amount of zero: nothing is due (``exemption`` says on what grounds one is freed of a fee)."""

    amount: Decimal
    receipt: Reference | None = None
    exemption: Text = ""
    purpose: Text = ""


@dataclass(frozen=True, slots=True)
class Signatory:
    """One signature: becomes one empty box on the page and one ``Slot``."""

    RAW: ClassVar[frozenset[str]] = frozenset({"role"})

    role: str
    """As in the procedure file: ``mayor``, ``secretary_general``, ``chief_architect``…; the field is
    named ``signature_<role>``."""
    title: Text
    """Printed above the name: ``Primar``."""
    name: Text
    on_behalf: Text = ""
    """When delegated: ``pentru primar, în temeiul dispoziției nr. 12/2026``."""


@dataclass(frozen=True, slots=True)
class Verification:
    """Where a reader of a paper copy checks it. ``url`` already holds the code (64 bits or more)."""

    RAW: ClassVar[frozenset[str]] = frozenset({"url", "code"})

    url: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What every output carries. Each kind of document extends it with its own contents."""

    template: ClassVar[str]

    letterhead: Letterhead
    number: Reference | None
    """In the document's own register; ``None`` in a draft, before the number is drawn."""
    issued_on: date
    signatories: tuple[Signatory, ...] = ()
    """In the order of signing; on the page the mayor stands first, as on the forms. One per role."""
    verification: Verification | None = None
    demonstration: bool = False
    """Signed with the demonstration key: every page says so."""
    draft: bool = False
    """A preview: every page says that it is a draft and has no value."""
    practice: bool = False
    """Made in a practice town hall: every page says EXERCIȚIU across it."""
    plain_language: tuple[Text, ...] = field(default=())
    """Paragraphs of the page "Pe înțelesul tuturor"; none, no page."""

    def __post_init__(self) -> None:
        roles = [each.role for each in self.signatories]
        if len(set(roles)) != len(roles):
            raise ValueError("a document has one signature per role")
