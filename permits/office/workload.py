"""The work of a department, for who manages it: who has what, since when, why; moved to somebody else in bulk, with a reason."""
from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from gisapp.accounts.guard import office
from gisapp.accounts.models import User
from gisapp.core import clock
from gisapp.core.errors import Refused
from permits.actions.complete_work_item import reassign_work_item
from permits.queries.inbox import MANAGERS, managed_items
from permits.rules.procedure_files import all_procedures


@office(*MANAGERS)
@require_GET
def workload(request: HttpRequest) -> HttpResponse:
    """List the open work, due first; filters: a person, nobody, late."""
    rows, today = managed_items(request.user, request.authority), clock.today()
    who, late = request.GET.get("who", ""), bool(request.GET.get("late"))
    people = rows.exclude(assignee=None).values("assignee", "assignee__first_name", "assignee__last_name").annotate(n=Count("pk")).order_by("-n")
    counts = {"open": rows.count(), "nobody": rows.filter(assignee=None).count(), "late": rows.filter(due__lt=today).count()}
    if who == "nobody":
        rows = rows.filter(assignee=None)
    elif who.isdigit():
        rows = rows.filter(assignee=int(who[:9]))
    if late:
        rows = rows.filter(due__lt=today)
    page = Paginator(rows.select_related("case", "department", "assignee").order_by("due", "pk"), 50).get_page(request.GET.get("page"))
    shown = [{"item": item, "procedure": all_procedures()[item.case.procedure], "late": item.due is not None and item.due < today} for item in page]
    colleagues = User.objects.filter(memberships__authority=request.authority, memberships__until=None, is_active=True).exclude(memberships__role="endorser").distinct().order_by("last_name", "first_name")
    return render(request, "permits/office/workload.html", {"rows": shown, "page": page, "who": who, "late": late, "people": people, "counts": counts, "colleagues": colleagues})


@office(*MANAGERS)
@require_POST
def reassign_many(request: HttpRequest) -> HttpResponse:
    """Give the chosen items to one person; an item that they may not take is named and stays."""
    chosen = list(managed_items(request.user, request.authority).filter(pk__in=[pk for pk in request.POST.getlist("items") if pk.isdigit()]).select_related("case__authority"))
    to = get_object_or_404(User.objects.filter(memberships__authority=request.authority, is_active=True).distinct(), pk=request.POST.get("to") or 0)
    done, refusals = 0, []
    for item in chosen:
        try:
            reassign_work_item(item=item, to=to, by=request.user, reason=request.POST.get("reason", ""))
            done += 1
        except Refused as refused:
            refusals.append(f"{item.case.number}: {refused.sentence}")
    if not chosen:
        messages.error(request, _("Alegeți cel puțin o sarcină."))
    if done:
        messages.success(request, ngettext("%(n)s sarcină dată altei persoane.", "%(n)s sarcini date altei persoane.", done) % {"n": done})
    for sentence in refusals[:5]:
        messages.error(request, sentence)
    return redirect("workload")
