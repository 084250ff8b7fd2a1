"""People of the town hall, for its administrator: who works here, invitations, departments."""
from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gisapp.accounts.guard import office
from gisapp.accounts.models import Department, Institution, Invitation, Role
from gisapp.core import clock
from gisapp.core.errors import Refused
from permits.actions.invite_person import invite_person, withdraw_invitation
from permits.actions.people_audit import audit
from permits.queries.people import colleagues


@office(Role.AUTHORITY_ADMIN)
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """List the people and the open invitations; on POST invite somebody."""
    typed, sentence = request.POST, ""
    if request.method == "POST":
        try:
            invite_person(
                authority=request.authority, email=typed.get("email", ""), role=typed.get("role", ""), by=request.user,
                department=_chosen(Department, request, "department"), institution=_chosen(Institution, request, "institution"),
            )
            messages.success(request, _("Invitația a fost trimisă; legătura din ea este valabilă 7 zile."))
            return redirect("people")
        except Refused as refused:
            sentence = refused.sentence
    context = {
        "people": colleagues(request.authority), "roles": Role.choices, "sentence": sentence, "typed": {name: typed.get(name, "") for name in ("email", "role", "department", "institution")},
        "departments": Department.objects.filter(authority=request.authority), "institutions": Institution.objects.filter(authority=request.authority),
        "invitations": Invitation.objects.filter(authority=request.authority, accepted_at=None, withdrawn_at=None, expires_at__gt=clock.now()).select_related("department", "institution"),
    }
    return render(request, "permits/board/all_people.html", context, status=422 if sentence else 200)


def _chosen(model: Any, request: HttpRequest, name: str) -> Any:
    pk = request.POST.get(name, "")
    return model.objects.filter(authority=request.authority, pk=int(pk[:9])).first() if pk.isdigit() else None


@office(Role.AUTHORITY_ADMIN)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw an invitation."""
    withdraw_invitation(invitation=get_object_or_404(Invitation, pk=pk, authority=request.authority), by=request.user)
    messages.success(request, _("Invitația a fost retrasă."))
    return redirect("people")


@office(Role.AUTHORITY_ADMIN)
@require_http_methods(["GET", "POST"])
def departments(request: HttpRequest) -> HttpResponse:
    """List the departments; on POST rename one (its code stays, since procedures name it)."""
    if request.method == "POST":
        row = get_object_or_404(Department, pk=request.POST.get("pk") or 0, authority=request.authority)
        name = request.POST.get("name", "").strip()[:120]
        if name:
            row.name, row.email = name, request.POST.get("email", "").strip()[:254]
            row.save(update_fields=["name", "email"])
            audit(request.authority, "department_changed", actor=request.user, department=row.code)
            messages.success(request, _("Compartimentul a fost schimbat."))
        else:
            messages.error(request, _("Scrieți denumirea compartimentului."))
        return redirect("departments")
    return render(request, "permits/board/departments.html", {"departments": Department.objects.filter(authority=request.authority)})
