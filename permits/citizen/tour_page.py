"""The tour of a role, with ticks, and the help page of a role, with pictures."""
from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gisapp.accounts.guard import office
from gisapp.accounts.models import Role
from gisapp.accounts.roles import acting_roles
from permits.actions.reset_practice import reset_practice
from permits.actions.tick_tour import tick_tour
from permits.queries.tours import TOURS, Tour, ticked, tour_of, tours_for


@login_required
@require_http_methods(["GET", "POST"])
def tour(request: HttpRequest) -> HttpResponse:
    """Show what the person's roles do here and what they have tried; without JavaScript each tick is a form."""
    if request.method == "POST":
        step = request.POST.get("step", "")[:60]
        tick_tour(authority=request.authority, user=request.user, step=step, done=request.POST.get("done") == "1")
        return redirect(f"{reverse('tour')}#pas-{step.replace('.', '-')}")
    done = ticked(request.authority, request.user)
    roles = set(acting_roles(request.user, request.authority))
    found = []
    for one in tours_for(roles):
        steps = [{"code": f"{one.code}.{step.code}", "anchor": f"{one.code}-{step.code}", "step": step, "url": reverse(step.page), "done": f"{one.code}.{step.code}" in done} for step in one.steps]
        found.append({"tour": one, "steps": steps, "done": sum(row["done"] for row in steps), "of": len(steps)})
    return render(request, "permits/help/tour.html", {"tours": found, "may_empty": request.authority.practice and Role.AUTHORITY_ADMIN in roles})


@office(Role.AUTHORITY_ADMIN)
@require_POST
def empty_practice(request: HttpRequest) -> HttpResponse:
    """Empty the practice town hall for the next group; any other is refused."""
    gone = reset_practice(authority=request.authority)
    messages.success(request, ngettext("Primăria de exercițiu este goală: %(n)s rând șters.", "Primăria de exercițiu este goală: %(n)s rânduri șterse.", gone) % {"n": gone})
    return redirect("tour")


@require_GET
def help_role(request: HttpRequest, code: str) -> HttpResponse:
    """Explain one role's work with pictures of the pages; the pictures are taken by tests/browser/test_help_pictures.py."""
    found = tour_of(code)
    if found is None:
        raise Http404("no such role")
    return render(request, "permits/help/role.html", {"tour": found, "steps": [{"step": step, "picture": _picture(found, step.code)} for step in found.steps], "tours": TOURS})


def _picture(tour: Tour, step: str) -> str:
    """The static path of the step's picture; empty where none was taken."""
    path = f"help/{get_language() or 'ro'}/{tour.code}-{step}.webp"
    return path if finders.find(path) else ""
