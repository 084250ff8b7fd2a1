"""Structured logs without personal data, one request id through everything."""
from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Callable, MutableMapping
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse

# CNP (13 digits), e-mail, Romanian phone numbers, also as an address writes them: masked wherever they would slip into a log line.
# Digits after a point are the end of a coordinate.
_PERSONAL = [
    (re.compile(r"(?:(?<![\d.])|(?<=%20))[1-9]\d{12}(?!\d)"), "[CNP]"),
    (re.compile(r"[\w.+%-]+(?:@|%40)[\w-]+\.[\w.-]+"), "[e-mail]"),
    (re.compile(r"(?:(?<![\d.])|(?<=%20))(?:\+?40(?:[ .+-]|%20)?|0)[237]\d{2}(?:[ .+-]|%20)?\d{3}(?:[ .+-]|%20)?\d{3}(?!\d)"), "[telefon]"),
]


def mask(text: str) -> str:
    """Return the text with CNP, e-mail addresses and phone numbers replaced."""
    for pattern, label in _PERSONAL:
        text = pattern.sub(label, text)
    return text


def _mask_event(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = mask(value)
    return event


def configure(options: dict[str, Any]) -> None:
    """Configure logging; called by Django with settings.LOGGING."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _mask_event,
    ]
    last = structlog.processors.JSONRenderer(ensure_ascii=False) if options["json"] else structlog.dev.ConsoleRenderer(colors=False)
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _mask_event, last]
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(options["level"])
    for noisy in ("fontTools", "pyhanko", "pyhanko_certvalidator", "pikepdf", "urllib3", "PIL"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


class RequestIdMiddleware:
    """Give each request an id that its log lines and jobs carry."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        structlog.contextvars.clear_contextvars()
        request_id = uuid.uuid4().hex
        structlog.contextvars.bind_contextvars(request_id=request_id)
        response = self.get_response(request)
        response["X-Request-Id"] = request_id
        return response
