"""Ioana, and the staff of the neighbouring commune, find nothing of Ana's: every address of the room is asked."""

import datetime as dt
import json
from typing import Any

import pytest
from django.urls import NoReverseMatch, URLPattern, reverse

from gisapp.accounts.models import Institution
from gisapp.core import clock, jobs
from gisapp.management.demo import walk
from layers import api as layers
from permits import urls
from permits.actions.integrate import propose_token
from permits.models import (
    ArchivePackage,
    Case,
    Endorsement,
    Finding,
    IssuedDocument,
    Nonconformity,
    Parameter,
    Refund,
    ReviewSample,
    SecondReview,
    Statement,
    StatementLine,
    WebhookEndpoint,
    WorkItem,
)

from .conftest import Town

# What anybody may open: it names no case, or asks for a secret, or shows only what is public.
PUBLIC = {
    "procedure_sheet", "rate",
    "home", "map", "parcel_panel", "procedures", "procedure", "verify", "verify_code", "status", "public_register", "contact", "help", "help_role", "privacy",
    "invitation", "accessibility", "confirm_subscription", "end_subscription", "nearby", "open_acts", "open_data", "payment_callback", "dig_calendar", "live_check",
}
# Pages of the person who asks: they list only what is theirs.
OWN = {"announce_emergency", "erase_me", "my_data", "my_data_download", "my_integrations", "start", "my_cases", "resume_draft", "tour"}
# Desks and lists: for staff of this town hall only.
DESKS = {
    "empty_practice",
    "emergencies",
    "departments", "my_absence", "people", "reads",
    "archive_desk", "archive_list_csv", "archive_list_pdf", "board", "board_csv", "full_search", "house_documents", "my_activity", "nonconformities", "people_activity", "quality", "register_pdf",
    "register_to_sign", "registers", "takings_to_sign",
    "calendar_settings", "endorser_bulk", "endorser_desk", "inbox_many", "reassign_many", "workload",
    "inbox", "integrations", "office_cases", "parameters", "refunds", "statements", "touched_cases", "signing_desk", "sign", "finance_desk", "money", "money_csv", "paper_file", "quality_targets", "register_desk",
}


class Ids:
    """Ana's case with one of everything that has an address."""

    def __init__(self, town: Town) -> None:
        self.case = town.submitted()
        self.managed(town)
        jobs.drain()
        walk.decide_all(self.case, town.corina)
        self.draft = walk.draft(walk_reviewed(town, self.case), town.corina)
        self.issued = IssuedDocument.objects.filter(case=self.case, state="issued").first()
        self.paper = self.case.papers.first()
        self.token = propose_token(authority=town.authority, name="x", user=town.ana, scopes=["cases:read"], expires_on=clock.today() + dt.timedelta(days=9), by=town.nicu)
        statement = Statement.objects.create(authority=town.authority, file_name="x", kind="csv", sha256="0" * 64, uploaded_by=town.felicia, uploaded_at=clock.now())
        self.line = StatementLine.objects.create(statement=statement, authority=town.authority, key="x", booked_on=clock.today(), amount=1, currency="RON")
        self.refund = Refund.objects.create(charge=self.case.charges.first(), kind="overpaid", amount=1, reason="x", asked_by=town.felicia, asked_at=clock.now())
        self.value = Parameter.objects.filter(authority=town.authority).first()
        self.hook = WebhookEndpoint.objects.create(
            authority=town.authority, user=town.ana, token=self.token, url="https://example.ro/", secret="whsec_x", created_at=clock.now(),
        )

    def managed(self, town: Town) -> None:
        """One of each thing that managers keep."""
        values = {"authority": town.authority, "drafted_at": clock.now(), "kind": "quality_report", "title": "x", "book": "general", "verification_code": "X" * 16}
        self.house = IssuedDocument.objects.create(**values)
        sample = ReviewSample.objects.create(authority=town.authority, month=clock.today().replace(day=1), seed="x", population=1, drawn_at=clock.now(), drawn_by=town.cristina)
        self.review = SecondReview.objects.create(sample=sample, case=self.case)
        self.package = ArchivePackage.objects.create(authority=town.authority, case=self.case, sha256="0" * 64, size=1, payload_files=1, made_at=clock.now(), verified_at=clock.now())
        self.nonconformity = Nonconformity.objects.create(authority=town.authority, number=1, source="audit", title="x", description="x", raised_at=clock.now(), raised_by=town.cristina)

    def of(self, name: str, parameters: tuple[str, ...]) -> list[Any]:
        """The arguments of an address by its name; what is not known here fails the test, on purpose."""
        finding = Finding.objects.filter(run__case=self.case).first()
        item = WorkItem.objects.filter(case=self.case).first()
        charge = self.case.charges.first()
        endorsement = self.endorsement()
        payment = charge.payments.first()
        known: dict[str, Any] = {
            "person": self.case.authority.membership_set.filter(role="urbanism_inspector").first().user_id, "withdraw_invitation": 1,
            "archive_case": self.case.pk, "emergency_announced": self.case.pk, "archive_package": self.package.pk,
            "house_document": self.house.pk, "second_review": self.review.pk, "nonconformity": self.nonconformity.pk,
            "person_activity": self.case.authority.membership_set.filter(role="urbanism_inspector").first().user_id,
            "paper": self.paper.pk, "paper_picture": self.paper.pk, "document": self.issued.pk, "finding_form": finding.pk, "complete_work_item": item.pk, "reassign_work_item": item.pk,
            "act_status": self.draft.pk, "draft": self.draft.pk, "preview": self.draft.pk, "send_to_sign": self.draft.pk, "refuse_signature": self.draft.signatures.first().pk, "sign_look": self.draft.signatures.first().pk, "sign_page": self.draft.signatures.first().pk,
            "settle_line": self.line.pk, "decide_refund": self.refund.pk, "decide_parameter": self.value.pk, "accept_integration": self.token.pk, "revoke_integration": self.token.pk, "integration_hook": self.hook.pk, "take_payment": charge.pk, "decide_payment": payment.pk, **dict.fromkeys(of_a_case(), self.case.pk),
        }
        known |= dict.fromkeys(of_an_endorsement(), endorsement.pk)
        # A forged token is what a stranger has; the real one is a secret of the institution.
        values = {"pk": known.get(name), "step": "land", "number": 1, "paper": self.paper.pk, "kind": "gpkg", "token": "gresit"}
        return [values[parameter] for parameter in parameters]


    def endorsement(self) -> Endorsement:
        """A request for Ana's case to the gas company."""
        institution = Institution.objects.get(authority=self.case.authority, code="GAS")
        found, _made = Endorsement.objects.get_or_create(case=self.case, institution=institution, defaults={"asked_at": clock.now(), "due": clock.today()})
        return found


def of_an_endorsement() -> list[str]:
    """Names of addresses that begin with an endorsement's key."""
    return [pattern.name for pattern in urls.urlpatterns if str(pattern.pattern).startswith(("avize/<uuid:pk>/", "birou/aviz/<uuid:pk>/"))]


def walk_reviewed(town: Town, case: Case) -> Case:
    walk.review(case, town.corina)
    case.refresh_from_db()
    return case


def of_a_case() -> list[str]:
    """Names of addresses that begin with a case's key."""
    return [pattern.name for pattern in urls.urlpatterns if str(pattern.pattern).startswith(("cerere/<uuid:pk>/", "dosar/<uuid:pk>/", "birou/dosar/<uuid:pk>/"))]


def addresses() -> list[tuple[str, tuple[str, ...]]]:
    found = []
    for pattern in urls.urlpatterns:
        assert isinstance(pattern, URLPattern)
        assert pattern.name
        found.append((pattern.name, tuple(pattern.pattern.converters)))
    return found


def guarded() -> list[tuple[str, tuple[str, ...]]]:
    return [(name, parameters) for name, parameters in addresses() if name not in PUBLIC | OWN]


@pytest.mark.parametrize("who", ["ioana", "mayor of the commune"])
def test_a_stranger_finds_nothing_of_anas_at_any_address(town: Town, who: str) -> None:
    ids = Ids(town)
    if who == "ioana":
        clients = [town.client("ioana")]
    else:
        mayor = walk.holders(town.commune, "mayor").first()
        name = next(key for key, person in town.people.items() if person == mayor)
        clients = [town.client(name), town.client(name, commune=True)]
    answered = []
    for name, parameters in guarded():
        arguments = ids.of(name, parameters)
        assert None not in arguments, f"this test does not know what '{name}' shows: add it to the table"
        try:
            address = reverse(name, args=arguments)
        except NoReverseMatch:
            raise AssertionError(f"'{name}' has other parameters than this test knows") from None
        for client in clients:
            for method in (client.get, client.post):
                status = method(address).status_code
                # Their own commune's desks are theirs; nothing of Ana's is on them.
                own_desk = name in DESKS and client.defaults["HTTP_HOST"] != "localhost"
                if status not in (404, 405) and not own_desk:
                    answered.append((name, client.defaults["HTTP_HOST"], method.__name__, status))
    assert answered == []


def test_without_signing_in_every_guarded_address_leads_to_the_door(town: Town) -> None:
    from django.test import Client

    ids = Ids(town)
    for name, parameters in guarded():
        answer = Client(HTTP_HOST="localhost").get(reverse(name, args=ids.of(name, parameters)))
        assert answer.status_code in (302, 404, 405), name
        if answer.status_code == 302:
            assert answer["Location"].startswith("/cont/"), name


def test_every_address_is_counted_once() -> None:
    names = [name for name, _parameters in addresses()]
    assert len(names) == len(set(names))
    assert set(names) >= PUBLIC | OWN | DESKS


def test_the_check_while_drawing_tells_ioana_nothing_of_anas_case(town: Town) -> None:
    case = town.submitted()
    inside = case.plot.geom.point_on_surface.buffer(3, quadsegs=1)
    inside.srid = 3844
    works = json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"kind": "works"}, "geometry": json.loads(layers.to_wgs84(inside).json)}]})
    for name in ("ioana", "ana"):
        status = town.client(name).post(reverse("live_check"), {"case": str(case.pk), "works": works}).status_code
        assert (status == 404) is (name == "ioana"), (name, status)


def test_ioana_sees_none_of_anas_cases_in_her_own_list(town: Town) -> None:
    case = town.submitted()
    assert str(case.pk) not in town.client("ioana").get(reverse("my_cases")).content.decode()
