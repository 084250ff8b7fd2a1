"""Activity: everyone reads their own; a manager reads that of their people; nobody else finds the page."""
from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from gisapp.accounts.guard import office
from gisapp.accounts.models import User
from gisapp.core import clock
from permits.board.scope import day_of
from permits.models import CaseEvent
from permits.queries.activity import LISTED, activity, managed_by, managers_of
from permits.templatetags.case_words import event_title

DAYS_SHOWN = 30


@office()
@require_GET
def my_activity(request: HttpRequest) -> HttpResponse:
    """Show the person their own activity."""
    return _page(request, request.user)


@office()
@require_GET
def people_activity(request: HttpRequest) -> HttpResponse:
    """List the people whose manager this is."""
    return render(request, "permits/board/people.html", {"people": managed_by(request.user, request.authority)})


@office()
@require_GET
def person_activity(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a manager the activity of one of their people."""
    person = get_object_or_404(User, pk=pk)
    if person != request.user and request.user.pk not in managers_of(person, request.authority):
        raise Http404("not their manager")
    return _page(request, person)


def _page(request: HttpRequest, person: User) -> HttpResponse:
    today = clock.today()
    since, until = day_of(request.GET.get("since", ""), today - dt.timedelta(days=DAYS_SHOWN)), day_of(request.GET.get("until", ""), today)
    since = max(min(since, until), until - dt.timedelta(days=366))
    found = activity(person, request.authority, since, until)
    context = {
        "person": person, "own": person == request.user, "since": since, "until": until, "found": found, "done": found.done[:LISTED], "cut": len(found.done) > LISTED,
        "acts": [(event_title(CaseEvent(kind=kind)), number) for kind, number in found.acts],
    }
    return render(request, "permits/board/activity.html", context)
