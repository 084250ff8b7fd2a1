"""What goes into a document: frozen dataclasses, filled by actions, read only by `render`.

Nothing here touches the database: the same fields give the same bytes, today and in ten years.
"""

from permits.documents.fields.blocks import Block, Bullets, Paragraph, Table, blocks_from_text
from permits.documents.fields.certificate import Attestation, Extension, MapSheet, PlanningBasis, UrbanismCertificate
from permits.documents.fields.common import (
    Document,
    Fee,
    Letterhead,
    Party,
    Plot,
    Reference,
    Signatory,
    Verification,
)
from permits.documents.fields.findings import Endorsement, Finding
from permits.documents.fields.letters import (
    Acknowledgment,
    ActChange,
    EndorsementRequest,
    MissingPaper,
    Reason,
    Receipt,
    ReceiptLine,
    RefundNote,
    Refusal,
    RequestForPapers,
)
from permits.documents.fields.permits import (
    BuildingPermit,
    DemolitionPermit,
    ExcavationApproval,
    Guarantee,
    OpenedSurface,
    SiteBoard,
    Stage,
    TechnicalProject,
)
from permits.documents.fields.registers import Bar, Figure, ProcedureSheet, QualityReport, RegisterBook, Step

__all__ = [
    "Acknowledgment",
    "ActChange",
    "Attestation",
    "Bar",
    "Block",
    "BuildingPermit",
    "Bullets",
    "DemolitionPermit",
    "Document",
    "Endorsement",
    "EndorsementRequest",
    "ExcavationApproval",
    "Extension",
    "Fee",
    "Figure",
    "Finding",
    "Guarantee",
    "Letterhead",
    "MapSheet",
    "MissingPaper",
    "OpenedSurface",
    "Paragraph",
    "Party",
    "PlanningBasis",
    "Plot",
    "ProcedureSheet",
    "QualityReport",
    "Reason",
    "Receipt",
    "ReceiptLine",
    "Reference",
    "RefundNote",
    "Refusal",
    "RegisterBook",
    "RequestForPapers",
    "Signatory",
    "SiteBoard",
    "Stage",
    "Step",
    "Table",
    "TechnicalProject",
    "UrbanismCertificate",
    "Verification",
    "blocks_from_text",
]
