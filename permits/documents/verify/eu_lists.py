"""The EU trusted lists: read from a folder, signatures checked from the list of lists down."""

from __future__ import annotations

import re
from pathlib import Path

from lxml.etree import LxmlError
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.qualified.eutl_parse import trust_list_to_registry, validate_and_parse_lotl
from pyhanko.sign.validation.qualified.tsp import TSPRegistry, TSPServiceParsingError

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
