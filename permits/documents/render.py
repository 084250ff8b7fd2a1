"""Fields in, PDF out: PDF/A-3a and PDF/UA-1, the same bytes for the same fields.

Rendering knows nothing of signing: it draws an empty box per signatory and reports where it stands.
One compiler per process is kept warm; it reads templates and fonts once.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst
from django.utils.translation import gettext as _

from gisapp.core.errors import Refused
from permits.documents import fields
from permits.documents.encode import encode
from permits.documents.fields.common import Document, Signatory
from permits.documents.fonts import font_folder
from permits.documents.slots import Slot

SOURCES = Path(__file__).parent / "typst"
PLACEHOLDER_ARMS = Path(__file__).parent / "styles" / "coat_of_arms.svg"
STANDARDS: list[typst.PDFStandard] = ["a-3a", "ua-1"]
DATA_LIMIT = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Template:
    """A kind of document: its Typst file (``<name>.typ``), what fills it, what people call it."""

    name: str
    fields: type[Document]
    title: str

    @property
    def source(self) -> Path:
        return SOURCES / f"{self.name}.typ"


TEMPLATES: dict[str, Template] = {
    kind.template: Template(kind.template, kind, title)
    for kind, title in (
        (fields.UrbanismCertificate, "Certificat de urbanism"),
        (fields.Attestation, "Adeverință"),
        (fields.Acknowledgment, "Confirmare de înregistrare"),
        (fields.Refusal, "Răspuns de refuz"),
        (fields.ActChange, "Dispoziție de revocare"),
        (fields.RequestForPapers, "Solicitare de completări"),
        (fields.Receipt, "Chitanță"),
        (fields.RefundNote, "Notă de restituire"),
        (fields.BuildingPermit, "Autorizație de construire"),
        (fields.DemolitionPermit, "Autorizație de desființare"),
        (fields.ExcavationApproval, "Autorizație de săpătură"),
        (fields.EndorsementRequest, "Solicitare de aviz"),
        (fields.Extension, "Prelungirea valabilității"),
        (fields.RegisterBook, "Registru"),
        (fields.SiteBoard, "Panou de identificare a investiției"),
        (fields.ProcedureSheet, "Fișa procedurii"),
        (fields.QualityReport, "Raport de calitate"),
        (fields.MapSheet, "Extras de hartă"),
    )
}


@dataclass(frozen=True, slots=True)
class Rendered:
    """A document before its first signature."""

    pdf: bytes
    slots: tuple[Slot, ...]
    """In the order of `Document.signatories`."""
    sha256: str
    """Of ``pdf``, hex."""
    pages: int


class _Press:
    """A warm compiler. Typst keeps the last document for queries, so a job holds the lock to its end."""

    def __init__(self) -> None:
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_folder())])
        self._compiler = typst.Compiler(root=str(SOURCES), font_paths=fonts)
        self._lock = threading.Lock()

    def pdf(self, source: Path, data: str, timestamp: datetime) -> tuple[bytes, list[dict[str, Any]], int]:
        with self._lock:
            made: Any = self._compiler.compile(
                input=str(source),
                format="pdf",
                pdf_standards=STANDARDS,
                sys_inputs={"data": data},
                timestamp=timestamp,
            )
            slots = json.loads(self._compiler.query("<slot>", field="value"))
            pages = json.loads(self._compiler.query("<pages>", field="value", one=True))
            return made, slots, pages

    def png(self, source: Path, data: str, ppi: float) -> list[bytes]:
        with self._lock:
            made: Any = self._compiler.compile(input=str(source), format="png", ppi=ppi, sys_inputs={"data": data})
            return made if isinstance(made, list) else [made]


@cache
def _press_of(process: int) -> _Press:
    return _Press()


def press() -> _Press:
    """The compiler of this process; a forked worker makes its own."""
    return _press_of(os.getpid())


def _qr(url: str) -> str:
    out = io.BytesIO()
    segno.make_qr(url, error="m").save(out, kind="svg", border=0, xmldecl=False, svgclass=None, lineclass=None, omitsize=True)
    return out.getvalue().decode()


FORM_ORDER = ("mayor", "deputy_mayor", "secretary_general", "chief_architect")
"""Forms F.6 and F.11 print the mayor first, whatever the order of signing."""


def _place_on_page(signatory: Signatory) -> int:
    return FORM_ORDER.index(signatory.role) if signatory.role in FORM_ORDER else len(FORM_ORDER)


def document_data(document: Document) -> str:
    """The JSON that the template reads."""
    data: dict[str, Any] = encode(document)
    data["template"] = document.template
    data["signatories"] = [encode(each) for each in sorted(document.signatories, key=_place_on_page)]
    if not document.letterhead.coat_of_arms:
        data["letterhead"]["coat_of_arms"] = PLACEHOLDER_ARMS.read_text(encoding="utf-8")
    data["qr"] = _qr(document.verification.url) if document.verification else ""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def render(document: Document) -> Rendered:
    """The document as a PDF with empty signature boxes. Raises `Refused` for text that no font can print."""
    template = TEMPLATES[document.template]
    issued = document.issued_on
    data = document_data(document)
    if len(data) > DATA_LIMIT:
        raise Refused(_("Documentul este prea mare: împărțiți perioada sau scoateți imaginea de fundal a hărții."))
    try:
        pdf, places, pages = press().pdf(template.source, data, datetime(issued.year, issued.month, issued.day, tzinfo=UTC))
    except typst.TypstError as error:
        if "glyph" in error.message or "codepoint" in error.message or "not be displayed" in error.message:
            raise Refused(_("Documentul conține un semn care nu poate fi tipărit: %(message)s") % {"message": error.message}) from error
        raise
    slots = {place["role"]: _slot(place) for place in places}
    return Rendered(pdf, tuple(slots[each.role] for each in document.signatories), hashlib.sha256(pdf).hexdigest(), pages)


def _slot(place: dict[str, Any]) -> Slot:
    """Typst's place (points from the top left) as PDF's (points from the bottom left)."""
    top = place["page-height"] - place["y"]
    return Slot(
        name=f"signature_{place['role']}",
        page=place["page"] - 1,
        x0=round(place["x"], 3),
        y0=round(top - place["h"], 3),
        x1=round(place["x"] + place["w"], 3),
        y1=round(top, 3),
        label=f"Semnătura electronică: {place['title']}, {place['name']}",
        role=place["role"],
    )


def render_png(document: Document, dots_per_mm: int = 8) -> list[bytes]:
    """The pages as pictures: previews, and the download of a map extract (`MapSheet`).

    Whole dots per millimetre (8 is 203 dpi), because Typst drops rows of a map that it has to stretch.
    """
    return press().png(TEMPLATES[document.template].source, document_data(document), dots_per_mm * 25.4)
