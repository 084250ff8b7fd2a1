"""My absence: who is away says so, and who stands in."""
from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gisapp.accounts.guard import office
from gisapp.accounts.models import Absence, Role, User
from gisapp.core import clock
from gisapp.core.errors import Refused
from permits.actions.set_absence import day_of, end_absence, set_absence
from permits.queries.people import posts_today


@office()
@require_http_methods(["GET", "POST"])
def my_absence(request: HttpRequest) -> HttpResponse:
    """List my absences from today on; on POST add one or come back earlier."""
    others = User.objects.filter(pk__in=posts_today(request.authority).exclude(role=Role.ENDORSER).values("user")).exclude(pk=request.user.pk).order_by("last_name")
    mine = Absence.objects.filter(authority=request.authority, user=request.user, last_day__gte=clock.today()).select_related("delegate").order_by("first_day")
    if request.method == "POST":
        pk = request.POST.get("delegate", "")
        try:
            if request.POST.get("absence"):
                end_absence(absence=get_object_or_404(mine, pk=request.POST["absence"]), by=request.user)
                messages.success(request, _("Absența a fost încheiată."))
            else:
                set_absence(
                    authority=request.authority, person=request.user, by=request.user, first_day=day_of(request.POST.get("first_day", "")), last_day=day_of(request.POST.get("last_day", "")),
                    delegate=others.filter(pk=int(pk[:9])).first() if pk.isdigit() else None, decision=request.POST.get("decision", ""),
                )
                messages.success(request, _("Absența a fost notată."))
        except Refused as refused:
            messages.error(request, refused.sentence)
        return redirect("my_absence")
    stands_in = Absence.objects.filter(authority=request.authority, delegate=request.user, last_day__gte=clock.today()).select_related("user").order_by("first_day")
    return render(request, "permits/office/my_absence.html", {"absences": mine, "others": others, "stands_in": stands_in, "today": clock.today()})
