"""Everything the house holds of one person, as data (GDPR art. 15 and 20), and who read it."""
from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from gisapp.accounts.models import Absence, Membership, User
from permits.models import ApiToken, AreaSubscription, Case, CaseEvent, Charge, IssuedDocument, Paper, ReadLog


def reads_of(person: User) -> QuerySet[ReadLog]:
    """Return who read the data of the person's cases, latest first; their own reads are not listed."""
    return ReadLog.objects.filter(case__owner=person).exclude(reader=person).select_related("reader", "case", "authority")


def own_papers(person: User) -> QuerySet[Paper]:
    """Return the papers of the person's cases."""
    return Paper.objects.filter(case__owner=person).select_related("case")


def own_documents(person: User) -> QuerySet[IssuedDocument]:
    """Return the issued documents of the person's cases."""
    return IssuedDocument.objects.filter(case__owner=person, state=IssuedDocument.State.ISSUED).exclude(sha256="").select_related("case", "entry")


def own_data(person: User) -> dict[str, Any]:
    """Return the person's data by kind, ready for JSON. Only theirs: colleagues appear by name where they read or decided."""
    return {
        "account": {
            "email": person.email, "first_name": person.first_name, "last_name": person.last_name, "language": person.language, "since": person.date_joined.isoformat(),
        },
        "posts": [{"authority": post.authority.name, "role": post.role, "since": str(post.since), "until": str(post.until or "")} for post in Membership.objects.filter(user=person).select_related("authority")],
        "absences": [{"from": str(row.first_day), "to": str(row.last_day)} for row in Absence.objects.filter(user=person)],
        "cases": [_case(case) for case in Case.objects.filter(owner=person).select_related("applicant", "authority", "plot").order_by("created_at")],
        "reads": [{"at": row.at.isoformat(), "who": row.reader.full_name, "case": row.case.number, "what": row.group, "ground": row.ground} for row in reads_of(person)],
        "subscriptions": [{"id": row.pk, "email": row.email} for row in AreaSubscription.objects.all().iterator() if row.email.lower() == person.email],
        "integrations": [{"name": token.name, "scopes": token.scopes, "until": str(token.expires_on)} for token in ApiToken.objects.filter(user=person)],
    }


def _case(case: Case) -> dict[str, Any]:
    applicant, plot = getattr(case, "applicant", None), getattr(case, "plot", None)
    return {
        "id": str(case.pk), "number": case.number, "authority": case.authority.name, "procedure": case.procedure, "state": case.state, "answers": case.answers, "purpose": case.purpose,
        "created": case.created_at.isoformat(), "registered": case.registered_at.isoformat() if case.registered_at else "",
        "applicant": None if applicant is None else {
            "kind": applicant.kind, "name": applicant.name, "identifier": applicant.identifier, "represented_by": applicant.represented_by, "address": applicant.address,
            "phone": applicant.phone, "email": applicant.email,
        },
        "land_stereo70": plot.geom.wkt if plot is not None and plot.geom else "",
        "charges": [{"kind": row.kind, "amount": str(row.amount)} for row in Charge.objects.filter(case=case)],
        "events": [{"at": row.at.isoformat(), "kind": row.kind} for row in CaseEvent.objects.filter(case=case, public=True)],
    }
