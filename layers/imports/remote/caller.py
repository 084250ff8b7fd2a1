"""One conversation with an allowed server: where it may go, how long, how much. Everything else here calls out through it."""
from __future__ import annotations

import json
import re
import time
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
import urllib3
from django.conf import settings
from django.utils.translation import gettext as _
from requests_hardened import Config, Manager
from requests_hardened.ip_filter import InvalidIPAddress

from gisapp.core.errors import BadInput, Refused

MEGABYTE = 1024 * 1024
# Held in memory by the worker while pages are put together.
MOST_BYTES = 100 * MEGABYTE
MOST_XML_BYTES = 60 * MEGABYTE
MOST_SECONDS = 300.0
MOST_REDIRECTS = 3
BLOCK = 65_536
MOVED = {301, 302, 303, 307, 308}


class Caller:
    """Counts bytes and seconds over all its calls. Redirects are followed by hand, each checked like the first address."""

    def __init__(self, *, most_bytes: int = MOST_BYTES, most_seconds: float = MOST_SECONDS) -> None:
        self.left, self.until = most_bytes, time.monotonic() + most_seconds
        self.manager = Manager(Config(
            ip_filter_enable=True, ip_filter_allow_loopback_ips=settings.IMPORT_LOOPBACK, never_redirect=True, default_timeout=(5, 30), user_agent_override="gisapp-layers/1",
        ))

    def json(self, url: str, accept: str = "application/geo+json, application/json") -> Any:
        """Return what the server says as JSON."""
        raw, kind = self._get(url, accept)
        if "json" not in kind:
            raise BadInput(_("Serverul a răspuns cu altceva decât date (JSON). Verificați adresa: poate fi a unei pagini, nu a unui serviciu."), code="remote.not_json", field="url")
        try:
            return json.loads(raw)
        except (ValueError, RecursionError) as error:
            raise BadInput(_("Răspunsul serverului nu este JSON întreg. Încercați din nou mai târziu."), code="remote.bad_json", field="url") from error

    def xml(self, url: str) -> bytes:
        """Return what the server says as XML, not parsed."""
        raw, kind = self._get(url, "application/gml+xml, application/xml, text/xml")
        if "xml" not in kind or "html" in kind:
            raise BadInput(_("Serverul a răspuns cu altceva decât date (XML). Verificați adresa: poate fi a unei pagini, nu a unui serviciu."), code="remote.not_xml", field="url")
        # Before any parser sees it, in any encoding that hides the letters with zeros.
        plain = raw.replace(b"\x00", b"").upper()
        if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
            raise BadInput(_("Răspunsul XML al serverului definește entități (DOCTYPE), ceea ce nu se admite."), code="remote.xml_entities", field="url")
        return raw

    def _get(self, url: str, accept: str) -> tuple[bytes, str]:
        for _step in range(MOST_REDIRECTS + 1):
            check_address(url)
            try:
                with self.manager.get_session() as session:
                    # No proxy, no .netrc of the machine.
                    session.trust_env = False
                    with session.request("GET", url, headers={"Accept": accept}, stream=True) as answer:
                        if answer.status_code in MOVED:
                            url = urljoin(url, answer.headers.get("Location", ""))
                            continue
                        return self._body(answer), answer.headers.get("Content-Type", "").lower()
            except InvalidIPAddress as error:
                raise BadInput(_("Serverul se află într-o rețea internă; se aduc date numai de la servere publice."), code="remote.private_address", field="url") from error
            except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, UnicodeError) as error:
                raise Refused(_("Serverul nu răspunde. Verificați adresa sau încercați din nou mai târziu."), code="remote.unreachable", field="url") from error
        raise BadInput(_("Serverul trimite mereu la altă adresă. Dați adresa la care ajunge."), code="remote.redirects", field="url")

    def _body(self, answer: requests.Response) -> bytes:
        if answer.status_code != 200:
            raise Refused(_("Serverul a răspuns cu eroarea %(status)s. Verificați adresa și numele stratului.") % {"status": answer.status_code}, code="remote.status", field="url")
        parts: list[bytes] = []
        # read1 gives what has come: a server that sends a byte now and then does not hold the clock.
        while block := answer.raw.read1(BLOCK, decode_content=True):
            self.left -= len(block)
            if self.left < 0:
                raise BadInput(_("Serverul trimite peste %(size)s MB. Aduceți datele ca fișier, pe linia de comandă.") % {"size": MOST_BYTES // MEGABYTE}, code="remote.too_large", field="url")
            if time.monotonic() > self.until:
                raise BadInput(_("Serverul trimite prea încet: citirea a fost oprită. Încercați mai târziu sau aduceți datele ca fișier."), code="remote.too_slow", field="url")
            parts.append(block)
        return b"".join(parts)


def check_address(url: str) -> None:
    """Refuse an address that is not https of an allowed host, or carries a name and password. Which network the host is in is checked when connecting."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise BadInput(_("Adresa nu poate fi citită."), code="remote.bad_address", field="url") from error
    if parts.scheme != "https" and not (settings.IMPORT_LOOPBACK and parts.scheme == "http"):
        raise BadInput(_("Adresa trebuie să înceapă cu https://."), code="remote.not_https", field="url")
    if parts.username or parts.password or not parts.hostname or re.search(r"[\s\\\x00-\x1f]", url):
        raise BadInput(_("Adresa nu poate conține nume, parolă sau spații și trebuie să aibă un nume de server."), code="remote.bad_address", field="url")
    host = parts.hostname.lower().rstrip(".")
    allowed = {one.strip().lower() for one in settings.IMPORT_HOSTS}
    # A name without a port is that name at https's own port.
    if f"{host}:{port or 443}" not in allowed and not (host in allowed and port in (None, 443)):
        raise BadInput(_("Serverul %(host)s nu este printre cele de la care se aduc date. Administratorul îl poate adăuga (IMPORT_HOSTS).") % {"host": host[:80]}, code="remote.host_not_allowed", field="url")
