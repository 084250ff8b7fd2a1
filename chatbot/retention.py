"""What is kept and for how long: deliveries as they came 30 days, conversations 12 months, or until the person erases them."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F, Q

from chatbot.media import forget_photos
from chatbot.models import Conversation, Handover, InboundEvent, NoticeChoice, Outbound, PinLink
from gisapp.core import clock, jobs

RAW = dt.timedelta(days=30)
WORDS = dt.timedelta(days=365)


@jobs.every_tick
def forget() -> None:
    """Erase what is older than promised, a part at a time."""
    now = clock.now()
    InboundEvent.objects.filter(received_at__lt=now - RAW).exclude(raw=None).update(raw=None)
    InboundEvent.objects.filter(received_at__lt=now - WORDS).delete()
    Outbound.objects.filter(created_at__lt=now - RAW).exclude(call={}).exclude(state=Outbound.State.WAITING).update(call={})
    PinLink.objects.filter(expires_at__lt=now - dt.timedelta(days=1)).delete()
    old = Q(last_seen__lt=now - WORDS) | Q(erase_after__lt=clock.today())
    for pk in Conversation.objects.filter(old).filter(Q(erased_at=None) | Q(erased_at__lt=F("last_seen"))).values_list("pk", flat=True)[:200]:
        erase_words(pk)
    # Erased by the person's own word: what the vendors delivered goes too, without waiting 30 days.
    for one in Conversation.objects.filter(erased_at__gt=now - dt.timedelta(days=2)):
        _erase_deliveries(one)


@transaction.atomic
def erase_words(pk: object) -> None:
    """Erase all words, places and ways to write of a conversation; the counts of the measures stay."""
    one = Conversation.objects.select_for_update().get(pk=pk)
    forget_photos(one)
    one.turns.update(said={})
    Handover.objects.filter(conversation=one).update(summary="", slots={}, pin=None)
    NoticeChoice.objects.filter(conversation=one, ended_at=None).update(ended_at=clock.now())
    _erase_deliveries(one)
    one.state, one.address, one.user, one.erased_at = {}, None, None, clock.now()
    one.save(update_fields=["state", "address", "user", "erased_at"])


def _erase_deliveries(one: Conversation) -> None:
    sent = Outbound.objects.filter(conversation=one).exclude(state=Outbound.State.WAITING)
    sent.exclude(call={}).update(call={})
    InboundEvent.objects.filter(channel=one.channel, account=one.account, person=one.external_user, received_at__lte=one.erased_at or clock.now()).exclude(raw=None).exclude(processed_at=None).update(raw=None)
