"""The desk of those who sign: each act beside its findings and report, fifty with one authorisation, back with a reason."""

from typing import Any

import pytest
from django.urls import reverse

from gisapp.accounts.models import Absence
from gisapp.core import clock, jobs
from gisapp.core.models import Job
from gisapp.management.demo import walk
from permits.actions.sign_document import refuse_signature
from permits.documents import signers
from permits.documents.keys import KeyUnavailable, SigningKey
from permits.models import Case, IssuedDocument, SignatureStep
from tests.permits.conftest import Town


def ready(town: Town, parcel: str = "50001", procedure: str = "built_up_attestation") -> IssuedDocument:
    """An act that waits for its first signature."""
    case = town.submitted(procedure, parcel)
    walk.review(case, town.corina)
    case.refresh_from_db()
    return walk.draft(case, town.corina)


def first_step(document: IssuedDocument) -> SignatureStep:
    step = document.signatures.order_by("order").first()
    assert step is not None
    return step


class Typed(SigningKey):
    """A key behind a PIN and a one-time code: counts its authorisations, refuses a wrong PIN."""

    asked: list[int]

    def __init__(self, inner: SigningKey, secrets: Any, asked: list[int]) -> None:
        super().__init__(inner.certificate, inner.chain)
        self.inner, self.secrets, self.asked = inner, secrets, asked

    async def sign(self, payloads: Any) -> list[bytes]:
        given = self.secrets(len(payloads)) if self.secrets else {}
        self.asked.append(len(payloads))
        if given != {"PIN": "1234", "OTP": "987654"}:
            raise KeyUnavailable("PIN greșit", code="remote_failed")
        return await self.inner.sign(payloads)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The town's signatories sign at a provider that asks PIN and code, once for each batch."""
    from permits.actions import sign_document
    from permits.office import signing_desk

    counted: list[int] = []
    real = signers.key_of

    def key_of(signer: Any, authority: Any, *, secrets: Any = None) -> SigningKey:
        inner = real(signer, authority)
        return inner if signer is None else Typed(inner, secrets, counted)

    monkeypatch.setattr(sign_document, "key_of", key_of)
    monkeypatch.setattr(signing_desk, "asked_secrets", lambda _person, _authority: ("PIN", "OTP"))
    return counted


def test_dan_reads_the_act_beside_its_findings_and_its_report(town: Town) -> None:
    document = ready(town)
    step = first_step(document)
    dan = town.client("dan")
    assert reverse("sign_look", args=[step.pk]) in dan.get(reverse("signing_desk")).content.decode()
    page = dan.get(reverse("sign_look", args=[step.pk])).content.decode()
    for words in (document.case.number, "Constatări", "Referatul", "Întoarceți la redactare", "Pagina 1", str(town.corina)):
        assert words in page, words
    picture = dan.get(reverse("sign_page", args=[step.pk, 1]))
    assert picture["Content-Type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    assert dan.get(reverse("sign_page", args=[step.pk, 99])).status_code == 404
    assert town.client("corina").get(reverse("sign_look", args=[step.pk])).status_code == 404


def test_many_acts_take_one_pin_and_one_code_that_are_kept_nowhere(town: Town, password: str, asked: list[int]) -> None:
    documents = [ready(town, str(50001 + number)) for number in range(4)]
    steps = [first_step(document) for document in documents]
    dan = town.client("dan")
    assert "PIN-ul cheii de semnare" in dan.get(reverse("signing_desk")).content.decode()
    chosen = {"steps": [step.pk for step in steps], "password": password}
    assert "cerute de cheia" in dan.post(reverse("sign"), chosen, follow=True).content.decode()
    assert asked == []
    wrong = dan.post(reverse("sign"), {**chosen, "secret_PIN": "0000", "secret_OTP": "987654"}, follow=True).content.decode()
    assert "PIN greșit" in wrong
    assert {SignatureStep.objects.get(pk=step.pk).state for step in steps} == {"requested"}
    answer = dan.post(reverse("sign"), {**chosen, "secret_PIN": "1234", "secret_OTP": "987654"}, follow=True).content.decode()
    assert "4 acte au fost semnate" in answer
    assert asked == [4, 4]
    assert {SignatureStep.objects.get(pk=step.pk).state for step in steps} == {"signed"}
    assert "1234" not in str(list(SignatureStep.objects.values())) + str(list(Job.objects.values()))


def test_signing_from_the_page_of_one_act_leads_to_the_next(town: Town, password: str) -> None:
    first, second = (first_step(ready(town, parcel)) for parcel in ("50001", "50002"))
    answer = town.client("dan").post(reverse("sign"), {"steps": [first.pk], "password": password, "after": second.pk})
    assert answer["Location"] == reverse("sign_look", args=[second.pk])
    jobs.drain()
    first.refresh_from_db()
    assert first.state == "signed"


def test_the_code_of_an_act_without_all_signatures_or_sent_back_is_told_as_such(town: Town, password: str) -> None:
    document = ready(town, procedure="urbanism_certificate")
    town.client("dan").post(reverse("sign"), {"steps": [first_step(document).pk], "password": password})
    jobs.drain()
    public, code = town.client("ioana"), document.verification_code
    assert "nu este încă emis" in public.get(reverse("verify_code", args=[code])).content.decode()
    following = document.signatures.get(order=2)
    refuse_signature(step=following, reason="Suprafața nu este cea măsurată.", by=walk.who(document.case, following.role, town.corina))
    page = public.get(reverse("verify_code", args=[code])).content.decode()
    assert "Act anulat: nu a fost emis și nu produce efecte" in page
    assert "Suprafața nu este" not in page
    assert "SHA-256" not in page


def test_the_oldest_due_stands_first_and_who_stands_in_sees_for_whom(town: Town) -> None:
    late, early = ready(town, "50001"), ready(town, "50002")
    Case.objects.filter(pk=early.case_id).update(legal_due=clock.today())
    page = town.client("dan").get(reverse("signing_desk")).content.decode()
    assert page.index(early.case.number) < page.index(late.case.number)
    Absence.objects.create(authority=town.authority, user=town.dan, delegate=town.elena, first_day=clock.today(), last_day=clock.today())
    seen = town.client("elena").get(reverse("sign_look", args=[first_step(early).pk])).content.decode()
    assert f"în locul lui {town.dan.full_name}" in seen


def test_an_act_goes_back_with_a_reason_from_its_own_page(town: Town) -> None:
    step = first_step(ready(town))
    dan = town.client("dan")
    dan.post(reverse("refuse_signature", args=[step.pk]), {"reason": "scurt"})
    step.refresh_from_db()
    assert step.state == "waiting"
    dan.post(reverse("refuse_signature", args=[step.pk]), {"reason": "Lipsește suprafața din afara intravilanului."})
    step.refresh_from_db()
    assert step.state == "refused"
    assert dan.get(reverse("sign_look", args=[step.pk])).status_code == 404


def test_what_the_key_asks_is_known_from_the_settings(town: Town, settings: Any) -> None:
    assert signers.asked_secrets(town.dan, town.authority) == ()
    settings.DOCUMENT_SIGNING = "configured"
    label = signers.label_of(town.dan, town.authority)
    for config, expected in (
        ({"backend": "pkcs11"}, ("PIN",)), ({"backend": "pkcs11", "pin": "1"}, ()), ({"backend": "csc"}, ("PIN", "OTP")), ({"backend": "csc", "asks": ["OTP"]}, ("OTP",)), ({}, ()),
    ):  # fmt: skip
        settings.SIGNING_OPTIONS = {"keys": {label: config}}
        assert signers.asked_secrets(town.dan, town.authority) == expected


def test_felicia_signs_the_takings_and_sanda_the_register_at_the_same_desk(town: Town, password: str) -> None:
    case = town.submitted("urbanism_certificate", "50003")
    walk.pay_all(case)
    jobs.drain()
    felicia, bogdan = town.client("felicia"), town.client("bogdan")
    assert "Trimiteți registrul la semnat" in felicia.get(reverse("money")).content.decode()
    felicia.post(reverse("takings_to_sign"), {"since": clock.today().isoformat(), "until": clock.today().isoformat()})
    bogdan.post(reverse("register_to_sign"), {"book": "general"})
    takings, book = (IssuedDocument.objects.get(kind=kind) for kind in ("takings_register", "register_book"))
    assert case.applicant.name in str(takings.fields["entries"])
    assert "Total: " in takings.fields["note"]
    for client, document in ((felicia, takings), (town.client("sanda"), book)):
        step = first_step(document)
        page = client.get(reverse("sign_look", args=[step.pk])).content.decode()
        assert "întocmit din date" in page
        client.post(reverse("sign"), {"steps": [step.pk], "password": password})
        jobs.drain()
        document.refresh_from_db()
        assert document.state == "issued"
        assert b"".join(client.get(reverse("house_document", args=[document.pk])).streaming_content).startswith(b"%PDF")
    assert town.client("ana").post(reverse("takings_to_sign")).status_code == 404
