"""A form of our page is genuine when it was made for the conversation of this session (CSRF is Django's part)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

from chatbot.channels.contract import Account

HEADER = "x-page-key"


def page_key(session_conversation: str, account: Account) -> str:
    """What the page's forms carry: it cannot be made without our key, and belongs to one conversation."""
    return hmac.new(account.secret("key").encode(), session_conversation.encode(), hashlib.sha256).hexdigest()


def is_genuine(raw: bytes, headers: Mapping[str, str], account: Account) -> bool:
    """Whether the form's key belongs to the session's conversation, which is the raw body here.

    A tab left open from an earlier conversation must not write into the present one.
    """
    expected = page_key(raw.decode("ascii", "replace"), account)
    return hmac.compare_digest(expected, headers.get(HEADER, "").encode("ascii", "replace").decode())
