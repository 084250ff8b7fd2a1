"""Urbanism certificate (form F.6 of Order 839/2009, annex 1) and attestations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from permits.documents.fields.blocks import Block, Table
from permits.documents.fields.common import Document, Fee, Party, Plot, Reference
from permits.documents.fields.findings import Endorsement, Finding
from permits.documents.map_extract.model import MapExtract


@dataclass(frozen=True, slots=True)
class PlanningBasis:
    """The planning document that the certificate stands on: PUG, PUZ or PUD with its approval."""

    title: str
    """``Planul urbanistic general al municipiului Pietricica``."""
    phase: str = "PUG"
    document: Reference | None = None
    approved_by: str = ""
    """``Hotărârea Consiliului Local nr. 120/2019``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UrbanismCertificate(Document):
    """Form F.6. Informs, allows no works (Law 50/1991 art. 6)."""

    template: ClassVar[str] = "urbanism_certificate"

    request: Reference
    """The request in the general registry."""
    applicant: Party
    plot: Plot
    purpose: str
    """As declared: ``construire locuință unifamilială P+1, împrejmuire și branșamente``."""
    usable: bool
    """May be used for the purpose declared, or may not."""
    usable_because: str = ""
    """Conditions, or why not. Required when it may not."""
    basis: tuple[PlanningBasis, ...]
    legal_status: tuple[Block, ...]
    economic_status: tuple[Block, ...]
    technical_status: tuple[Block, ...]
    technical_documentation: tuple[str, ...] = ("D.T.A.C.",)
    """Parts required, of D.T.A.C., D.T.A.D., D.T.O.E.; the others are printed unticked."""
    required_papers: tuple[str, ...] = ()
    """Further papers to bring with the permit request, beyond those of the form."""
    utilities: tuple[Endorsement, ...] = ()
    """d.1 utilities and infrastructure."""
    safety: tuple[Endorsement, ...] = ()
    """d.2 fire safety, civil protection, public health."""
    specific: tuple[Endorsement, ...] = ()
    """d.3 state bodies and their local services."""
    studies: tuple[str, ...] = ()
    """d.4 specialist studies."""
    environment_authority: str
    """Name and address of the environment authority to be asked."""
    permit_fees: tuple[str, ...] = ()
    fee: Fee
    valid_months: int
    valid_until: date
    delivered: str = ""
    """``prin mijloace electronice, la data de …``."""
    findings: tuple[Finding, ...] = ()
    not_checked: tuple[str, ...] = ()
    """What could not be checked and why, in words, with the officer's written reason."""
    map: MapExtract | None = None

    def __post_init__(self) -> None:
        Document.__post_init__(self)
        if not self.usable and not self.usable_because:
            raise ValueError("a certificate that may not be used for its purpose must say why")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation(Document):
    """Any attestation: a title, what is attested, tables of areas, perhaps a map."""

    template: ClassVar[str] = "attestation"

    title: str
    """``Adeverință privind situarea terenului în intravilan sau extravilan``."""
    request: Reference
    applicant: Party
    plot: Plot | None = None
    solemn: str = "SE ADEVEREȘTE:"
    """The words that make the act; empty in an answer or a confirmation, which attests nothing."""
    body: tuple[Block, ...]
    areas: Table | None = None
    legal_basis: tuple[str, ...] = ()
    used_for: str = ""
    """``S-a eliberat la cerere, pentru a servi la …``."""
    valid_until: date | None = None
    fee: Fee | None = None
    findings: tuple[Finding, ...] = ()
    map: MapExtract | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension(Document):
    """Extension of a certificate (F.7) or of a permit (F.12): given once, by its issuer."""

    template: ClassVar[str] = "extension"

    kind: str
    """``urbanism_certificate``, ``building_permit`` or ``demolition_permit``."""
    extended: Reference
    request: Reference
    applicant: Party
    plot: Plot
    purpose: str
    extended_from: date
    extended_until: date
    months: int
    fee: Fee
    legal_basis: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapSheet(Document):
    """A map extract on its own ("extras de plan"): also what is downloaded as a picture."""

    template: ClassVar[str] = "map_sheet"

    title: str
    map: MapExtract
