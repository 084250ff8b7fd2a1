"""What a case's page says of its endorsements."""
from __future__ import annotations

from typing import Any

from permits.actions.ask_endorsements import OPEN
from permits.endorser.request_page import TONES, answer_choices
from permits.models import Case
from permits.queries.endorsements import needed_endorsements


def endorsements_context(case: Case, *, reviewer: bool) -> dict[str, Any]:
    """Return whom the case asks, how each stands, and whether the person may act on it."""
    needed = needed_endorsements(case)
    return {
        "endorsements": [{"need": one, "row": one.row, "tone": TONES[one.row.state] if one.row else "neutral"} for one in needed],
        "may_ask_endorsements": reviewer and case.state in OPEN, "unasked": [one for one in needed if one.row is None and one.institution is not None and one.legal_refs],
        "endorser_answers": answer_choices(),
    }
