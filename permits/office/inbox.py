"""Each person's work: due first, filters, search, bulk actions, what is new since the last visit."""
from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from gisapp.accounts.guard import office
from gisapp.accounts.models import Role, User
from gisapp.accounts.roles import acting_roles, holders
from gisapp.core import clock
from gisapp.core.errors import Refused
from gisapp.core.searches import searched, words
from permits.actions.complete_work_item import complete_work_item, reassign_work_item, take_work_item
from permits.models import Case, Touch, WorkItem
from permits.queries.access import cases_of_office
from permits.queries.case_view import TONES, state_label
from permits.queries.inbox import MANAGERS, changed_cases, items_of
from permits.queries.titles import title_of
from permits.queries.watched import open_runs
from permits.rules.procedure_files import all_procedures
from permits.rules.states import CaseState


@office()
@searched
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """Show what waits for the person, what waits for their department, and what is paused."""
    scope = request.GET.get("scope", "mine")
    items = items_of(request.user, request.authority)
    if scope == "department":
        departments = request.user.memberships.filter(authority=request.authority, until=None).values("department")
        items = WorkItem.objects.filter(department__in=departments, state=WorkItem.State.OPEN, case__authority=request.authority)
    elif scope == "paused":
        items = WorkItem.objects.filter(
            Q(assignee=request.user) | Q(case__inspector=request.user), state=WorkItem.State.OPEN, case__authority=request.authority, case__state=CaseState.WAITING_PAPERS.value,
        )
    q = words(request)
    if q:
        items = items.filter(case_search(q, "case__"))
    if request.GET.get("procedure"):
        items = items.filter(case__procedure=request.GET["procedure"])
    page = Paginator(items.select_related("case", "case__plot", "case__applicant", "department", "assignee").order_by("due", "case__legal_due", "pk"), 25).get_page(request.GET.get("page"))
    since = request.user.last_inbox_visit
    changed = changed_cases(request.user, [item.case_id for item in page])
    today = clock.today()
    rows = [
        {
            "item": item, "procedure": all_procedures()[item.case.procedure], "state": state_label(item.case.state), "tone": TONES.get(item.case.state, "neutral"),
            "new": since is not None and item.opened_at is not None and item.opened_at > since, "late": item.due is not None and item.due < today, "changed": item.case_id in changed,
            "soon": item.due is not None and 0 <= (item.due - today).days <= 2, "href": action_href(item),
        }
        for item in page
    ]
    User.objects.filter(pk=request.user.pk).update(last_inbox_visit=clock.now())
    counts = {"mine": items_of(request.user, request.authority).count(), "late": items_of(request.user, request.authority).filter(due__lt=today).count(), "touched": Touch.objects.filter(run__in=open_runs(request.authority)).count()}
    return render(request, "permits/office/inbox.html", {"rows": rows, "page": page, "scope": scope, "q": q, "counts": counts, "procedures": all_procedures().values(), "manager": bool(MANAGERS & set(acting_roles(request.user, request.authority)))})


@office()
@require_POST
def many(request: HttpRequest) -> HttpResponse:
    """Finish the chosen steps, or take those that nobody has; each on its own, and one that cannot be is named."""
    chosen = items_of(request.user, request.authority).filter(pk__in=[pk for pk in request.POST.getlist("items") if pk.isdigit()]).select_related("case__authority")
    done, refusals = 0, []
    for item in chosen:
        try:
            if request.POST.get("do") == "take":
                take_work_item(item=item, by=request.user)
            else:
                complete_work_item(item=item, by=request.user)
            done += 1
        except Refused as refused:
            refusals.append(f"{item.case.number}, {title_of(item)}: {refused.sentence}")
    if done:
        messages.success(request, ngettext("%(n)s sarcină schimbată.", "%(n)s sarcini schimbate.", done) % {"n": done})
    elif not refusals:
        messages.error(request, _("Alegeți cel puțin o sarcină."))
    for sentence in refusals[:5]:
        messages.error(request, sentence)
    return redirect("inbox")


def case_search(q: str, prefix: str = "") -> Q:
    """Return the condition that finds cases by registry number, cadastral number, name or purpose."""
    found = Q(**{f"{prefix}applicant__name__unaccent__icontains": q}) | Q(**{f"{prefix}purpose__unaccent__icontains": q}) | Q(**{f"{prefix}plot__address__unaccent__icontains": q})
    number = q.split("/")[0]
    if number.isdigit():
        found |= Q(**{f"{prefix}registry_number": int(number[:9])}) | Q(**{f"{prefix}plot__parcels__contains": [{"cadastral_number": number}]})
    return found


def action_href(item: WorkItem) -> str:
    """Return where the step is done: always the case's page, at its panel."""
    from django.urls import reverse

    return reverse("office_case", args=[item.case_id]) + "#pasi"


@office()
@searched
@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """List all cases of the town hall with filters."""
    rows = cases_of_office(request.user, request.authority).select_related("applicant", "plot", "inspector")
    q, (state, procedure) = words(request), (request.GET.get(name, "").strip() for name in ("state", "procedure"))
    if q:
        rows = rows.filter(case_search(q))
    if state:
        rows = rows.filter(state=state)
    if procedure:
        rows = rows.filter(procedure=procedure)
    if request.GET.get("late"):
        rows = rows.filter(legal_due__lt=clock.today(), decided_at=None, closed_at=None)
    page = Paginator(rows.order_by(F("registered_at").desc(nulls_last=True)), 30).get_page(request.GET.get("page"))
    shown = [{"case": case, "procedure": all_procedures()[case.procedure], "state": state_label(case.state), "tone": TONES.get(case.state, "neutral"), "late": _late(case)} for case in page]
    states = [(one.value, state_label(one.value)) for one in CaseState if one is not CaseState.DRAFT]
    context = {"rows": shown, "page": page, "q": q, "state": state, "states": states, "procedure": procedure, "procedures": all_procedures().values()}
    return render(request, "permits/office/cases.html", context)


def _late(case: Case) -> bool:
    return case.legal_due is not None and case.decided_at is None and case.closed_at is None and case.legal_due < clock.today()


@office()
@require_POST
def complete(request: HttpRequest, pk: int) -> HttpResponse:
    """Finish a step; assigning also names the inspector."""
    item = get_object_or_404(WorkItem.objects.filter(case__in=cases_of_office(request.user, request.authority)), pk=pk)
    inspector = None
    if request.POST.get("inspector"):
        inspector = get_object_or_404(inspectors_of(request), pk=request.POST["inspector"])
    try:
        complete_work_item(item=item, by=request.user, note=request.POST.get("note", ""), inspector=inspector)
        messages.success(request, _("Pas încheiat: %(title)s.") % {"title": title_of(item)})
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect(request.POST.get("next") if request.POST.get("next") == "inbox" else "office_case", *([] if request.POST.get("next") == "inbox" else [item.case_id]))


@office(*MANAGERS)
@require_POST
def reassign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an open item to somebody else, with a reason."""
    item = get_object_or_404(WorkItem.objects.filter(case__in=cases_of_office(request.user, request.authority)), pk=pk)
    to = get_object_or_404(holders(request.authority, item.role), pk=request.POST.get("to"))
    try:
        reassign_work_item(item=item, to=to, by=request.user, reason=request.POST.get("reason", ""))
        messages.success(request, _("Sarcina a fost dată altei persoane."))
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("office_case", item.case_id)


def inspectors_of(request: HttpRequest) -> QuerySet[User]:
    """Return the people who may inspect cases."""
    found: QuerySet[User] = User.objects.filter(
        memberships__authority=request.authority, memberships__until=None, is_active=True,
        memberships__role__in=[Role.URBANISM_INSPECTOR, Role.TECHNICAL_INSPECTOR, Role.CADASTRE_INSPECTOR, Role.GIS_KEEPER, Role.TAX_OFFICER, Role.DISCIPLINE_INSPECTOR],
    ).distinct()
    return found


def steps_context(request: HttpRequest, case: Case) -> list[dict[str, Any]]:
    """Return the steps of a case with what the person may do on each."""
    roles = acting_roles(request.user, request.authority)
    procedure = all_procedures()[case.procedure]
    codes = {step.code: step for step in procedure.steps}
    rows = []
    for item in case.work_items.exclude(state=WorkItem.State.CANCELLED).select_related("department", "assignee", "done_by").order_by("pk"):
        step = codes.get(item.step)
        rows.append({"item": item, "kind": step.kind.value if step else "", "mine": item.state == WorkItem.State.OPEN and item.role in roles, "late": item.state == WorkItem.State.OPEN and item.due is not None and item.due < clock.today()})
    return rows
