"""Extension of a certificate (F.7) or of a permit (F.12), once, by its issuer."""
from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from gisapp.core.errors import Refused
from permits.documents.compose import base
from permits.documents.fields import Extension, Plot, Reference
from permits.models import IssuedDocument
from permits.queries.acts import act_of
from permits.rules.procedure_files import all_procedures

KINDS = ("urbanism_certificate", "building_permit", "demolition_permit")


def compose_extension(document: IssuedDocument, draft: bool) -> Extension:
    """Return the extension's fields; what an act from before this service lacks is asked for by name."""
    case, fields = document.case, document.fields
    assert case is not None
    act = act_of(case)
    if draft and act is not None and act.status == IssuedDocument.Status.EXTENDED:
        raise Refused(_("Actul a fost prelungit o dată; legea nu permite a doua prelungire. Solicitantul cere un act nou."), code="extended_once")
    kind = act.kind if act is not None and act.kind in KINDS else ("urbanism_certificate" if case.procedure.startswith("urbanism") else "building_permit")
    land = base.plot(case) or (base.plot(act.case) if act is not None and act.case is not None else None)
    first, last = _day(fields, "extended_from", "data până la care este valabil actul prelungit"), _day(fields, "extended_until", "data până la care se prelungește")
    if last <= first:
        raise Refused(_("Prelungirea se termină înainte de a începe: corectați datele din proiect."), code="draft_incomplete", field="extended_until")
    number = str(fields.get("extended_number", "")).strip()
    if not number:
        raise Refused(_("Completați în proiect numărul actului prelungit."), code="draft_incomplete", field="extended_number")
    return Extension(
        **base.common(document, draft), kind=kind, extended=Reference(number, act.issued_at.date() if act is not None and act.issued_at else None),
        request=base.request_reference(case), applicant=base.party(case),
        plot=land or Plot(county=case.authority.county, locality=case.authority.name, identified_by="actul prelungit"),
        purpose=str(fields.get("purpose", "")).strip() or "lucrările din actul prelungit", extended_from=first, extended_until=last,
        months=int(fields.get("extended_months") or 1), fee=base.fee(case), legal_basis=tuple(part.strip() for part in all_procedures()[case.procedure].legal_ref.split(";")),
    )


def _day(fields: dict[str, Any], name: str, said: str) -> dt.date:
    try:
        return dt.date.fromisoformat(str(fields.get(name, "")).strip())
    except ValueError as error:
        raise Refused(_("Completați în proiect %(said)s, de forma 2026-05-14.") % {"said": said}, code="draft_incomplete", field=name) from error
