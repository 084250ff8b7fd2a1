"""The EU trusted lists: read from a folder, signatures checked from the list of lists down."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from asn1crypto import x509
from lxml.etree import LxmlError
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.qualified.eutl_parse import trust_list_to_registry, validate_and_parse_lotl
from pyhanko.sign.validation.qualified.tsp import TSPRegistry, TSPServiceParsingError, TSPTrustManager
from pyhanko_certvalidator.authority import Authority, TrustAnchor
from pyhanko_certvalidator.registry import TrustManager

from .chain import EuLists

LIST_OF_LISTS = "eu-lotl.xml"
_TERRITORY = re.compile(r"<(?:\w+:)?SchemeTerritory>\s*([A-Z]{2})\s*<")
FAILURES = (SignatureValidationError, TSPServiceParsingError, LxmlError, ValueError, KeyError, TypeError, OSError)


def read_eu_lists(folder: Path) -> EuLists:
    """Read every national list in `folder` for which the (signed) list of lists vouches.

    A list whose signature does not hold is left out and named in the notes; it never counts as loaded.
    """
    if not (folder / LIST_OF_LISTS).is_file():
        return EuLists("not_loaded")
    try:
        lotl = validate_and_parse_lotl((folder / LIST_OF_LISTS).read_text(encoding="utf-8"))
    except FAILURES as error:
        return EuLists("invalid", notes=[f"list of lists: {error}"])
    issuers = {reference.territory.upper(): reference.tlso_certs for reference in lotl.references}
    lists = EuLists("loaded", TSPRegistry())
    for path in sorted(folder.glob("*.xml")):
        if path.name == LIST_OF_LISTS:
            continue
        text = path.read_text(encoding="utf-8")
        found = _TERRITORY.search(text)
        territory = found.group(1) if found else ""
        if territory not in issuers:
            lists.notes.append(f"{path.name}: not named by the list of lists")
            continue
        try:
            _registry, errors = trust_list_to_registry(text, issuers[territory], lists.registry)
        except FAILURES as error:
            lists.notes.append(f"{path.name}: {error}")
            continue
        lists.territories.append(territory)
        lists.notes += [f"{path.name}: {error}" for error in errors]
    if not lists.territories:
        return EuLists("invalid" if lists.notes else "not_loaded", notes=lists.notes)
    return lists


class AnyOf(TrustManager):
    """Trusts whom any of its members trusts."""

    def __init__(self, *members: TrustManager) -> None:
        self._members = members

    def as_trust_anchor(self, authority: Authority) -> TrustAnchor | None:
        found = (member.as_trust_anchor(authority) for member in self._members)
        return next((anchor for anchor in found if anchor is not None), None)

    def find_potential_issuers(self, cert: x509.Certificate) -> Iterator[TrustAnchor]:
        for member in self._members:
            yield from member.find_potential_issuers(cert)


def eu_trust(folder: Path | None) -> list[TrustManager]:
    """The trust that the lists in `folder` give, read again only when a file changed; none without lists."""
    if folder is None or not folder.is_dir():
        return []
    stamps = tuple((path.name, path.stat().st_mtime_ns) for path in sorted(folder.glob("*.xml")))
    registry = _read(folder, stamps).registry
    return [TSPTrustManager(registry)] if registry is not None else []


@lru_cache(maxsize=2)
def _read(folder: Path, _stamps: tuple[tuple[str, int], ...]) -> EuLists:
    return read_eu_lists(folder)
