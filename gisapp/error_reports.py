"""Errors sent to where SENTRY_DSN says, without people in them; nothing is sent where it is not set."""
from __future__ import annotations

from typing import Any

import sentry_sdk
from django.conf import settings

from gisapp.core.logging import mask


def clean(event: Any, _hint: Any = None) -> Any:
    """Return the event with what was sent left out (body, cookies, query) and CNP, e-mail and phone numbers masked in every text."""
    for name in ("data", "cookies", "query_string", "headers", "env"):
        event.get("request", {}).pop(name, None)
    event.pop("user", None)
    return _masked(event)


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, dict):
        return {name: _masked(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(inner) for inner in value]
    return value


def start() -> None:
    """Begin reporting, if the setting names an address. Local variables and bodies hold people: neither is taken."""
    if settings.SENTRY_DSN:
        sentry_sdk.init(
            dsn=settings.SENTRY_DSN, send_default_pii=False, include_local_variables=False, max_request_body_size="never",
            before_send=clean, max_breadcrumbs=0, traces_sample_rate=0.0,
        )
