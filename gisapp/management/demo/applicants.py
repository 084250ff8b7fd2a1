"""Invented applicants and papers of the demo."""
from __future__ import annotations

import random
from functools import lru_cache

from gisapp.accounts.models import User
from tests.town.cast import CAST


def applicant_of(owner: User, chance: random.Random) -> dict[str, str]:
    """Return the identity of a person of the cast: their company where they act for one, otherwise themself."""
    person = next(one for one in CAST if one.email.lower() == owner.email)
    if person.company and person.company_cui:
        return {"kind": "company", "name": person.company, "identifier": person.company_cui, "address": person.address, "email": owner.email, "represented_by": ""}
    return {"kind": "person", "name": person.name, "identifier": person.cnp or "", "address": person.address, "email": owner.email, "represented_by": ""}


@lru_cache
def paper_of(procedure: str) -> bytes:
    """Return a small real PDF that says it is a demonstration paper."""
    import typst

    text = f'#set page(paper: "a5"); #set text(lang: "ro"); = Act demonstrativ\n Depus pentru: {procedure.replace("_", " ")}. Fără valoare juridică.'
    made: bytes = typst.compile(text.encode())
    return made
