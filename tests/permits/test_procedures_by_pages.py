"""Every procedure from the request to the archived answer, only through the pages, each by the person whose work it is.

The browser runs no JavaScript and sends only forms that stand on the page: what cannot be reached by clicking fails here.
"""

import datetime as dt

import pytest
from django.urls import reverse

from gisapp.core import clock, files
from gisapp.management.demo import walk
from permits.actions.check_history import history_problems
from permits.actions.expire_acts import expire_acts
from permits.models import Case, DocumentVersion, IssuedDocument
from permits.rules.procedure_files import all_procedures
from permits.rules.states import CaseState

from .at_work import Office, ask, number_of, quick_signatures  # noqa: F401 - a fixture
from .conftest import Town
from .pages import Browser

# What follows an act is asked for with the number of that act: each chain is one life, in its order.
CHAINS = (
    ("urbanism_certificate", "urbanism_certificate_extension"),
    ("building_permit", "permit_extension", "start_of_works_notice", "reception_settlement"),
    ("demolition_permit",), ("construction_attestation",), ("demolition_attestation",), ("excavation_approval",), ("excavation_emergency",), ("service_connection",),
    ("built_up_attestation",), ("plan_unit_attestation",), ("fiscal_zone_attestation",), ("risk_zone_attestation",), ("public_domain_attestation",), ("plan_extract",),
    ("street_address_certificate",), ("street_history_attestation",), ("postal_number",), ("opportunity_endorsement",), ("preliminary_request",), ("petition",), ("illegal_works_report",),
)
REAL = "fiscal_zone_attestation"
QUICK = (REAL, "plan_unit_attestation", "petition")


def test_no_procedure_is_left_out_of_these_walks() -> None:
    assert sorted(code for chain in CHAINS for code in chain) == sorted(all_procedures())


def _answered(town: Town, password: str, procedure: str, act: str = "") -> tuple[Case, IssuedDocument]:
    """Lead a request to its delivered answer, and see that the applicant has it."""
    case = ask(town, procedure, act=act)
    office = Office(town, password)
    office.steps(case)
    document = office.answer(case)
    case.refresh_from_db()
    assert case.state == CaseState.DELIVERED.value
    assert document.state == IssuedDocument.State.ISSUED
    assert DocumentVersion.objects.filter(document=document, final=True).count() == 1
    applicant = Browser(case.owner).open(reverse("case", args=[case.pk]))
    (link,) = applicant.page.xpath(f"//a[@href='{reverse('document', args=[document.pk])}']")[:1]
    sent = b"".join(applicant.client.get(link.get("href")).streaming_content)
    assert sent.startswith(b"%PDF-") and sent == files.read(document.sha256)
    return case, document


def _end(town: Town, password: str, case: Case) -> None:
    """Close and archive; an act that holds for a time is archived when it no longer does."""
    office = Office(town, password)
    case.refresh_from_db()
    later = case.valid_until + dt.timedelta(days=1) if case.valid_until and case.state in ("delivered", "extended") else clock.today()
    with clock.moved_to(walk.at(later, 23)):
        expire_acts()
        case.refresh_from_db()
        if case.state != CaseState.EXPIRED.value:
            office.close(case)
        office.archive(case)


# Three short ones in every run; the rest in the full run.
@pytest.mark.parametrize("chain", [chain if chain[0] in QUICK else pytest.param(chain, marks=pytest.mark.slow) for chain in CHAINS], ids=lambda chain: chain[0])
def test_a_request_becomes_an_archived_answer_on_the_pages(town: Town, password: str, chain: tuple[str, ...], request: pytest.FixtureRequest) -> None:
    if REAL not in chain:
        request.getfixturevalue("quick_signatures")
    cases, act = [], ""
    for procedure in chain:
        case, document = _answered(town, password, procedure, act)
        cases.append(case)
        act = act or number_of(document)
    first = cases[0]
    first.refresh_from_db()
    if "urbanism_certificate_extension" in chain:
        assert first.state == CaseState.EXTENDED.value and first.valid_until == cases[1].documents.get(outcome="issue").valid_until
    if "reception_settlement" in chain:
        assert [one.kind for one in first.events.filter(kind__in=["extend", "start_works", "receive_works", "settle_fee"]).order_by("seq")] == ["extend", "start_works", "receive_works", "settle_fee"]
        assert first.state == CaseState.SETTLED.value
    for case in cases:
        _end(town, password, case)
    assert list(history_problems()) == []
