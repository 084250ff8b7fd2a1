"""The information sheet of a procedure for a town hall, as its dated values stand: what the chat tells."""
from __future__ import annotations

from gisapp.accounts.models import Authority, Department
from gisapp.core import clock
from permits.queries.parameters import parameters_of
from permits.rules.procedure import StepKind
from permits.rules.procedure_files import all_procedures
from permits.rules.sheet import Sheet, sheet


def sheet_of(authority: Authority, code: str, language: str) -> Sheet:
    """Return papers, steps, term and fee of a procedure in a language, as of today."""
    return sheet(all_procedures()[code], parameters_of(authority), clock.today(), language)


def answering_department(authority: Authority, code: str) -> Department | None:
    """Return the department that answers requests of a procedure: the one that drafts, else the one of the last step."""
    steps = all_procedures()[code].steps
    drafting = next((step for step in steps if step.kind is StepKind.DRAFT), steps[-1] if steps else None)
    if drafting is None:
        return None
    return Department.objects.filter(authority=authority, code=drafting.department.value).first()
