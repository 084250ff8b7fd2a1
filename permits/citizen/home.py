"""Home page and the list of what one can ask for."""
from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from gisapp.core import clock
from permits.models import IssuedDocument
from permits.queries.parameters import parameters_of
from permits.rules.deadlines import DayKind, deadline_rule
from permits.rules.procedure import Procedure
from permits.rules.procedure_files import all_procedures
from permits.rules.states import Family

# The order in which people look for them.
FAMILIES = (Family.CERTIFICATE, Family.PERMIT, Family.EXCAVATION, Family.ATTESTATION, Family.OPINION, Family.NOTICE, Family.PETITION)

# A picture beside the words; a procedure without one has the certificate's.
ICONS = {"building_permit": "building", "excavation_approval": "cone", "built_up_attestation": "parcel", "street_address_certificate": "pin", "illegal_works_report": "flag"}


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Say in five seconds what this is: find the land, see what applies, ask."""
    chosen = [all_procedures()[code] for code in ("urbanism_certificate", "building_permit", "excavation_approval", "built_up_attestation", "street_address_certificate", "illegal_works_report") if code in all_procedures()]
    return render(request, "permits/citizen/home.html", {"chosen": [summary(request, p) for p in chosen]})


@require_GET
def procedures(request: HttpRequest) -> HttpResponse:
    """List all procedures by family."""
    groups = [(family, [summary(request, p) for p in all_procedures().values() if p.family is family]) for family in FAMILIES]
    return render(request, "permits/citizen/procedures.html", {"groups": [(family, rows) for family, rows in groups if rows]})


@require_GET
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    """Show the information sheet of one procedure, drawn from its file."""
    found = all_procedures().get(code)
    if found is None:
        raise Http404("no such procedure")
    approved = IssuedDocument.objects.filter(authority=request.authority, kind="procedure_sheet", fields__procedure=code, state=IssuedDocument.State.ISSUED).order_by("-issued_at").first()
    return render(request, "permits/citizen/procedure.html", {"p": found, "summary": summary(request, found), "approved": approved})


def summary(request: HttpRequest, p: Procedure) -> dict[str, object]:
    """Return title, summary and term of a procedure in the language of the page."""
    english = getattr(request, "LANGUAGE_CODE", "ro") == "en"
    rule = deadline_rule(p.deadline, parameters_of(request.authority), clock.today())
    return {
        "procedure": p, "icon": ICONS.get(p.code, "certificate"), "title": p.title_en if english else p.title_ro, "text": p.summary_en if english else p.summary_ro,
        "days": rule.length, "working": rule.kind is DayKind.WORKING, "legal_ref": rule.legal_ref, "to_confirm": rule.confidence.value == "to_be_confirmed",
    }
