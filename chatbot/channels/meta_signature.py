"""Meta's signature of a delivery and its greeting of a new address: the same for Messenger and WhatsApp."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

HEADER = "x-hub-signature-256"


def is_signed(raw: bytes, header: str, secret: str) -> bool:
    """Whether `sha256=<hex>` is the HMAC of the raw bytes.

    Trap: Meta signs the escaped form it sends ("\\u0219"); the body written again from parsed JSON fails at the first ș.
    """
    if not secret or not header.startswith("sha256="):
        return False
    expected = hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
    # Compared as bytes: compare_digest refuses text that is not ASCII, and a forger may send that.
    return hmac.compare_digest(expected.encode(), header.removeprefix("sha256=").encode("utf-8", "surrogateescape"))


def challenge(query: Mapping[str, str], token: str) -> str | None:
    """The words to give back when Meta tries a new address; None when the token is not ours."""
    given = query.get("hub.verify_token", "")
    if query.get("hub.mode") != "subscribe" or not token:
        return None
    if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), token.encode()):
        return None
    return query.get("hub.challenge", "")
