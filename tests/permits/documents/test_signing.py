"""Dan certifies, Sanda signs, Gheorghe locks; nothing half-signed ever exists."""

import asyncio
import datetime as dt
import hashlib
import io
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from gisapp.core.errors import Refused
from permits.documents.demo_pki import DemoPki, create
from permits.documents.keys import KeyUnavailable, SigningKey, load_key
from permits.documents.signing import (
    Appearance,
    CertificateRefused,
    Order,
    Prepared,
    RevocationUnavailable,
    SigningConfig,
    SigningContext,
    SigningRefused,
    TimestampUnavailable,
    add_signature_fields,
    certificate_key,
    finish,
    prepare,
    refresh,
    sign,
    sign_many,
)
from permits.documents.verify import InMemoryRegister, TrustStore, Verdict, verify
from permits.documents.verify.examine import examine
from permits.documents.verify.sandbox import Findings, collect
from tests.loopback import Quiet, served

from .conftest import CODE, PEOPLE, SLOTS, appearance_of, free_port, plain_document, serve_pki

Keys = dict[str, SigningKey]
SHARED = Path(__file__).resolve().parents[4] / "shared" / "documents"


def judge(pdf: bytes, pki: DemoPki) -> Verdict:
    def here(data: bytes, trust: TrustStore, now: dt.datetime) -> Findings:
        return collect(examine(data, trust.for_child(), now))

    return verify(pdf, register=InMemoryRegister(), trust=TrustStore.from_files([pki.root_certificate]), examiner=here)


@pytest.fixture(scope="session")
def fields_only() -> bytes:
    return add_signature_fields(plain_document(), SLOTS, code=CODE)


@pytest.fixture(scope="session")
def attestation() -> bytes:
    """A document with one signatory."""
    return add_signature_fields(plain_document("7/2026"), SLOTS[2:], code="ATTE-STAT-ION1-2345")


def sign_alone(pdf: bytes, key: SigningKey, ctx: SigningContext, who: str = "gheorghe") -> bytes:
    return sign(
        pdf, field=SLOTS[2].name, key=key, certify=True, lock_all=True, level="B-LTA", ctx=ctx, appearance=appearance_of(who)
    )


def test_the_same_page_gets_the_same_fields_to_the_byte() -> None:
    page = plain_document()
    assert add_signature_fields(page, SLOTS, code=CODE) == add_signature_fields(page, SLOTS, code=CODE)


def test_fields_are_tagged_and_say_whose_signature_goes_there(fields_only: bytes) -> None:
    with pikepdf.open(io.BytesIO(fields_only)) as document:
        parents = pikepdf.NumberTree(document.Root.StructTreeRoot.ParentTree)
        for widget, slot in zip(document.Root.AcroForm.Fields, SLOTS, strict=True):
            assert str(widget.TU) == str(widget.Contents) == slot.label
            element = parents[int(widget.StructParent)]
            assert element.S == "/Form"
            assert element.K.Obj.objgen == widget.objgen
        assert document.Root.AcroForm.Fields[2].Lock.Action == "/All"
        assert document.open_metadata()["dc:identifier"] == CODE


def test_three_people_sign_in_order_and_the_last_time_stamp_covers_the_file(signed_document: bytes, pki: DemoPki) -> None:
    verdict = judge(signed_document, pki)
    assert verdict.strict is True
    assert [one.level for one in verdict.signatures] == ["B-LTA"] * 3 + [""]
    assert verdict.signatures[0].certifies
    assert verdict.signatures[-1].kind == "timestamp"
    assert verdict.signatures[-1].coverage == "entire_file"


def test_each_stage_is_whole_to_its_last_byte(signed_stages: list[bytes], pki: DemoPki) -> None:
    for count, stage in enumerate(signed_stages[:2], start=1):
        verdict = judge(stage, pki)
        assert verdict.strict is True
        assert [one.level for one in verdict.signatures] == ["B-LT"] * count
    assert signed_stages[2].startswith(signed_stages[1])
    assert signed_stages[1].startswith(signed_stages[0])


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="poppler-utils is not installed")
def test_pdfsig_agrees_on_all_three_signatures(signed_document: bytes, tmp_path: Path) -> None:
    file = tmp_path / "certificate.pdf"
    file.write_bytes(signed_document)
    said = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=False).stdout
    assert said.count("Signature is Valid.") == 3
    assert said.count("Total document signed") == 1
    assert "ETSI.CAdES.detached" in said


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
def test_the_page_shows_who_signed_in_what_role_and_that_the_key_is_a_demonstration(
    signed_document: bytes, tmp_path: Path
) -> None:
    file = tmp_path / "certificate.pdf"
    file.write_bytes(signed_document)
    text = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=True).stdout
    for words in ("Dan Ungureanu", "Arhitect-șef", "Sanda Pop", "Secretar general", "Gheorghe Munteanu", "24.11.2026, 11:30:00 EET"):
        assert words in text
    assert text.count("cheie demonstrativă, fără valoare juridică") == 3


def test_a_long_name_and_role_stay_inside_their_box(fields_only: bytes, people_keys: Keys, signing_context: SigningContext) -> None:
    long = Appearance(
        "Ștefania-Alexandrina Constantinescu-Brâncoveanu", "p. Arhitect-șef, șef serviciu urbanism și amenajarea teritoriului",
        dt.datetime(2026, 7, 1, tzinfo=dt.UTC), demo=True, note="în temeiul Dispoziției Primarului nr. 1234/15.06.2026",
    )
    signed = sign(
        fields_only, field=SLOTS[0].name, key=people_keys["dan"], certify=True, lock_all=False, level="B-LT",
        ctx=signing_context, appearance=long,
    )
    with pikepdf.open(io.BytesIO(signed)) as document:
        stream = document.Root.AcroForm.Fields[0].AP.N
        lows = [float(line.split()[5]) for line in _matrices(stream.read_bytes())]
    assert min(lows) > 0
    assert len(lows) >= 7


def _matrices(content: bytes) -> list[str]:
    parts = content.decode("latin-1").split(" Tm")
    return [" ".join(part.split()[-6:]) for part in parts[:-1]]


def test_one_signatory_certifies_locks_and_archives_at_once(
    attestation: bytes, people_keys: Keys, signing_context: SigningContext, pki: DemoPki
) -> None:
    verdict = judge(sign_alone(attestation, people_keys["gheorghe"], signing_context), pki)
    assert verdict.strict is True
    assert [(one.level, one.certifies) for one in verdict.signatures] == [("B-LTA", True), ("", False)]


@pytest.mark.parametrize(
    ("label", "field", "certify", "lock_all", "why"),
    [
        ("sanda", 1, False, False, "order"),
        ("gheorghe", 2, True, False, "lock"),
        ("dan", 0, True, True, "lock"),
    ],
)
def test_signing_out_of_order_is_refused(
    label: str, field: int, certify: bool, lock_all: bool, why: str, fields_only: bytes, people_keys: Keys,
    signing_context: SigningContext,
) -> None:
    with pytest.raises(SigningRefused) as refused:
        sign(
            fields_only, field=SLOTS[field].name, key=people_keys[label], certify=certify, lock_all=lock_all, level="B-LT",
            ctx=signing_context, appearance=appearance_of(label),
        )
    assert refused.value.code == why


def test_nobody_signs_twice_nor_certifies_second(
    signed_stages: list[bytes], people_keys: Keys, signing_context: SigningContext
) -> None:
    for field, certify in ((0, False), (1, True)):
        with pytest.raises(SigningRefused):
            sign(
                signed_stages[0], field=SLOTS[field].name, key=people_keys["dan"], certify=certify, lock_all=False, level="B-LT",
                ctx=signing_context, appearance=appearance_of("dan"),
            )


def test_fields_are_not_added_twice_nor_to_a_page_without_tags(fields_only: bytes) -> None:
    with pytest.raises(SigningRefused):
        add_signature_fields(fields_only, SLOTS)
    blank = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(blank)
    for pdf, slots in ((blank.getvalue(), SLOTS), (b"no pdf", SLOTS), (plain_document(), ())):
        with pytest.raises(SigningRefused):
            add_signature_fields(pdf, slots)


class _Tsa(Quiet):
    answer: bytes = b"no time stamp"

    def do_POST(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.end_headers()
        self.wfile.write(self.answer)


@pytest.fixture
def talking_nonsense() -> Iterator[str]:
    with served(_Tsa) as url:
        yield url


@pytest.fixture
def never_answering() -> Iterator[str]:
    import socket

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def _with(pki: DemoPki, **changes: object) -> SigningContext:
    return SigningContext(SigningConfig.from_dict({**pki.signing_config(), **changes}))


@pytest.mark.parametrize("trouble", ["down", "slow", "nonsense"])
def test_signing_waits_when_there_are_no_time_stamps(
    trouble: str, attestation: bytes, people_keys: Keys, pki: DemoPki, never_answering: str, talking_nonsense: str
) -> None:
    url = {"down": f"http://127.0.0.1:{free_port()}", "slow": never_answering, "nonsense": talking_nonsense}[trouble]
    with pytest.raises(TimestampUnavailable) as refused:
        sign_alone(attestation, people_keys["gheorghe"], _with(pki, tsa_url=url, tsa_timeout=0.5))
    assert "semnarea așteaptă" in refused.value.sentence


def test_time_stamps_from_an_authority_that_is_not_trusted_are_refused(
    attestation: bytes, people_keys: Keys, pki: DemoPki, strangers_pki: DemoPki
) -> None:
    with pytest.raises(TimestampUnavailable) as refused:
        sign_alone(attestation, people_keys["gheorghe"], _with(pki, tsa_url=strangers_pki.tsa_url))
    assert refused.value.code == "tsa_untrusted"


def test_time_stamps_that_stop_between_two_documents_leave_the_second_as_it_was(
    attestation: bytes, people_keys: Keys, signing_context: SigningContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sign_alone(attestation, people_keys["gheorghe"], signing_context)
    signing_context.timestamper.url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(TimestampUnavailable):
        sign_alone(attestation, people_keys["gheorghe"], signing_context)


def test_an_old_time_stamp_is_not_taken_for_a_new_document(
    attestation: bytes, people_keys: Keys, pki: DemoPki
) -> None:
    ctx = _with(pki)
    stamper = ctx.timestamper
    kept: list[object] = []
    honest = stamper.async_request_tsa_response

    async def replay(request: object) -> object:
        if len(kept) < 1:
            kept.append(await honest(request))
        return kept[0]

    stamper.async_request_tsa_response = replay
    stamper.include_nonce = False
    with pytest.raises(TimestampUnavailable):
        sign_alone(attestation, people_keys["gheorghe"], ctx)


@pytest.fixture(scope="session")
def strangers_pki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoPki]:
    """Somebody else's authority, where Horia's certificate is revoked."""
    made = create(tmp_path_factory.mktemp("strangers"), f"http://127.0.0.1:{free_port()}", PEOPLE)
    config = json.loads(made.config_file.read_text(encoding="utf-8"))
    config["pki-architectures"]["demo"]["certs"]["horia"]["revocation"] = {
        "revoked-since": config["valid_from"], "reason": "key_compromise",
    }
    made.config_file.write_text(json.dumps(config), encoding="utf-8")
    stop = serve_pki(made)
    yield made
    stop()


def test_a_certificate_of_an_unknown_authority_is_refused(attestation: bytes, strangers_pki: DemoPki, pki: DemoPki) -> None:
    with pytest.raises(CertificateRefused):
        sign_alone(attestation, load_key(strangers_pki.key_config("gheorghe")), _with(pki))


def test_a_revoked_certificate_is_refused(attestation: bytes, strangers_pki: DemoPki) -> None:
    with pytest.raises(CertificateRefused) as refused:
        sign_alone(attestation, load_key(strangers_pki.key_config("horia")), _with(strangers_pki))
    assert refused.value.code == "revoked"


def test_signing_waits_when_nobody_says_whether_a_certificate_is_revoked(
    attestation: bytes, people_keys: Keys, pki: DemoPki, tmp_path: Path
) -> None:
    silent = create(tmp_path / "silent", f"http://127.0.0.1:{free_port()}", PEOPLE)  # never served
    with pytest.raises((RevocationUnavailable, TimestampUnavailable)):
        sign_alone(
            attestation, load_key(silent.key_config("gheorghe")),
            _with(silent, tsa_url=pki.tsa_url, trust_roots=[str(silent.root_certificate), str(pki.root_certificate)]),
        )


def test_fifty_documents_are_signed_in_one_batch_and_a_broken_one_does_not_hold_them_up(
    attestation: bytes, people_keys: Keys, signing_context: SigningContext, pki: DemoPki
) -> None:
    class Counting(type(people_keys["gheorghe"])):  # type: ignore[misc]
        calls = 0

        async def sign(self, payloads: list[bytes]) -> list[bytes]:
            type(self).calls += 1
            return list(await super().sign(payloads))

    key = people_keys["gheorghe"]
    counting = Counting.__new__(Counting)
    counting.__dict__ = dict(key.__dict__)
    orders = [
        Order(b"no pdf" if place == 3 else attestation, SLOTS[2].name, certify=True, lock_all=True, level="B-LTA",
              appearance=appearance_of("gheorghe"))
        for place in range(12)
    ]
    answers = sign_many(orders, key=counting, ctx=signing_context)
    assert Counting.calls == 1
    assert isinstance(answers[3], Refused)
    signed = [answer for answer in answers if isinstance(answer, bytes)]
    assert len(signed) == 11
    assert judge(signed[-1], pki).strict is True


def test_signing_works_where_an_event_loop_is_running_already(
    attestation: bytes, people_keys: Keys, signing_context: SigningContext
) -> None:
    async def inside() -> bytes:
        return sign_alone(attestation, people_keys["gheorghe"], signing_context)

    assert asyncio.run(inside()).startswith(b"%PDF")


@pytest.mark.skipif(not SHARED.exists(), reason="the fixtures are not here")
def test_a_town_hall_may_trust_the_eu_lists_beside_its_own_roots(
    attestation: bytes, people_keys: Keys, pki: DemoPki, tmp_path: Path
) -> None:
    for name in ("eu-lotl.xml", "tsl-ee.xml"):
        (tmp_path / name).write_bytes((SHARED / "eutl" / name).read_bytes())
    assert sign_alone(attestation, people_keys["gheorghe"], _with(pki, eu_folder=str(tmp_path)))
    with pytest.raises((CertificateRefused, TimestampUnavailable)):
        sign_alone(attestation, people_keys["gheorghe"], _with(pki, eu_folder=str(tmp_path), trust_roots=[]))


def _sign_elsewhere(pki: DemoPki, label: str, payload: bytes) -> bytes:
    key = serialization.load_pem_private_key((pki.folder / "keys" / f"{label}.pem").read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key.sign(payload, ec.ECDSA(hashes.SHA256()))


def test_gheorghe_signs_with_the_token_on_his_own_computer(
    attestation: bytes, people_keys: Keys, signing_context: SigningContext, pki: DemoPki
) -> None:
    theirs = people_keys["gheorghe"]
    prepared = prepare(
        attestation, field=SLOTS[2].name, key=certificate_key(theirs.certificate, theirs.chain), certify=True, lock_all=True,
        level="B-LTA", ctx=signing_context, appearance=appearance_of("gheorghe"),
    )
    stored = json.loads(json.dumps(prepared.to_json()))
    again = Prepared.from_json(stored, prepared.document)
    assert again.payload_digest == hashlib.sha256(again.payload).digest()
    signed = finish(again, _sign_elsewhere(pki, "gheorghe", again.payload), ctx=_with(pki))
    assert judge(signed, pki).strict is True
    assert judge(prepared.document, pki).strict is not True, "what waits for a signature is no signed document"
    with pytest.raises(KeyUnavailable):
        finish(again, _sign_elsewhere(pki, "dan", again.payload), ctx=_with(pki))
    with pytest.raises(KeyUnavailable):
        finish(again, _sign_elsewhere(pki, "gheorghe", b"something else"), ctx=_with(pki))


def test_an_archived_document_is_refreshed_and_stays_whole(
    signed_document: bytes, signing_context: SigningContext, pki: DemoPki
) -> None:
    longer = refresh(signed_document, signing_context)
    assert longer.startswith(signed_document)
    verdict = judge(longer, pki)
    assert verdict.strict is True
    assert [one.kind for one in verdict.signatures[-2:]] == ["timestamp", "timestamp"]


def test_a_document_whose_time_stamp_broke_is_not_refreshed(
    signed_document: bytes, signed_stages: list[bytes], signing_context: SigningContext
) -> None:
    at = signed_document.index(b"stream\n") + 40
    broken = signed_document[:at] + bytes([signed_document[at] ^ 1]) + signed_document[at + 1 :]
    for pdf in (broken, signed_stages[0], b"no pdf"):
        with pytest.raises(SigningRefused):
            refresh(pdf, signing_context)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("javac") is None, reason="veraPDF needs a JDK")
def test_verapdf_passes_the_document_after_the_last_signature_and_after_the_refresh(
    signed_stages: list[bytes], attestation: bytes, people_keys: Keys, signing_context: SigningContext, tmp_path: Path
) -> None:
    from tests.permits.documents.verapdf.judge import PDF_A_3A, PDF_UA_1, Judge

    made = {
        "first": signed_stages[0], "last": signed_stages[-1], "refreshed": refresh(signed_stages[-1], signing_context),
        "alone": sign_alone(attestation, people_keys["gheorghe"], signing_context),
    }
    with Judge() as verapdf:
        for name, pdf in made.items():
            file = tmp_path / f"{name}.pdf"
            file.write_bytes(pdf)
            for flavour in (PDF_A_3A, PDF_UA_1):
                assert verapdf.broken_rules(file, flavour) == "", (name, flavour)
