"""Telling neighbours of new cases near a place: asked, confirmed by e-mail, one message a day at most, one click to end."""
from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.gis.geos import Point
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gisapp.accounts.models import Authority
from gisapp.core import clock, jobs
from gisapp.core.errors import BadInput
from permits.models import AreaSubscription, Notice
from permits.models.applicant import lookup
from permits.queries.nearby import cases_nearby

SALT = "permits.area-subscription"
CONFIRM_WITHIN = dt.timedelta(days=3)
MOST_PER_ADDRESS = 5
FROM_HOUR = 8


def token_of(row: AreaSubscription, verb: str) -> str:
    """Return the signed word of a link: confirm or end."""
    return signing.dumps({"s": row.pk, "v": verb}, salt=SALT)


@transaction.atomic
def ask_subscription(*, authority: Authority, email: str, centre: Point, radius_m: int, language: str) -> None:
    """Write the wish and send the link that confirms it. The answer is the same whoever asks, so that no address can be tried out."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise BadInput(_("Scrieți o adresă de e-mail."), code="bad_email", field="email") from error
    if not 100 <= radius_m <= 5000:
        raise BadInput(_("Alegeți o distanță între 100 și 5000 de metri."), code="bad_radius", field="radius")
    since = clock.now() - CONFIRM_WITHIN
    known = AreaSubscription.objects.filter(authority=authority, email_lookup=lookup(email), ended_at=None)
    if known.filter(confirmed_at__isnull=False).count() >= MOST_PER_ADDRESS or known.filter(confirmed_at=None, asked_at__gt=since).count() >= MOST_PER_ADDRESS:
        return
    row = AreaSubscription.objects.create(authority=authority, email=email, email_lookup=lookup(email), centre=centre, radius_m=radius_m, language=language, asked_at=clock.now())
    with translation.override(language):
        link = settings.BASE_URL + reverse("confirm_subscription", args=[token_of(row, "confirm")])
        body = _("Cineva, probabil dumneavoastră, a cerut să primească pe această adresă vești despre cererile noi din apropierea unui loc.\n\nConfirmați aici, în trei zile: %(link)s\n\nDacă nu ați cerut, nu faceți nimic: nu mai primiți altceva.") % {"link": link}
        _send(row, "subscription_confirm", _("Confirmați abonarea la cererile din apropiere"), body)


def _send(row: AreaSubscription, kind: str, subject: str, body: str) -> None:
    notice = Notice.objects.create(authority=row.authority, address=row.email or "", kind=kind, subject=subject, body=body, created_at=clock.now())
    jobs.enqueue("permits.deliver_notice", key=f"notice:{notice.pk}", notice=notice.pk)


def subscription_of(token: str, verb: str) -> AreaSubscription | None:
    """Return the subscription that a link names, if the link is ours and, to confirm, not older than three days."""
    try:
        said = signing.loads(token, salt=SALT, max_age=CONFIRM_WITHIN if verb == "confirm" else None)
    except signing.BadSignature:
        return None
    if said.get("v") != verb:
        return None
    return AreaSubscription.objects.select_related("authority").filter(pk=said["s"], ended_at=None).first()


@transaction.atomic
def confirm_subscription(*, row: AreaSubscription) -> None:
    """Begin from now; twice changes nothing."""
    AreaSubscription.objects.filter(pk=row.pk, confirmed_at=None, ended_at=None).update(confirmed_at=clock.now(), told_until=clock.now())


@transaction.atomic
def end_subscription(*, row: AreaSubscription) -> None:
    """End it and forget the address."""
    AreaSubscription.objects.filter(pk=row.pk).update(ended_at=clock.now(), email="-", email_lookup="")


@jobs.every_tick
def tell_neighbours() -> None:
    """Once a day, from the morning on: one message for each subscription near which something new was registered."""
    moment = clock.now()
    local = moment.astimezone(clock.TOWN_TIME)
    if local.hour < FROM_HOUR:
        return
    today = local.replace(hour=0, minute=0, second=0, microsecond=0)
    AreaSubscription.objects.filter(confirmed_at=None, asked_at__lt=moment - 2 * CONFIRM_WITHIN).delete()
    for pk in AreaSubscription.objects.filter(confirmed_at__isnull=False, ended_at=None, told_until__lt=today).values_list("pk", flat=True):
        _tell(pk, today, moment)


@transaction.atomic
def _tell(pk: int, today: dt.datetime, moment: dt.datetime) -> None:
    row = AreaSubscription.objects.select_for_update(of=("self",)).select_related("authority").filter(pk=pk, ended_at=None, told_until__lt=today).first()
    if row is None:
        return
    found = cases_nearby(row.authority, centre=row.centre, radius_m=row.radius_m, since=row.told_until)
    row.told_until = moment
    row.save(update_fields=["told_until"])
    if not found:
        return
    with translation.override(row.language):
        lines = "\n".join(f"- {one.title}" for one in found)
        link = settings.BASE_URL + reverse("nearby")
        stop = settings.BASE_URL + reverse("end_subscription", args=[token_of(row, "end")])
        number = ngettext("%(n)s cerere nouă în apropiere", "%(n)s cereri noi în apropiere", len(found)) % {"n": len(found)}
        _send(row, "subscription_digest", number, _("%(lines)s\n\nHarta cererilor în lucru: %(link)s\n\nNu mai doriți aceste mesaje? %(stop)s") % {"lines": lines, "link": link, "stop": stop})
