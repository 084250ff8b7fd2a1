"""The two authorities of the demo, their departments, institutions and people."""
from __future__ import annotations

import datetime as dt
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from gisapp.accounts.models import Authority, Department, Institution, Membership, User
from tests.town.cast import CAST, COMMUNE, DEMO_PASSWORD, DEPARTMENTS, TOWN, Person

SINCE = dt.date(2024, 1, 1)
HOURS = [
    {"days": "luni, marți, miercuri", "hours": "8:00–16:30"},
    {"days": "joi", "hours": "8:00–18:30"},
    {"days": "vineri", "hours": "8:00–14:00"},
]
AUTHORITIES: dict[str, dict[str, Any]] = {
    TOWN: {
        "siruta": "990017", "name": "Municipiul Pietricica", "kind": Authority.Kind.MUNICIPALITY, "county": "Neamț", "county_code": "NT",
        "address": "Piața Primăriei nr. 1, Pietricica, județul Neamț", "phone": "0233 000 000", "email": "primaria@pietricica.example",
        "website": "https://pietricica.example", "iban": "RO00DEMO0000000000000001", "fiscal_code": "9900174", "office_hours": HOURS,
        "plan_reference": "HCL demonstrativă nr. 120/2019", "host": None, "rural": False,
    },
    COMMUNE: {
        "siruta": "990026", "name": "Comuna Dumbrava Roșie de Jos", "kind": Authority.Kind.COMMUNE, "county": "Neamț", "county_code": "NT",
        "address": "Strada Principală nr. 12, Dumbrava Roșie de Jos, județul Neamț", "phone": "0233 000 100", "email": "primaria@dumbrava.example",
        "website": "https://dumbrava.example", "iban": "RO00DEMO0000000000000002", "fiscal_code": "9900263", "office_hours": HOURS,
        "plan_reference": "HCL demonstrativă nr. 15/2018", "host": "dumbrava.localhost", "rural": True,
    },
}


def make_authorities() -> dict[str, Authority]:
    """Create or refresh the authorities and their departments."""
    made = {}
    for slug, values in AUTHORITIES.items():
        made[slug], _new = Authority.objects.update_or_create(slug=slug, defaults=values)
    for row in DEPARTMENTS:
        authority = made[row.authority]
        parent = Department.objects.filter(authority=authority, code=row.parent).first() if row.parent else None
        Department.objects.update_or_create(authority=authority, code=row.code, defaults={"name": row.name, "email": row.email, "parent": parent})
    return made


def make_people(authorities: dict[str, Authority]) -> dict[str, User]:
    """Create the cast with the demo password; existing people keep theirs."""
    people = {}
    # Argon2 is slow on purpose: the one shared password is hashed once.
    hashed = make_password(DEMO_PASSWORD)
    for person in CAST:
        first, _space, last = person.name.partition(" ")
        user = User.objects.filter(email=person.email.lower()).first()
        if user is None:
            user = User(email=person.email.lower(), first_name=first, last_name=last, password=hashed)
            user.save()
        EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
        for role in person.roles:
            _post(authorities[person.authority], user, role, person)
        people[person.key] = user
    return people


def _post(authority: Authority, user: User, role: str, person: Person) -> None:
    department = Department.objects.filter(authority=authority, code=person.department).first() if person.department else None
    institution = Institution.objects.filter(authority=authority, code=person.institution).first() if person.institution else None
    if role == "endorser" and institution is None:
        return
    Membership.objects.get_or_create(
        authority=authority, user=user, role=role, department=None if institution else department, institution=institution, defaults={"since": SINCE}
    )
