"""Documents of the house: the register book, the quality report, the sheet of a procedure. All from frozen fields."""
from __future__ import annotations

from typing import Any

from permits.documents.compose.base import common
from permits.documents.fields import Paragraph, ProcedureSheet, QualityReport, RegisterBook, Table
from permits.documents.fields.registers import Bar, Figure, Step
from permits.models import IssuedDocument


def table(data: dict[str, Any] | None) -> Table | None:
    """Return a table kept as JSON, or None for one without rows."""
    if not data or not data["rows"]:
        return None
    return Table(tuple(data["head"]), tuple(tuple(row) for row in data["rows"]), widths=tuple(data.get("widths", ())), numeric=tuple(data.get("numeric", ())))


def compose_register_book(document: IssuedDocument, draft: bool) -> RegisterBook:
    """Return a book over a period."""
    fields = document.fields
    entries = table(fields["entries"]) or Table(tuple(fields["entries"]["head"]), ())
    return RegisterBook(**common(document, draft), title=fields["title"], period=fields["period"], entries=entries, note=fields["note"])


def compose_quality_report(document: IssuedDocument, draft: bool) -> QualityReport:
    """Return the report of a month."""
    fields = document.fields
    return QualityReport(
        **common(document, draft), title="Raport lunar de calitate", month=fields["month"], summary=tuple(Paragraph(text) for text in fields["summary"]),
        figures=tuple(Figure(**one) for one in fields["figures"]), by_procedure=tuple(Bar(**one) for one in fields["by_procedure"]),
        delays=table(fields["delays"]), nonconformities=table(fields["nonconformities"]), corrective_actions=table(fields["actions"]),
    )


def compose_procedure_sheet(document: IssuedDocument, draft: bool) -> ProcedureSheet:
    """Return the sheet of a procedure as approved."""
    fields = document.fields
    return ProcedureSheet(
        **common(document, draft), title=fields["title"], code=fields["code"], summary=fields["summary"], legal_basis=tuple(fields["legal_basis"]),
        who_can_ask=fields["who_can_ask"], papers=table(fields["papers"]) or Table(("Document", "Când se cere", "Temei"), (("nu se cer documente", "", ""),)),
        steps=tuple(Step(**one) for one in fields["steps"]), term=fields["term"], fees=table(fields["fees"]), result=fields["result"],
        signed_by=tuple(fields["signed_by"]), contest=fields["contest"],
    )
