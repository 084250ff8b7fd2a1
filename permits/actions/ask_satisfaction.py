"""After the answer the applicant is asked one question, once."""
from __future__ import annotations

import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.core import clock, jobs
from gisapp.core.errors import BadInput, Conflict
from permits.actions.notify import notify_applicant
from permits.models import Case, Rating

SCORES = range(1, 6)


@jobs.job("permits.ask_satisfaction")
def ask_satisfaction(case: str) -> None:
    """Write the question and its message once; a case without an address to write to is not asked."""
    with transaction.atomic():
        row = Case.objects.select_for_update(of=("self",)).select_related("authority", "owner").get(pk=case)
        if Rating.objects.filter(case=row).exists():
            return
        rating = Rating.objects.create(case=row, code=secrets.token_urlsafe(16), asked_at=clock.now())
        row.rating = rating
        if notify_applicant(row, "satisfaction") is None:
            rating.delete()


@transaction.atomic
def answer_satisfaction(*, rating: Rating, score: int, comment: str) -> Rating:
    """Keep the answer; it is given once and never changed."""
    rating = Rating.objects.select_for_update().get(pk=rating.pk)
    if rating.answered_at is not None:
        raise Conflict(_("Ați răspuns deja. Vă mulțumim."), code="already_answered")
    if score not in SCORES:
        raise BadInput(_("Alegeți o notă de la 1 la 5."), code="score_missing", field="score")
    rating.score, rating.comment, rating.answered_at = score, comment.strip()[:2000], clock.now()
    rating.save(update_fields=["score", "comment", "answered_at"])
    return rating
