"""Public pages without sign-in: status by number and code, the register of issued acts, help, privacy, contact."""
from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gisapp.core import clock
from gisapp.core.throttle import throttled
from permits.models import Case
from permits.queries.case_view import TONES, state_label
from permits.queries.holder import holder_of
from permits.queries.open_acts import issued_acts
from permits.queries.tours import TOURS
from permits.rules.personal_data import kinds
from permits.rules.procedure_files import all_procedures


@require_http_methods(["GET", "POST"])
@throttled("status", per_minute=10)
def status(request: HttpRequest) -> HttpResponse:
    """Answer where a case stands to who knows its number and the code printed on its acknowledgment (80 random bits); a wrong number and a wrong code look the same."""
    if request.method == "GET":
        return render(request, "permits/citizen/status.html", {"typed": ""})
    typed, code = request.POST.get("number", "").strip(), request.POST.get("code", "").strip().upper()
    number, _slash, rest = typed.partition("/")
    found = None
    if number.isdigit() and len(number) < 10:
        candidates = Case.objects.filter(authority=request.authority, registry_number=int(number), documents__kind="acknowledgment", documents__verification_code=code)
        year = rest.strip()[-4:]
        if year.isdigit():
            candidates = candidates.filter(registry_year=int(year))
        found = candidates.first()
    if found is None:
        return render(request, "permits/citizen/status.html", {"sentence": _("Numărul sau codul nu se potrivesc. Le găsiți pe confirmarea de înregistrare."), "typed": typed}, status=422)
    context = {"case": found, "procedure": all_procedures()[found.procedure], "state": state_label(found.state), "tone": TONES.get(found.state, "neutral"), "holder": holder_of(found), "typed": typed}
    return render(request, "permits/citizen/status.html", context)


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """List issued acts without personal data: number, date, kind, land, status (Law 50/1991 art. 6: the list is public)."""
    asked = {name: request.GET.get(name, "").strip() for name in ("book", "procedure", "year", "q")}
    rows = issued_acts(request.authority, **asked)
    books = sorted({p.register_book for p in all_procedures().values() if p.public})
    return render(request, "permits/citizen/register.html", {"page": Paginator(rows, 25).get_page(request.GET.get("page")), "asked": asked, "books": books, "today": clock.today()})


@require_GET
def contact(request: HttpRequest) -> HttpResponse:
    """Show where and when the town hall can be reached."""
    return render(request, "permits/citizen/contact.html", {})


@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    """Explain the way of a request in a few steps."""
    return render(request, "permits/citizen/help.html", {"tours": TOURS})


@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """Say which data are kept, why and for how long."""
    return render(request, "permits/citizen/privacy.html", {"kinds": [kind.words(translation.get_language() or "ro") for kind in kinds()]})


@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    """State how accessible the service is (OUG 112/2018)."""
    return render(request, "permits/citizen/accessibility.html", {})
