"""Deliveries are signed by Meta with the app's secret."""

from __future__ import annotations

from collections.abc import Mapping

from chatbot.channels import meta_signature
from chatbot.channels.contract import Account


def is_genuine(raw: bytes, headers: Mapping[str, str], account: Account) -> bool:
    """Whether the HMAC of the raw bytes is right."""
    return meta_signature.is_signed(raw, headers.get(meta_signature.HEADER, ""), account.secret("app_secret"))


def challenge(query: Mapping[str, str], account: Account) -> str | None:
    """The answer to Meta's GET when the address is set up; None: not ours."""
    return meta_signature.challenge(query, account.secret("verify_token"))
