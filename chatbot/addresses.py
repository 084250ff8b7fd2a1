"""Public addresses of a town hall's pages, for messages that are written outside of any request."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings

from gisapp.accounts.models import Authority


def public_address(authority: Authority, path: str) -> str:
    """The absolute address of a path at the town hall's own host."""
    base = urlsplit(settings.BASE_URL)
    host = authority.host or base.hostname or ""
    port = f":{base.port}" if base.port else ""
    return f"{base.scheme}://{host}{port}{path}"
