"""Building and demolition permits (form F.11) from their drafts."""
from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from gisapp.accounts.models import Institution
from gisapp.core.errors import Refused
from permits.documents.compose import base
from permits.documents.compose.map import map_extract
from permits.documents.fields import BuildingPermit, DemolitionPermit, Endorsement, Reference, TechnicalProject, blocks_from_text
from permits.documents.prefill import add_months
from permits.models import Case, IssuedDocument
from permits.models import Endorsement as EndorsementRow
from permits.queries.acts import act_of, typed_act

PERMITS = {"building_permit": BuildingPermit, "demolition_permit": DemolitionPermit}
OBTAINED = {
    EndorsementRow.State.FAVOURABLE: "favorabil", EndorsementRow.State.CONDITIONAL: "favorabil cu condiții", EndorsementRow.State.TACIT: "emis tacit, prin împlinirea termenului",
}


def compose_permit(document: IssuedDocument, draft: bool) -> BuildingPermit:
    """Return the permit's fields: what is authorised, on which project, under which conditions, until when."""
    case, fields = document.case, document.fields
    assert case is not None
    land = base.plot(case)
    if land is None:
        raise Refused(_("Autorizația nu se poate redacta fără teren."), code="no_plot")
    shared = base.common(document, draft)
    months = _whole(fields, "valid_months", "valabilitatea")
    return PERMITS[document.kind](
        **shared, request=base.request_reference(case), applicant=base.party(case), plot=land, certificate=certificate_of(case), works=_text(fields, "works", "lucrările autorizate"),
        value=_value(case), project=_project(fields), endorsements=obtained(case), specifications=blocks_from_text(str(fields.get("conditions", ""))),
        waste_site=str(fields.get("waste_site", "")), execution_months=_whole(fields, "execution_months", "durata de execuție"), start_within_months=months,
        start_until=document.valid_until or add_months(shared["issued_on"], months), fee=base.fee(case), delivered="prin mijloace electronice",
        findings=base.printed_findings(case), map=map_extract(case),
    )


def certificate_of(case: Case) -> Reference:
    """Return the urbanism certificate: as registered here, else as the applicant wrote it."""
    act = act_of(case)
    if act is not None and act.entry is not None:
        return Reference(f"{act.entry.number}/{act.entry.year}", act.issued_at.date() if act.issued_at else None)
    return Reference(re.sub(r"^\s*(?:cu|nr\.?)\s+", "", typed_act(case), flags=re.IGNORECASE))


def obtained(case: Case) -> tuple[Endorsement, ...]:
    """Return the endorsements given, with their conditions; an unfavourable or awaited one is not printed as obtained."""
    rows = EndorsementRow.objects.filter(case=case, state__in=list(OBTAINED)).select_related("institution").order_by("institution__name")
    return tuple(_obtained(row, row.institution) for row in rows)


def _obtained(row: EndorsementRow, institution: Institution) -> Endorsement:
    said = OBTAINED[EndorsementRow.State(row.state)]
    when = f", {row.answered_at:%d.%m.%Y}" if row.answered_at else ""
    return Endorsement(institution.name, reason=row.conditions, legal_ref=institution.legal_ref, obtained=f"{said}{when}")


def _project(fields: dict[str, Any]) -> TechnicalProject:
    return TechnicalProject(
        title=_text(fields, "project_title", "titlul proiectului"), number=_text(fields, "project_number", "numărul proiectului"),
        author=_text(fields, "project_author", "proiectantul"), architect=str(fields.get("project_architect", "")),
        architect_register=str(fields.get("architect_register", "")),
    )


def _value(case: Case) -> Decimal:
    given = case.answers.get("work_value") or case.answers.get("taxable_value") or 0
    return Decimal(str(given).replace(" ", "").replace(",", "."))


def _text(fields: dict[str, Any], name: str, said: str) -> str:
    value = str(fields.get(name, "")).strip()
    if not value:
        raise Refused(_("Completați în proiect %(said)s.") % {"said": said}, code="draft_incomplete", field=name)
    return value


def _whole(fields: dict[str, Any], name: str, said: str) -> int:
    value = fields.get(name)
    if not isinstance(value, int) or value < 1:
        raise Refused(_("Completați în proiect %(said)s, în luni.") % {"said": said}, code="draft_incomplete", field=name)
    return value
