"""The papers of a case with their versions side by side."""
from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from permits.models import Case
from permits.queries.endorsements import ANSWER_CODE
from permits.rules.procedure_files import all_procedures


def paper_groups(case: Case) -> list[dict[str, Any]]:
    """Return each paper with its title and all versions, newest first, in the order of the procedure."""
    english = translation.get_language() == "en"
    titles = {paper.code: paper.title_en if english else paper.title_ro for paper in all_procedures()[case.procedure].papers}
    titles[ANSWER_CODE] = _("Răspunsul instituției")
    titles["works_photos"] = _("Fotografii de la lucrare")
    versions: dict[str, list[Any]] = {code: [] for code in titles}
    for paper in case.papers.filter(withdrawn_at=None).order_by("-version"):
        versions.setdefault(paper.code, []).append(paper)
    return [{"code": code, "title": titles.get(code, code), "versions": rows} for code, rows in versions.items() if rows]
