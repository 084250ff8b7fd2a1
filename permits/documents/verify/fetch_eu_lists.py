"""Fetch the EU trusted lists into a folder, for `read_eu_lists`. Run daily where the server may call out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import requests
from django.utils.translation import gettext as _
from pyhanko.sign.validation.qualified.eutl_fetch import EU_LOTL_LOCATION
from pyhanko.sign.validation.qualified.eutl_parse import trust_list_to_registry, validate_and_parse_lotl
from requests_hardened import Config, Manager

from gisapp.core.errors import Refused

from .eu_lists import FAILURES, LIST_OF_LISTS

MAX_BYTES = 40 * 1024 * 1024
Get = Callable[[str], str]


class ListsUnavailable(Refused):
    """A list could not be fetched or its signature does not hold; the files of before stay in use."""


def fetch_eu_lists(folder: Path, territories: Iterable[str], *, get: Get | None = None) -> list[str]:
    """Fetch the list of lists and the national lists of `territories` (two letters); return those stored.

    Each is checked before it replaces the one of before. Raises `ListsUnavailable` when the list of lists
    fails, or when none of the national ones could be taken.
    """
    get = get or _get
    wanted = {territory.upper() for territory in territories}
    try:
        text = get(EU_LOTL_LOCATION)
        lotl = validate_and_parse_lotl(text)
    except (*FAILURES, requests.RequestException) as error:
        raise ListsUnavailable(
            _("Lista europeană a listelor de încredere nu a putut fi preluată sau verificată; rămân în uz listele de dinainte."),
            code="lotl_unavailable",
        ) from error
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / LIST_OF_LISTS, text)
    stored: list[str] = []
    for reference in lotl.references:
        territory = reference.territory.upper()
        if territory not in wanted or not reference.location_uri.lower().endswith(".xml"):
            continue
        try:
            text = get(reference.location_uri)
            trust_list_to_registry(text, reference.tlso_certs)
        except (*FAILURES, requests.RequestException):
            continue
        _write(folder / f"tsl-{territory.lower()}.xml", text)
        stored.append(territory)
    if not stored:
        raise ListsUnavailable(
            _("Nicio listă națională de încredere nu a putut fi preluată; rămân în uz listele de dinainte."), code="tsl_unavailable"
        )
    return stored


def _get(url: str) -> str:
    # The addresses come from a signed list, but never from inside the town hall's own network.
    manager = Manager(
        Config(ip_filter_enable=True, ip_filter_allow_loopback_ips=False, never_redirect=False, default_timeout=(5, 60))
    )
    answer = manager.send_request("GET", url, stream=True)
    answer.raise_for_status()
    data = answer.raw.read(MAX_BYTES + 1, decode_content=True)
    if len(data) > MAX_BYTES:
        raise ValueError("the list is too large")
    return str(data.decode("utf-8"))


def _write(path: Path, text: str) -> None:
    part = path.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
