"""Sends one notice by e-mail; at least once, always with the same Message-ID."""
from __future__ import annotations

import datetime as dt
from smtplib import SMTPException

from django.core.mail import EmailMessage

from gisapp.core import clock, jobs
from permits.models import Notice


@jobs.job("permits.deliver_notice")
def deliver_notice(notice: int) -> None:
    """Send if it was not sent; a mail server that is down means later, never lost."""
    row = Notice.objects.select_related("authority").get(pk=notice)
    if row.sent_at is not None or row.channel != Notice.Channel.EMAIL:
        return
    domain = row.authority.slug + ".notices"
    message = EmailMessage(row.subject, row.body, to=[row.address], headers={"Message-ID": f"<notice-{row.pk}@{domain}>"})
    try:
        message.send()
    except (SMTPException, OSError) as error:
        raise jobs.NotYet("mail server unreachable", after=dt.timedelta(minutes=5)) from error
    Notice.objects.filter(pk=row.pk, sent_at=None).update(sent_at=clock.now())
