"""The letter that asks an institution for its endorsement, from the request's row and the findings that concern it."""
from __future__ import annotations

from django.utils.translation import gettext as _

from gisapp.accounts.models import Institution
from gisapp.core.errors import Refused
from permits.documents.compose import base
from permits.documents.compose.map import map_extract
from permits.documents.fields import EndorsementRequest, Party, blocks_from_text
from permits.models import Endorsement, IssuedDocument
from permits.queries.endorsements import findings_for, papers_for
from permits.rules.procedure_files import all_procedures


def compose_endorsement_request(document: IssuedDocument, draft: bool) -> EndorsementRequest:
    """Return the request: the land, the works, the grounds, the last day, and what silence means for this institution."""
    case = document.case
    assert case is not None
    row = Endorsement.objects.select_related("institution").get(pk=document.fields["endorsement"])
    land = base.plot(case)
    if land is None:
        raise Refused(_("Avizul nu se poate cere fără teren."), code="no_plot")
    procedure = all_procedures()[case.procedure]
    titles = {paper.code: paper.title_ro for paper in procedure.papers}
    names = dict(Institution.objects.filter(authority=case.authority).values_list("code", "name"))
    findings = findings_for(row)
    grounds = {finding.data.get("legal_ref", "") for finding in findings} | {one.legal_ref for one in procedure.endorsements if one.endorser == row.institution.code}
    return EndorsementRequest(
        **base.common(document, draft), endorser=Party(row.institution.name), subject=f"Solicitarea avizului pentru: {procedure.title_ro.lower()}",
        request=base.request_reference(case), applicant=base.party(case), plot=land, works=case.purpose or procedure.title_ro, answer_by=row.due, tacit=row.tacit_from is not None,
        legal_basis=tuple(sorted(ground for ground in grounds if ground)) or (procedure.legal_ref,), body=blocks_from_text(row.due_explanation.replace(" → ", ", până la ")),
        attached=tuple(dict.fromkeys(titles.get(paper.code, paper.file_name) for paper in papers_for(row))),
        findings=tuple(base.printed(finding, names) for finding in findings), map=map_extract(case),
    )
