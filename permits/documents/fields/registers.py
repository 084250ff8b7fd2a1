"""Books and sheets: register book, procedure sheet, monthly quality report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from permits.documents.fields.blocks import Block, Table
from permits.documents.fields.common import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterBook(Document):
    """A register over a period, A4 landscape; thousands of rows run over pages under one header."""

    template: ClassVar[str] = "register_book"

    title: str
    """``Registrul certificatelor de urbanism``."""
    period: str
    """``1 ianuarie – 24 noiembrie 2026``."""
    entries: Table
    note: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a procedure: who does it, until which day, what comes out."""

    name: str
    who: str
    due: str
    output: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureSheet(Document):
    """How a procedure runs, for the counter and for the quality file."""

    template: ClassVar[str] = "procedure_sheet"

    title: str
    code: str
    summary: str
    legal_basis: tuple[str, ...]
    who_can_ask: str = ""
    papers: Table
    steps: tuple[Step, ...]
    term: str
    fees: Table | None = None
    result: str = ""
    signed_by: tuple[str, ...] = ()
    contest: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured indicator beside its target. ``good`` None: no target."""

    name: str
    value: str
    target: str = ""
    good: bool | None = None
    before: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the report's chart: a label and two counts."""

    label: str
    on_time: int
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityReport(Document):
    """Monthly quality report: indicators against targets, delays, nonconformities and what was done."""

    template: ClassVar[str] = "quality_report"

    title: str
    month: str
    summary: tuple[Block, ...]
    figures: tuple[Figure, ...]
    by_procedure: tuple[Bar, ...]
    delays: Table | None = None
    nonconformities: Table | None = None
    corrective_actions: Table | None = None
    prepared_on: date | None = None
