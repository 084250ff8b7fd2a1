"""The town halls' accounts on the channels, from settings.CHAT_CHANNELS: `{slug: {channel: {"path": …, "token": …}}}`."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils.crypto import salted_hmac

from chatbot.channels.contract import Account
from chatbot.models import Conversation

# What a channel cannot work without.
NEEDED = {
    "telegram": ("path", "token", "secret"),
    "whatsapp": ("path", "account", "token", "app_secret", "verify_token"),
    "messenger": ("path", "account", "token", "app_secret", "verify_token"),
}


def accounts() -> list[Account]:
    """Every account that is set up."""
    found = []
    for slug, channels in settings.CHAT_CHANNELS.items():
        for channel, values in channels.items():
            text = {name: str(value) for name, value in values.items()}
            found.append(Account(slug, channel, text.get("account", ""), text.get("path", ""), text))
    return found


def account_at(channel: str, path: str) -> Account | None:
    """The account whose address ends so. The path only keeps strangers' noise away: the signature is what counts."""
    return next((one for one in accounts() if one.channel == channel and one.path and one.path == path), None)


def account_of(conversation: Conversation) -> Account | None:
    """The account that a conversation came through; None once it is no longer set up."""
    slug = conversation.authority.slug
    return next((one for one in accounts() if (one.authority, one.channel, one.id) == (slug, conversation.channel, conversation.account)), None)


def web_account(slug: str) -> Account:
    """The town hall's own page: its key follows from SECRET_KEY."""
    return Account(slug, "web", "", "", {"key": salted_hmac("chatbot.web", slug, algorithm="sha256").hexdigest()})


@register()
def check_accounts(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Stop the start at an account that could not work, naming what is missing and never its value."""
    found: list[CheckMessage] = []
    for one in accounts():
        if one.channel not in NEEDED:
            found.append(Error(f"CHAT_CHANNELS: {one.authority} names the unknown channel {one.channel}.", id="chatbot.E001"))
            continue
        missing = [name for name in NEEDED[one.channel] if not one.secret(name)]
        if missing:
            found.append(Error(f"CHAT_CHANNELS: {one.authority}/{one.channel} lacks {', '.join(missing)}.", id="chatbot.E002"))
        elif not re.fullmatch(r"[A-Za-z0-9_-]{16,64}", one.path):
            found.append(Error(f"CHAT_CHANNELS: the path of {one.authority}/{one.channel} must be 16 to 64 letters, digits, - or _.", id="chatbot.E003"))
    return found
