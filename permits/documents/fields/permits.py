"""Permits and approvals: building, demolition (form F.11), excavation on the public domain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from permits.documents.fields.blocks import Block
from permits.documents.fields.common import Document, Fee, Party, Plot, Reference
from permits.documents.fields.findings import Endorsement, Finding
from permits.documents.map_extract.model import MapExtract


@dataclass(frozen=True, slots=True)
class TechnicalProject:
    """The documentation that the permit rests on, and the architect who signed it (Law 184/2001)."""

    title: str
    number: str
    author: str
    author_address: str = ""
    architect: str = ""
    architect_register: str = ""
    """Number in the national register of architects."""
    branch: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildingPermit(Document):
    """Form F.11, building."""

    template: ClassVar[str] = "building_permit"
    works_kind: ClassVar[str] = "construire"

    request: Reference
    applicant: Party
    plot: Plot
    certificate: Reference
    """The urbanism certificate it follows."""
    works: str
    value: Decimal
    """Declared value of the works, lei."""
    project: TechnicalProject
    endorsements: tuple[Endorsement, ...] = ()
    specifications: tuple[Block, ...] = ()
    """Special conditions under "CU PRECIZĂRILE", beyond those of the form."""
    waste_site: str = ""
    site_clearing_days: int = 15
    execution_months: int
    start_within_months: int = 12
    start_until: date
    fee: Fee
    copies: int = 1
    delivered: str = ""
    findings: tuple[Finding, ...] = ()
    map: MapExtract | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DemolitionPermit(BuildingPermit):
    """Form F.11, demolition."""

    template: ClassVar[str] = "demolition_permit"
    works_kind: ClassVar[str] = "desființare"


@dataclass(frozen=True, slots=True)
class OpenedSurface:
    """A piece of the public domain to be opened."""

    street: str
    kind: str
    """Carosabil, trotuar, spațiu verde."""
    surface: str
    """Asfalt, beton, pavele, pământ."""
    length_m: Decimal
    width_m: Decimal
    area_m2: Decimal
    restoration_m2: Decimal
    restoration: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """A row of the schedule: which stretch, from when to when."""

    stretch: str
    starts: date
    ends: date
    traffic: str = ""


@dataclass(frozen=True, slots=True)
class Guarantee:
    """Deposited before the works, released after the warranty."""

    amount: Decimal
    form: str
    deposited: Reference | None = None
    warranty_months: int = 24
    release: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcavationApproval(Document):
    """Approval to open the public domain (OG 43/1997, Law 50/1991 art. 11(7) e, local rules)."""

    template: ClassVar[str] = "excavation_approval"

    request: Reference
    applicant: Party
    contractor: Party
    responsible: Party
    works: str
    place: str
    legal_basis: tuple[str, ...]
    surfaces: tuple[OpenedSurface, ...]
    schedule: tuple[Stage, ...]
    guarantee: Guarantee
    fee: Fee
    restoration: tuple[Block, ...]
    conditions: tuple[str, ...]
    endorsements: tuple[Endorsement, ...] = ()
    valid_from: date
    valid_until: date
    emergency: bool = False
    """Regularises an emergency repair already begun."""
    findings: tuple[Finding, ...] = ()
    map: MapExtract | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteBoard(Document):
    """The A3 board at the gate of a site, with a QR to the public page of the permit."""

    template: ClassVar[str] = "site_board"

    permit: str
    """``Autorizația de construire nr. 45 din 3 martie 2026``."""
    works: str
    place: str
    beneficiary: Party
    designer: str = ""
    contractor: Party
    responsible: str = ""
    started: date | None = None
    ends: date
    complaints: str = ""
