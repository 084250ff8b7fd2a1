"""One message each working morning: what is late, due today, due soon, to be signed. Absent people get none; their delegate sees it."""
from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from gisapp.accounts.models import Authority, Role, User
from gisapp.accounts.roles import absent, is_staff
from gisapp.core import clock, jobs
from permits.models import Notice
from permits.queries.inbox import items_of, signatures_of
from permits.queries.parameters import calendar_of

KIND = "digest"
FROM_HOUR = 7
SOON = dt.timedelta(days=3)
LISTED = 12


@jobs.every_tick
def plan_digests() -> None:
    """From seven in the morning of a working day, write one job for each person of each town hall; its key makes it one a day."""
    now = clock.now().astimezone(clock.TOWN_TIME)
    if now.hour < FROM_HOUR:
        return
    for authority in Authority.objects.order_by("pk"):
        if not calendar_of(authority).is_working(now.date()):
            continue
        staff = User.objects.filter(memberships__authority=authority, memberships__until=None, is_active=True).exclude(memberships__role=Role.ENDORSER).distinct()
        for pk in staff.values_list("pk", flat=True):
            jobs.enqueue("permits.send_digest", key=f"digest:{authority.pk}:{pk}:{now.date()}", authority=authority.pk, user=pk, day=now.date().isoformat())


@jobs.job("permits.send_digest")
def send_digest(authority: int, user: int, day: str) -> None:
    """Write the message once; nothing to say, an absence, or a day that has passed leave it out."""
    person, where, today = User.objects.get(pk=user), Authority.objects.get(pk=authority), clock.today()
    if today.isoformat() != day or not person.is_active or not is_staff(person, where) or absent(person, where) is not None:
        return
    items = list(items_of(person, where).filter(case__practice=False, due__lte=today + SOON).select_related("case").order_by("due", "pk"))
    signatures = signatures_of(person, where).count()
    if not items and not signatures:
        return
    with transaction.atomic():
        # Two runs of one job meet here: the row of the person is the lock.
        User.objects.select_for_update().get(pk=person.pk)
        if Notice.objects.filter(authority=where, user=person, kind=KIND, created_at__gte=clock.start_of(today)).exists():
            return
        with translation.override(person.language):
            context = {
                "late": [item for item in items if item.due and item.due < today], "now": [item for item in items if item.due == today],
                "soon": [item for item in items if item.due and item.due > today][:LISTED],
                "signatures": signatures, "day": today, "authority": where, "link": settings.BASE_URL + reverse("inbox"),
            }
            subject, _newline, body = render_to_string("permits/notices/digest.txt", context).strip().partition("\n")
        notice = Notice.objects.create(authority=where, user=person, address=person.email, kind=KIND, subject=subject[:200], body=body.strip(), created_at=clock.now())
        jobs.enqueue("permits.deliver_notice", key=f"notice:{notice.pk}", notice=notice.pk)
