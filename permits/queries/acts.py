"""The act of the town hall that a request refers to: a certificate to extend, a permit whose works start."""
from __future__ import annotations

import re

from permits.models import Case, IssuedDocument
from permits.rules.procedure import QuestionKind
from permits.rules.procedure_files import all_procedures

_NUMBER = re.compile(r"(\d{1,7})\s*(?:/|din)\s*(?:\d{1,2}[./]\d{1,2}[./])?(\d{4})\b")


def typed_act(case: Case) -> str:
    """Return the number of the act as the applicant wrote it, or an empty text."""
    questions = all_procedures()[case.procedure].questions
    answers = (case.answers.get(question.code) for question in questions if question.kind is QuestionKind.ACT)
    return next((str(answer).strip() for answer in answers if answer), "")


def act_of(case: Case) -> IssuedDocument | None:
    """Return the act: of the case this one follows, else the one whose number in its register was typed.

    None where this service has not issued it (an act on paper from before): then a person completes the draft.
    """
    issued = IssuedDocument.objects.filter(authority=case.authority, state=IssuedDocument.State.ISSUED, outcome="issue").select_related("case", "entry")
    if case.parent_id is not None:
        return issued.filter(case=case.parent_id).order_by("-issued_at").first()
    found = _NUMBER.search(typed_act(case))
    if found is None:
        return None
    procedures = {code for question in all_procedures()[case.procedure].questions for code in question.of}
    # Somebody else's act is not shown by guessing its number: only the same applicant's.
    mine = issued.filter(case__owner=case.owner) if case.owner_id is not None else issued.filter(case__applicant__identifier_lookup=case.applicant.identifier_lookup)
    return mine.filter(entry__number=int(found[1]), entry__year=int(found[2]), case__procedure__in=procedures).first()
