"""Tells the network operators of a planned excavation, once, so that they can join it or object."""
from __future__ import annotations

from django.db.models import Q

from gisapp.accounts.models import Membership, Role
from gisapp.core import clock
from permits.actions.notify import notify_person
from permits.models import Case, Notice
from permits.rules.procedure_files import all_procedures
from permits.rules.states import Family

# Institutions with pipes and cables under the street.
NETWORKS = ("GAS", "POWER", "TSO", "TRANSGAZ", "WATER", "HEAT", "TELECOM")
KIND = "dig_planned"


def tell_utilities(case: Case) -> int:
    """Write one notice to each representative of a network operator about a registered excavation; return how many were written."""
    if all_procedures()[case.procedure].family is not Family.EXCAVATION or case.registry_number is None or case.practice:
        return 0
    if Notice.objects.filter(case=case, kind=KIND).exists():
        return 0
    today = clock.today()
    posts = Membership.objects.filter(authority=case.authority, role=Role.ENDORSER, institution__code__in=NETWORKS, since__lte=today)
    people = {post.user for post in posts.filter(Q(until=None) | Q(until__gte=today)).select_related("user").order_by("pk")}
    for person in sorted(people, key=lambda one: one.pk):
        notify_person(case, KIND, person)
    return len(people)
