"""Due dates for a calendar program: case number, step and day; no name, no land, nothing personal."""
from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from icalendar import Calendar, Event

from gisapp.accounts.guard import office
from gisapp.core import clock
from gisapp.core.throttle import throttled
from permits.actions.calendar_feed import close_feed, digest_of, open_feed
from permits.models import CalendarFeed, Case
from permits.queries.inbox import items_of
from permits.queries.titles import title_of
from permits.rules.lifecycle import CLOCK_RUNS


@office()
@require_http_methods(["GET", "POST"])
def settings_page(request: HttpRequest) -> HttpResponse:
    """Make a new address (shown once) or withdraw it."""
    address = ""
    if request.method == "POST":
        if request.POST.get("do") == "close":
            close_feed(user=request.user, authority=request.authority)
            messages.success(request, _("Adresa calendarului a fost oprită."))
            return redirect("calendar_settings")
        address = settings.BASE_URL + reverse("calendar_feed", args=[open_feed(user=request.user, authority=request.authority)])
    feed = CalendarFeed.objects.filter(user=request.user, authority=request.authority).first()
    response = render(request, "permits/office/calendar.html", {"feed": feed, "address": address})
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
@throttled("calendar_feed", per_minute=30)
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Answer the calendar of whoever holds the secret; an unknown, old or withdrawn one is not found."""
    found = CalendarFeed.objects.filter(token_sha256=digest_of(token), authority=request.authority, user__is_active=True).select_related("user").first()
    if found is None:
        raise Http404("no such calendar")
    CalendarFeed.objects.filter(pk=found.pk).update(read_at=clock.now())
    calendar = Calendar()
    calendar.add("prodid", "-//gisapp//termene//RO")
    calendar.add("version", "2.0")
    with translation.override(found.user.language):
        calendar.add("x-wr-calname", _("Termene %(name)s") % {"name": request.authority.name})
        for item in items_of(found.user, request.authority).exclude(due=None).select_related("case").order_by("due")[:500]:
            calendar.add_component(_event(f"step-{item.pk}", item.due, _("Dosar %(number)s: %(step)s") % {"number": item.case.number, "step": title_of(item)}, item.case))
        running = [state.value for state in CLOCK_RUNS]
        for case in Case.objects.filter(authority=request.authority, inspector=found.user, state__in=running).exclude(legal_due=None).order_by("legal_due")[:500]:
            calendar.add_component(_event(f"case-{case.pk}", case.legal_due, _("Dosar %(number)s: termen legal") % {"number": case.number}, case))
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _event(key: str, day: dt.date, summary: str, case: Case) -> Event:
    event = Event()
    event.add("uid", f"{key}@{case.authority_id}.gisapp")
    event.add("dtstamp", clock.now())
    event.add("dtstart", day)
    event.add("dtend", day + dt.timedelta(days=1))
    event.add("summary", summary)
    event.add("url", settings.BASE_URL + reverse("office_case", args=[case.pk]))
    return event
