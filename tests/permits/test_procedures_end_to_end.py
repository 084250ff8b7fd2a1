"""Every procedure of the town hall, from the request to the delivered, signed answer."""

import pytest

from gisapp.core import files, jobs
from gisapp.core.models import Job
from gisapp.management.demo import walk
from permits.actions.move import locked, move
from permits.models import Case, DocumentVersion, IssuedDocument
from permits.rules.procedure import Plot, StepKind
from permits.rules.procedure_files import all_procedures
from permits.rules.states import CaseState, Move

from .conftest import Town

PROCEDURES = sorted(all_procedures())
QUICK = ("plan_unit_attestation", "excavation_approval")
FAR_PARCEL = "50005"


def _reviewed(town: Town, procedure: str) -> tuple[Case, IssuedDocument]:
    found = all_procedures()[procedure]
    parent = None
    if found.plot is Plot.ACT:
        parent, _act = _issued(town, next(iter(q.of for q in found.questions if q.of))[0])
    case = town.submitted(procedure, "" if found.plot in (Plot.NONE, Plot.ACT) else FAR_PARCEL, "horia" if found.family.value == "excavation" else "ana", parent=parent)
    assert case.registry_number
    kinds = {step.kind for step in found.steps}
    if StepKind.ASSIGN not in kinds:
        move(locked(case), Move.START_REVIEW, by=town.corina)
    walk.review(case, town.corina)
    case.refresh_from_db()
    return case, walk.draft(case, town.corina)


def _issued(town: Town, procedure: str) -> tuple[Case, IssuedDocument]:
    case, document = _reviewed(town, procedure)
    # The letters on the way (confirmation, receipt) are signed in the journey's test; here they would double the time.
    Job.objects.filter(name="permits.issue_letter").delete()
    walk.sign(document)
    jobs.drain()
    case.refresh_from_db()
    document.refresh_from_db()
    return case, document


# Two quick ones in every run; the rest in the full run.
@pytest.mark.parametrize("procedure", [code if code in QUICK else pytest.param(code, marks=pytest.mark.slow) for code in PROCEDURES])
def test_every_procedure_leads_to_a_signed_and_delivered_answer(town: Town, procedure: str) -> None:
    case, document = _issued(town, procedure)

    assert case.state == CaseState.DELIVERED.value, document.signatures.values_list("waiting_reason", flat=True)
    assert document.state == IssuedDocument.State.ISSUED
    assert document.entry is not None
    assert DocumentVersion.objects.filter(document=document, final=True).count() == 1
    assert files.read(document.sha256).startswith(b"%PDF-")
    if document.kind == "extension":
        extended = case.parent
        assert extended is not None
        extended.refresh_from_db()
        assert extended.state == CaseState.EXTENDED.value
        assert extended.valid_until == document.valid_until
