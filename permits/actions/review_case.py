"""A second person looks at a decided case again, point by point."""
from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import User
from gisapp.accounts.roles import is_staff
from gisapp.core import clock
from gisapp.core.errors import BadInput, Conflict, NotAllowed
from permits.actions.nonconformity import raise_nonconformity
from permits.models import Nonconformity, SecondReview
from permits.queries.quality import worked_on
from permits.rules.quality import CHECKLIST, Verdict


@transaction.atomic
def review_case(*, review: SecondReview, verdicts: Mapping[str, str], note: str, by: User) -> SecondReview:
    """Store the verdict on every point. A nonconforming point raises a nonconformity at once."""
    review = SecondReview.objects.select_for_update(of=("self",)).select_related("sample__authority", "case").get(pk=review.pk)
    if not is_staff(by, review.sample.authority):
        raise NotAllowed(_("Numai un angajat al primăriei face a doua verificare."), code="not_your_role")
    if worked_on(by, review.case):
        raise NotAllowed(_("Ați lucrat la acest dosar, deci nu îl puteți și verifica. Îl verifică un coleg."), code="worked_on_it")
    if review.done_at is not None:
        raise Conflict(_("Dosarul a fost deja verificat."), code="already_reviewed")
    known = {verdict.value for verdict in Verdict}
    given = {point.code: verdicts.get(point.code, "") for point in CHECKLIST}
    if missing := [point for point in CHECKLIST if given[point.code] not in known]:
        raise BadInput(_("Alegeți un răspuns la fiecare punct. Lipsește: „%(question_ro)s”") % {"question_ro": missing[0].question_ro}, code="point_missing", field=missing[0].code)
    major = [point for point in CHECKLIST if given[point.code] == Verdict.MAJOR.value]
    if (major or Verdict.MINOR.value in given.values()) and len(note.strip()) < 10:
        raise BadInput(_("Scrieți ce ați găsit: o abatere fără explicație nu ajută pe nimeni."), code="note_missing", field="note")
    review.verdicts, review.note, review.reviewer, review.done_at = given, note.strip(), by, clock.now()
    review.save(update_fields=["verdicts", "note", "reviewer", "done_at"])
    if major:
        raise_nonconformity(
            authority=review.sample.authority, source=Nonconformity.Source.REVIEW, title=major[0].question_ro[:160], description=note.strip(), by=by, case=review.case, review=review,
        )
    return review
