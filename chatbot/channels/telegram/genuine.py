"""Telegram signs no body: it repeats the secret that was given to setWebhook."""

from __future__ import annotations

import hmac
from collections.abc import Mapping

from chatbot.channels.contract import Account

HEADER = "x-telegram-bot-api-secret-token"


def is_genuine(raw: bytes, headers: Mapping[str, str], account: Account) -> bool:
    """Whether the header holds our secret; compared in constant time. The body takes no part."""
    secret = account.secret("secret")
    given = headers.get(HEADER, "")
    return bool(secret) and hmac.compare_digest(given.encode("utf-8", "surrogateescape"), secret.encode())
