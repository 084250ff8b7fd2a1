"""A draft in rows, for the page that asks to check the answers."""
from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from permits.citizen.steps import steps_of
from permits.models import Applicant, Case, Paper
from permits.queries.answers import answer_text, variant_title
from permits.rules.procedure import Question


def summary_rows(case: Case) -> list[dict[str, Any]]:
    """Return label, value and where to change each answer."""
    rows = []
    for step in steps_of(case):
        href = reverse("form", args=[case.pk, step.code]) + "?return=1"
        value = _value(case, step.code, step.question)
        if value is not None:
            rows.append({"label": step.title, "value": value or _("necompletat"), "href": href})
    return rows


def _value(case: Case, code: str, question: Question | None) -> str | None:
    if question is not None:
        return answer_text(question, case.answers.get(question.code))
    if code == "variant":
        return variant_title(case) or _("Procedura obișnuită")
    if code == "land":
        plot = getattr(case, "plot", None)
        if plot is None:
            return ""
        numbers = ", ".join(str(row["cadastral_number"]) for row in plot.parcels) or _("teren desenat pe hartă")
        return f"{numbers} · {plot.area_m2:.0f} m²" + (f" · {plot.address}" if plot.address else "")
    if code == "works":
        number = case.works.count()
        return _("%(n)s desenate") % {"n": number} if number else _("fără lucrări desenate")
    if code == "identity":
        applicant = Applicant.objects.filter(case=case).first()
        return f"{applicant.name} · {applicant.masked_identifier}" if applicant else ""
    if code == "papers":
        papers = Paper.objects.filter(case=case, withdrawn_at=None)
        return ", ".join(paper.file_name for paper in papers) or _("niciun act încărcat")
    return None
