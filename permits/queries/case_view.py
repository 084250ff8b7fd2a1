"""What the applicant sees of a case; staff see the same under "the applicant's view"."""
from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from permits.models import Case, IssuedDocument, PaperRequest
from permits.queries.after_life import own_moves
from permits.queries.answers import answer_rows
from permits.queries.case_dates import dates_of
from permits.queries.collections import collection, feature
from permits.queries.followed import offered_after
from permits.queries.holder import holder_of
from permits.queries.money import ended_unanswered, left_of, paid
from permits.rules.lifecycle import moves_from
from permits.rules.people import Role
from permits.rules.procedure_files import all_procedures
from permits.rules.states import CaseState, Move

# Tone of the badge by state: words always stand beside the colour.
TONES = {
    "draft": "draft", "submitted": "info", "registered": "info", "in_review": "info", "waiting_papers": "wait", "drafting": "info", "signing": "info",
    "issued": "good", "delivered": "good", "extended": "good", "refused": "bad", "returned": "bad", "withdrawn": "neutral", "expired": "warn", "revoked": "bad",
}


def state_label(state: str) -> str:
    """Return the state in the language of the page."""
    found = CaseState(state)
    return found.label_en if translation.get_language() == "en" else found.label_ro


def case_context(found: Case) -> dict[str, Any]:
    """Return what the applicant sees of a case (also shown to staff as the applicant's view)."""
    plot = getattr(found, "plot", None)
    documents = IssuedDocument.objects.filter(case=found, state=IssuedDocument.State.ISSUED).select_related("entry")
    return {
        "case": found, "procedure": all_procedures()[found.procedure], "state": state_label(found.state), "tone": TONES.get(found.state, "neutral"),
        "holder": holder_of(found), "answers": answer_rows(found), "plot": plot, "shown": collection([feature(plot.geom, kind="plot")]) if plot else None,
        "documents": documents, "answer": documents.filter(outcome__in=["issue", "refusal"]).order_by("-issued_at").first(),
        "request_for_papers": PaperRequest.objects.filter(case=found, answered_at=None).prefetch_related("items").first(),
        "events": found.events.filter(public=True).order_by("-seq"), "papers": found.papers.filter(withdrawn_at=None),
        "dates": dates_of(found), "offered": offered_after(found), "own_moves": _own_moves(found), "progress": progress(found), "charges": [{"row": charge, "owed": left_of(charge), "dropped": not paid(charge) and ended_unanswered(found)} for charge in found.charges.filter(cancelled_at=None)], "may_withdraw": may_withdraw(found), "may_pay_by_card": found.authority.slug in settings.PAYMENT_ACCOUNTS,
    }


def _own_moves(found: Case) -> list[dict[str, Any]]:
    english = translation.get_language() == "en"
    return [{"verb": row.move.value, "label": (row.move.label_en if english else row.move.label_ro).capitalize(), "photo": row.move is Move.DECLARE_RESTORED} for row in own_moves(found)]


def progress(found: Case) -> list[dict[str, str]]:
    """Return the stages of a case for the progress line."""
    stages = [
        (_("Înregistrată"), {"registered"}), (_("În analiză"), {"in_review", "waiting_papers"}), (_("În redactare"), {"drafting"}),
        (_("La semnat"), {"signing"}), (_("Comunicată"), {"issued", "refused", "delivered", "closed", "archived", "extended"}),
    ]
    ended = {"withdrawn": _("Retrasă de solicitant"), "returned": _("Restituită")}.get(found.state)
    if ended:
        # Nothing was communicated: the line ends where the case ended.
        return [{"title": _("Înregistrată"), "state": "done", "note": ""}, {"title": ended, "state": "done", "note": ""}]
    place = next((number for number, (_title, states) in enumerate(stages) if found.state in states), len(stages) - 1)
    steps = []
    for number, (title, _states) in enumerate(stages):
        state = "done" if number < place else "todo"
        if number == place:
            state = "paused" if found.state == "waiting_papers" else "done" if number == len(stages) - 1 else "current"
        steps.append({"title": title, "state": state, "note": ""})
    return steps


def may_withdraw(found: Case) -> bool:
    """Tell whether the applicant can still take the case back."""
    family = all_procedures()[found.procedure].family
    return any(row.move is Move.WITHDRAW for row in moves_from(CaseState(found.state), family, Role.APPLICANT))
