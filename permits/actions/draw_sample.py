"""Draws the cases of a month for a second review, so that anybody can repeat the draw."""
from __future__ import annotations

import datetime as dt
import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import Authority, Role, User
from gisapp.accounts.roles import has_role
from gisapp.core import clock
from gisapp.core.errors import Conflict, NotAllowed
from permits.models import ReviewSample, SecondReview
from permits.queries.parameters import parameters_of
from permits.queries.quality import decided, month_of
from permits.rules.quality import draw_sample as drawn


@transaction.atomic
def draw_sample(*, authority: Authority, month: dt.date, by: User) -> ReviewSample:
    """Draw once a month, after it ended. The seed is month and a random number, and stays with the sample."""
    if not has_role(by, authority, Role.QUALITY_OFFICER):
        raise NotAllowed(_("Numai responsabilul cu calitatea trage eșantionul."), code="not_your_role")
    first, last = month_of(month)
    if last >= clock.today():
        raise Conflict(_("Luna nu s-a încheiat: eșantionul se trage din toate dosarele ei."), code="month_not_over")
    Authority.objects.select_for_update().get(pk=authority.pk)
    if ReviewSample.objects.filter(authority=authority, month=first).exists():
        raise Conflict(_("Eșantionul acestei luni a fost deja tras."), code="already_drawn")
    cases = [str(pk) for pk in decided(authority, first, last).values_list("pk", flat=True)]
    if not cases:
        raise Conflict(_("În această lună nu s-a răspuns la niciun dosar."), code="nothing_decided")
    seed = f"{first:%Y-%m}/{secrets.token_hex(8)}"
    sample = ReviewSample.objects.create(authority=authority, month=first, seed=seed, population=len(cases), drawn_at=clock.now(), drawn_by=by)
    SecondReview.objects.bulk_create(SecondReview(sample=sample, case_id=pk) for pk in drawn(cases, seed, parameters_of(authority), last))
    return sample
