"""Sign one document, or a batch with one authorisation."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from gisapp.core.errors import Refused
from permits.documents.keys import SigningKey
from permits.documents.keys.loop import run as run_to_end

from .appearance import Appearance
from .context import SigningContext
from .interrupted import Level, Prepared, finish_async, prepare_async

AT_ONCE = 8
"""Documents whose network waits overlap."""


@dataclass(frozen=True)
class Order:
    """One document to sign, in a batch."""

    pdf: bytes
    field: str
    certify: bool
    lock_all: bool
    level: Level
    appearance: Appearance


def sign(
    pdf: bytes,
    *,
    field: str,
    key: SigningKey,
    certify: bool,
    lock_all: bool,
    level: Level,
    ctx: SigningContext,
    appearance: Appearance,
) -> bytes:
    """Return `pdf` signed by `key` in `field`.

    The first signatory certifies (DocMDP 2: filling in the other signatures stays allowed), the last
    one locks all fields and signs at B-LTA, the others at B-LT. A document with one signatory does all
    of it at once. Raises a `Refused` (`TimestampUnavailable`, `RevocationUnavailable`, `KeyUnavailable`,
    `CertificateRefused`, `SigningRefused`) and returns nothing when any part fails.
    """
    result = sign_many([Order(pdf, field, certify, lock_all, level, appearance)], key=key, ctx=ctx)[0]
    if isinstance(result, Refused):
        raise result
    return result


def sign_many(orders: Sequence[Order], *, key: SigningKey, ctx: SigningContext) -> list[bytes | Refused]:
    """Sign a batch with one key and one authorisation (per `key.batch` documents).

    The answers stand in the order of `orders`: the signed document, or why that one was not signed.
    A document that cannot be prepared does not hold up the others.
    """

    async def work() -> list[bytes | Refused]:
        async with ctx.open():
            answers: list[bytes | Refused] = []
            for start in range(0, len(orders), key.batch):
                answers += await _sign_batch(orders[start : start + key.batch], key, ctx)
            return answers

    return run_to_end(work())


async def _sign_batch(orders: Sequence[Order], key: SigningKey, ctx: SigningContext) -> list[bytes | Refused]:
    gate = asyncio.Semaphore(AT_ONCE)
    try:
        # Once, before the rest at the same time: otherwise each would ask OCSP the same question.
        await ctx.validated(key)
    except Refused as refusal:
        return [refusal] * len(orders)

    async def first_half(order: Order) -> Prepared | Refused:
        try:
            return await prepare_async(
                order.pdf, field=order.field, key=key, certify=order.certify, lock_all=order.lock_all,
                level=order.level, ctx=ctx, appearance=order.appearance,
            )
        except Refused as refusal:
            return refusal

    async def second_half(prepared: Prepared, signature: bytes) -> bytes | Refused:
        try:
            async with gate:
                return await finish_async(prepared, signature, ctx=ctx)
        except Refused as refusal:
            return refusal

    answers = [await first_half(order) for order in orders]
    ready = [(place, half) for place, half in enumerate(answers) if isinstance(half, Prepared)]
    try:
        signatures = await key.sign([half.payload for _place, half in ready]) if ready else []
    except Refused as refusal:
        return [half if isinstance(half, Refused) else refusal for half in answers]
    done = await asyncio.gather(
        *(second_half(half, signature) for (_place, half), signature in zip(ready, signatures, strict=True))
    )
    signed = dict(zip((place for place, _half in ready), done, strict=True))
    return [half if isinstance(half, Refused) else signed[place] for place, half in enumerate(answers)]
