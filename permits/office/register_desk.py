"""The registry: today's entries, the books, and paper files brought to the counter."""
from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gisapp.accounts.guard import office
from gisapp.accounts.models import Role
from gisapp.core import clock
from gisapp.core.errors import Refused
from permits.models import RegisterEntry
from permits.office.counter import CounterForm, enter_paper_file


@office(Role.REGISTRY_CLERK)
@require_http_methods(["GET", "POST"])
def paper_file(request: HttpRequest) -> HttpResponse:
    """Enter a paper file brought to the counter: typed, scanned, sketched on the map; it gets its number at once."""
    form = CounterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            case = enter_paper_file(authority=request.authority, by=request.user, form=form)
            messages.success(request, _("Dosar înregistrat cu numărul %(number)s.") % {"number": case.number})
            return redirect("office_case", case.pk)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
    drawn = {"type": "FeatureCollection", "features": []}
    return render(request, "permits/office/paper_file.html", {"form": form, "drawn": drawn}, status=422 if form.errors else 200)


@office(Role.REGISTRY_CLERK)
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Show a book of a year."""
    year = clock.today().year
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdigit() and 2000 < int(asked) < 2200 else year
    book = request.GET.get("book", "general")
    entries = RegisterEntry.objects.filter(authority=request.authority, book=book, year=year).select_related("case", "by").order_by("-number")
    books = RegisterEntry.objects.filter(authority=request.authority).order_by("book").values_list("book", flat=True).distinct()
    context = {"page": Paginator(entries, 30).get_page(request.GET.get("page")), "book": book, "books": books, "year": year}
    return render(request, "permits/office/register_desk.html", context)
