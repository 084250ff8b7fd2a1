"""Every verb leaves one event, chained by hashes."""
from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from typing import Any

from django.conf import settings

from gisapp.accounts.models import User
from gisapp.core import clock
from permits.actions.announce import announce
from permits.models import Case, CaseEvent, HistoryHead

GENESIS = "0" * 64


def event_hash(previous: str, *, case: str, seq: int, at: dt.datetime, kind: str, actor: int | None, acting_for: int | None, data: dict[str, Any]) -> str:
    """Return the SHA-256 of an event's canonical JSON after the previous hash."""
    body = {"case": case, "seq": seq, "at": at.astimezone(dt.UTC).isoformat(), "kind": kind, "actor": actor, "acting_for": acting_for, "data": data}
    written = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256((previous + written).encode()).hexdigest()


def head_seal(case: str, seq: int, digest: str) -> str:
    """Return the seal of a history's end: keyed with what stands outside of the database."""
    return hmac.new(settings.LOOKUP_KEY.encode(), f"history:{case}:{seq}:{digest}".encode(), hashlib.sha256).hexdigest()


def record(case: Case, kind: str, /, *, actor: User | None, acting_for: User | None = None, public: bool = False, **data: Any) -> CaseEvent:
    """Append an event to the case's history, in the caller's transaction.

    The case row is locked, so that two people acting at once get two numbers in one chain.
    `data` must be JSON and hold no personal data: it stays for ever.
    """
    Case.objects.select_for_update().get(pk=case.pk)
    last = CaseEvent.objects.filter(case=case).order_by("-seq").first()
    seq, previous = (last.seq + 1, last.hash) if last else (1, GENESIS)
    at = clock.now()
    other = acting_for if acting_for is not None and acting_for != actor else None
    digest = event_hash(
        previous, case=str(case.pk), seq=seq, at=at, kind=kind, actor=actor.pk if actor else None,
        acting_for=other.pk if other else None, data=data,
    )
    event = CaseEvent.objects.create(
        case=case, seq=seq, at=at, kind=kind, actor=actor, acting_for=other, data=data, public=public, previous_hash=previous, hash=digest
    )
    head = {"seq": seq, "hash": digest, "seal": head_seal(str(case.pk), seq, digest)}
    if not HistoryHead.objects.filter(case=case).update(**head):
        HistoryHead.objects.create(case=case, **head)
    announce(case, event)
    return event
