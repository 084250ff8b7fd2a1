"""Which case a request may reach: by `queries.access` and nothing else; a stranger gets 404."""
from __future__ import annotations

import uuid

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from rest_framework.request import Request

from permits.actions.log_read import log_read
from permits.models import Case, Paper
from permits.queries.access import cases_of_applicant, cases_of_office, own_or_office_cases
from permits.queries.endorsements import requests_of, shared_papers


def any_case(request: Request, pk: uuid.UUID) -> Case:
    """Return a case that the person may open in any capacity."""
    return get_object_or_404(visible(request), pk=pk)


def endorsed(request: Request) -> QuerySet[Case]:
    """Return the cases on which one of the person's institutions was asked."""
    return Case.objects.filter(pk__in=requests_of(request.user, request.authority).values("case"))


def visible(request: Request) -> QuerySet[Case]:
    """Return every case that the person may open in any capacity."""
    whole = own_or_office_cases(request.user, request.authority)
    return Case.objects.filter(Q(pk__in=whole.values("pk")) | Q(pk__in=endorsed(request).values("pk"))).select_related("authority", "owner")


def own_case(request: Request, pk: uuid.UUID) -> Case:
    """Return a case of which the person is the applicant."""
    return get_object_or_404(cases_of_applicant(request.user, request.authority).select_related("authority", "owner"), pk=pk)


def office_case(request: Request, pk: uuid.UUID) -> Case:
    """Return a case for staff."""
    return get_object_or_404(cases_of_office(request.user, request.authority).select_related("authority", "owner"), pk=pk)


def file_case(request: Request, pk: uuid.UUID) -> Case:
    """Return a case whose whole file the person may read: its applicant and staff, not institutions that endorse."""
    return get_object_or_404(whole_files(request), pk=pk)


def whole_files(request: Request) -> QuerySet[Case]:
    """Return the cases whose whole file the person may read."""
    return own_or_office_cases(request.user, request.authority).select_related("authority", "owner")


def reads_whole(request: Request, case: Case) -> bool:
    """Tell whether the person may read what is personal in the case."""
    return whole_files(request).filter(pk=case.pk).exists()


def readable_papers(request: Request) -> QuerySet[Paper]:
    """Return the papers the person may read; institutions that endorse only the technical ones."""
    return Paper.objects.filter(Q(case__in=own_or_office_cases(request.user, request.authority)) | (Q(case__in=endorsed(request)) & shared_papers())).select_related("case")


def note_read(request: Request, case: Case, group: str) -> None:
    """Log that staff read a person's data through a program."""
    if case.owner_id != request.user.pk and cases_of_office(request.user, request.authority).filter(pk=case.pk).exists():
        log_read(case=case, reader=request.user, group=group, ground="prin API")
