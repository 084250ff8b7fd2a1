"""Wrong codes are counted for the person on the channel and for the number asked about, whoever asks: guessing is stopped.

Counted in the shared cache in parts of five minutes, so that all processes agree and nothing about a person is stored. A
number that does not exist is counted like one that does: that a number is locked tells nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib

from django.core.cache import cache

from chatbot.conversation.talk import Talk

_PART = 300
# A person's tries in a quarter of an hour; all persons' tries at one number in an hour.
MINE, MINE_PARTS = 5, 3
ALL, ALL_PARTS = 20, 12


def _keys(talk: Talk, number: str) -> tuple[str, str]:
    held = talk.conversation
    plain = number.partition("/")[0].strip().lstrip("0")[:12]
    marked = hashlib.sha256(f"{held.authority_id}\x1f{plain}".encode()).hexdigest()[:32]
    return f"chat-code:me:{held.authority_id}:{held.channel}:{held.external_user}", f"chat-code:no:{marked}"


def _count(key: str, now: dt.datetime, parts: int) -> int:
    part = int(now.timestamp()) // _PART
    return sum(cache.get_many([f"{key}:{part - back}" for back in range(parts)]).values())


def locked(talk: Talk, number: str) -> bool:
    """Whether no code is looked at any more for now, be it right or wrong."""
    mine, every = _keys(talk, number)
    return _count(mine, talk.now, MINE_PARTS) >= MINE or _count(every, talk.now, ALL_PARTS) >= ALL


def count_wrong(talk: Talk, number: str) -> None:
    """Count a wrong try."""
    part = int(talk.now.timestamp()) // _PART
    for key, parts in zip(_keys(talk, number), (MINE_PARTS, ALL_PARTS), strict=True):
        full = f"{key}:{part}"
        cache.add(full, 0, timeout=_PART * (parts + 1))
        try:
            cache.incr(full)
        except ValueError:
            cache.set(full, 1, timeout=_PART * (parts + 1))
