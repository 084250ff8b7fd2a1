"""Whoever holds a file learns whether it is ours, as it was issued."""

import dataclasses
import datetime as dt
import io
import json
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
import typst
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers

from permits.documents.demo_pki import DemoPki
from permits.documents.fonts import font_folder
from permits.documents.verify import InMemoryRegister, Kind, TrustStore, Verdict, cage, verify
from permits.documents.verify.examine import examine
from permits.documents.verify.sandbox import Findings, collect, examine_limited

from .conftest import CODE

SHARED = Path(__file__).resolve().parents[4] / "shared" / "documents"
EXPECTED = {"RED": {Kind.FOREIGN_INVALID}, "GREEN": {Kind.FOREIGN_VALID}, "intact": {Kind.FOREIGN_VALID}}


def here(pdf: bytes, trust: TrustStore, now: dt.datetime) -> Findings:
    """The examination without its process, to be quick."""
    return collect(examine(pdf, trust.for_child(), now))


def registered(document: bytes) -> InMemoryRegister:
    held = InMemoryRegister()
    held.add(document, code=CODE, number="12/24.11.2026", title="Certificat de urbanism")
    return held


@pytest.fixture
def register(signed_document: bytes) -> InMemoryRegister:
    return registered(signed_document)


@pytest.fixture(scope="session")
def trust(pki: DemoPki) -> TrustStore:
    mayor = pki.folder / "certs" / "gheorghe.pem"
    return TrustStore.from_files([pki.root_certificate], own_certificates=[mayor])


def judge(pdf: bytes, register: InMemoryRegister, trust: TrustStore) -> Verdict:
    return verify(pdf, register=register, trust=trust, examiner=here)


def codes(verdict: Verdict) -> list[str]:
    return [reason.code for reason in verdict.reasons]


def test_ana_learns_that_her_certificate_is_the_original(
    signed_document: bytes, register: InMemoryRegister, trust: TrustStore
) -> None:
    verdict = verify(signed_document, register=register, trust=trust)  # in its limited process
    assert verdict.verdict == "original"
    assert verdict.strict is True
    assert verdict.registered is not None
    assert verdict.registered.number == "12/24.11.2026"
    signers = [one.signer for one in verdict.signatures]
    assert signers == ["Dan Ungureanu (DEMO)", "Sanda Pop (DEMO)", "Gheorghe Munteanu (DEMO)", "DEMO Marcă temporală"]
    assert {one.trust for one in verdict.signatures} == {"trusted"}
    assert [one.level for one in verdict.signatures] == ["B-LTA", "B-LTA", "B-LTA", ""]
    assert [one.certifies for one in verdict.signatures] == [True, False, False, False]
    assert {one.qualified for one in verdict.signatures} == {"not_checked"}
    assert json.loads(json.dumps(verdict.as_dict()))["verdict"] == "original"


@pytest.mark.parametrize("stage", [0, 1])
def test_a_certificate_without_its_last_signatures_is_an_earlier_revision(
    stage: int, signed_stages: list[bytes], register: InMemoryRegister, trust: TrustStore
) -> None:
    verdict = judge(signed_stages[stage], register, trust)
    assert verdict.kind is Kind.EARLIER_REVISION
    assert verdict.strict is True, "which is why the register must be asked first"
    assert verdict.registered is not None


def test_a_certificate_without_its_archive_time_stamp_is_an_earlier_revision(
    signed_document: bytes, register: InMemoryRegister, trust: TrustStore
) -> None:
    before = signed_document.rindex(b"%%EOF", 0, signed_document.rindex(b"%%EOF"))
    for end in (before + 5, before + 6):
        assert judge(signed_document[:end], register, trust).kind is Kind.EARLIER_REVISION


@pytest.mark.parametrize("cut", [1, 700, 60_000])
def test_a_certificate_cut_anywhere_else_is_altered(
    cut: int, signed_document: bytes, register: InMemoryRegister, trust: TrustStore
) -> None:
    verdict = judge(signed_document[:-cut], register, trust)
    assert (verdict.kind, codes(verdict)) == (Kind.ALTERED, ["cut_short"])


@pytest.mark.parametrize("tail", [b"\n", b"\0", b" " * 4096, b"%%EOF\n"])
def test_a_padded_certificate_has_data_added(
    tail: bytes, signed_document: bytes, register: InMemoryRegister, trust: TrustStore
) -> None:
    verdict = judge(signed_document + tail, register, trust)
    assert (verdict.kind, codes(verdict)) == (Kind.DATA_ADDED, ["bytes_appended"])


def test_bytes_before_a_certificate_are_data_added_too(
    signed_document: bytes, register: InMemoryRegister, trust: TrustStore
) -> None:
    verdict = judge(b"\n" + signed_document, register, trust)
    assert (verdict.kind, codes(verdict)) == (Kind.DATA_ADDED, ["added_around"])


def test_a_changed_digit_in_the_padding_is_altered_though_every_signature_holds(
    signed_document: bytes, register: InMemoryRegister, trust: TrustStore
) -> None:
    at = signed_document.index(b"0000>")
    forged = signed_document[:at] + b"1" + signed_document[at + 1 :]
    verdict = judge(forged, register, trust)
    assert (verdict.kind, codes(verdict)) == (Kind.ALTERED, ["bytes_changed"])


def test_a_changed_letter_is_altered(signed_document: bytes, register: InMemoryRegister, trust: TrustStore) -> None:
    at = signed_document.index(b"stream\n") + 40
    forged = signed_document[:at] + bytes([signed_document[at] ^ 1]) + signed_document[at + 1 :]
    assert judge(forged, register, trust).kind is Kind.ALTERED


@pytest.mark.parametrize("linearize", [False, True])
def test_a_certificate_saved_again_by_another_program_is_altered(
    linearize: bool, signed_document: bytes, register: InMemoryRegister, trust: TrustStore
) -> None:
    again = io.BytesIO()
    with pikepdf.open(io.BytesIO(signed_document)) as document:
        document.save(again, linearize=linearize, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    verdict = judge(again.getvalue(), register, trust)
    assert (verdict.kind, codes(verdict)) == (Kind.ALTERED, ["rewritten"])


def test_a_rewritten_copy_without_our_identifiers_is_known_by_the_mayors_signature(
    signed_document: bytes, register: InMemoryRegister, trust: TrustStore
) -> None:
    again = io.BytesIO()
    with pikepdf.open(io.BytesIO(signed_document)) as document:
        del document.Root.Metadata
        document.trailer.ID = pikepdf.Array([pikepdf.String(b"x" * 16)] * 2)
        document.save(again)
    verdict = judge(again.getvalue(), register, trust)
    assert verdict.kind is Kind.ALTERED
    assert "our_signature_broken" in codes(verdict)


@pytest.mark.skipif(not cage.works(), reason="bubblewrap cannot shut a room here")
def test_a_reprinted_copy_is_known_by_the_code_on_its_pages_and_a_letter_that_mentions_it_is_not(
    signed_document: bytes, register: InMemoryRegister, trust: TrustStore
) -> None:
    reprint = subprocess.run(["pdftocairo", "-pdf", "-", "-"], input=signed_document, capture_output=True, check=True).stdout
    verdict = judge(reprint, register, trust)
    assert (verdict.kind, codes(verdict)[0]) == (Kind.ALTERED, "reprinted")
    assert verdict.registered is not None
    letter = typst.compile(
        f"Verific certificatul cu codul {CODE}. #pagebreak() Cu stimă".encode(), font_paths=[str(font_folder())], format="pdf"
    )
    assert judge(letter, register, trust).kind is Kind.NOT_SIGNED


@pytest.mark.skipif(not cage.works(), reason="bubblewrap cannot shut a room here")
def test_pages_put_behind_a_reprinted_copy_and_a_strangers_signature_do_not_hide_where_it_comes_from(
    signed_document: bytes, register: InMemoryRegister, trust: TrustStore, pki: DemoPki
) -> None:
    reprint = subprocess.run(["pdftocairo", "-pdf", "-", "-"], input=signed_document, capture_output=True, check=True).stdout
    merged = io.BytesIO()
    with pikepdf.open(io.BytesIO(reprint)) as copy:
        copy.pages.append(copy.pages[0])
        copy.add_blank_page()
        copy.save(merged)
    assert judge(merged.getvalue(), register, trust).kind is Kind.ALTERED
    stranger = signers.SimpleSigner.load(pki.key_config("horia")["key"], pki.key_config("horia")["certificate"])
    again = signers.sign_pdf(IncrementalPdfFileWriter(merged), signers.PdfSignatureMetadata(field_name="Horia"), stranger)
    verdict = judge(again.getvalue(), register, trust)
    assert (verdict.kind, codes(verdict)[0], verdict.strict) == (Kind.ALTERED, "reprinted", True)


@pytest.mark.parametrize("kept", [5_000, 40_000])
def test_a_certificate_cut_and_filled_up_to_its_length_is_altered(
    kept: int, signed_document: bytes, register: InMemoryRegister, trust: TrustStore
) -> None:
    filled = signed_document[:kept].ljust(len(signed_document), b"\0")
    assert judge(filled, register, trust).kind is Kind.ALTERED


def test_when_the_disk_lost_the_original_a_copy_is_not_called_good(
    signed_document: bytes, register: InMemoryRegister, trust: TrustStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(_file: object) -> bytes:
        raise FileNotFoundError

    monkeypatch.setattr(register, "read", lost)
    assert judge(signed_document, register, trust).kind is Kind.ORIGINAL
    verdict = judge(signed_document + b"\n", register, trust)
    assert (verdict.kind, codes(verdict)) == (Kind.ALTERED, ["original_unread"])


def test_an_annotated_certificate_has_data_added(
    signed_document: bytes, register: InMemoryRegister, trust: TrustStore
) -> None:
    from pyhanko.pdf_utils.content import RawContent
    from pyhanko.pdf_utils.layout import BoxConstraints
    from pyhanko.stamp import StaticStampStyle

    output = io.BytesIO(signed_document)
    writer = IncrementalPdfFileWriter(output)
    box = BoxConstraints(100, 100)
    style = StaticStampStyle(background=RawContent(b"1 0 0 rg 0 0 50 50 re f", box=box))
    style.create_stamp(writer, box, {}).apply(0, 100, 500)
    writer.write_in_place()
    verdict = judge(output.getvalue(), register, trust)
    assert (verdict.kind, codes(verdict)) == (Kind.DATA_ADDED, ["update_appended"])
    assert verdict.strict is False


def test_the_archive_refresh_and_the_file_before_it_are_both_originals(
    signed_document: bytes, register: InMemoryRegister, trust: TrustStore, signing_context: object
) -> None:
    from permits.documents.signing import SigningContext, refresh

    assert isinstance(signing_context, SigningContext)
    longer = refresh(signed_document, signing_context)
    register.add(longer, code=CODE)
    assert judge(longer, register, trust).kind is Kind.ORIGINAL
    assert judge(signed_document, register, trust).kind is Kind.ORIGINAL
    assert judge(longer + b"\n", register, trust).kind is Kind.DATA_ADDED


def test_a_document_signed_here_but_never_registered_is_foreign(signed_document: bytes, trust: TrustStore) -> None:
    verdict = judge(signed_document, InMemoryRegister(), trust)
    assert verdict.kind is Kind.FOREIGN_VALID
    assert codes(verdict) == ["strict_rule_passed", "signers_trusted"]


def test_a_town_hall_that_trusts_nobody_still_sees_integrity(signed_document: bytes) -> None:
    verdict = judge(signed_document, InMemoryRegister(), TrustStore())
    assert verdict.kind is Kind.FOREIGN_VALID
    assert "signer_unknown" in codes(verdict)
    assert {one.trust for one in verdict.signatures} == {"unknown_issuer"}


@pytest.mark.parametrize(
    ("data", "kind"), [(b"", Kind.UNREADABLE), (b"hello", Kind.UNREADABLE), (b"%PDF-1.7\ngarbage", Kind.UNREADABLE)]
)
def test_what_is_no_pdf_is_unreadable(data: bytes, kind: Kind, register: InMemoryRegister, trust: TrustStore) -> None:
    assert judge(data, register, trust).kind is kind


def test_a_plain_pdf_is_not_signed(register: InMemoryRegister, trust: TrustStore) -> None:
    blank = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(blank)
    assert judge(blank.getvalue(), register, trust).kind is Kind.NOT_SIGNED


def test_a_pdf_behind_a_password_is_unreadable_and_says_so(register: InMemoryRegister, trust: TrustStore) -> None:
    locked = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))
    verdict = judge(locked.getvalue(), register, trust)
    assert (verdict.kind, codes(verdict)) == (Kind.UNREADABLE, ["encrypted"])


def test_a_file_that_takes_too_long_is_stopped_and_never_called_good(signed_document: bytes, trust: TrustStore) -> None:
    def hurried(pdf: bytes, trust: TrustStore, now: dt.datetime) -> Findings:
        return examine_limited(pdf, trust, now, seconds=0.05)

    verdict = verify(signed_document, register=InMemoryRegister(), trust=trust, examiner=hurried)
    assert verdict.kind in (Kind.UNREADABLE, Kind.FOREIGN_INVALID)
    assert codes(verdict) == ["stopped_time"]


def test_the_process_that_reads_strangers_files_may_not_take_all_memory_nor_write() -> None:
    program = (
        "from permits.documents.verify.child import limit\n"
        "limit()\n"
        "try:\n    bytearray(2 << 30)\nexcept MemoryError:\n    print('no memory')\n"
        "import os, tempfile\n"
        "try:\n    os.write(os.open(os.path.join(tempfile.gettempdir(), 'limits'), os.O_CREAT | os.O_WRONLY), b'x')\n"
        "except OSError:\n    print('no file')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=20, check=False)
    assert done.stdout.split() == ["no", "memory", "no", "file"]


def _manifest() -> list[dict[str, str]]:
    if not (SHARED / "manifest.json").exists():
        return []
    listed = json.loads((SHARED / "manifest.json").read_text(encoding="utf-8"))
    return [entry for entry in listed if entry["path"].endswith(".pdf")]


@pytest.mark.parametrize("entry", _manifest(), ids=lambda entry: entry["path"].rsplit("/", 1)[-1])
def test_every_published_forgery_and_clean_file_gets_its_verdict(entry: dict[str, str], trust: TrustStore) -> None:
    pdf = (SHARED / entry["path"]).read_bytes()
    verdict = judge(pdf, InMemoryRegister(), trust)
    assert verdict.kind in EXPECTED[entry["expect"]], codes(verdict)
    if entry["expect"] != "RED":
        assert all(one.intact and one.valid for one in verdict.signatures)
        assert verdict.signatures


def test_the_list_of_manifest_words_is_complete() -> None:
    assert {entry["expect"] for entry in _manifest()} <= set(EXPECTED)


@pytest.mark.skipif(not SHARED.exists(), reason="the fixtures are not here")
def test_the_eu_lists_are_read_when_their_signatures_hold(
    tmp_path: Path, signed_document: bytes, trust: TrustStore
) -> None:
    folder = tmp_path / "eutl"
    folder.mkdir()
    for name in ("eu-lotl.xml", "tsl-ee.xml"):
        (folder / name).write_bytes((SHARED / "eutl" / name).read_bytes())
    listed = dataclasses.replace(trust, eu_folder=folder)
    verdict = judge(signed_document, InMemoryRegister(), listed)
    assert verdict.eu_lists == "loaded"
    assert {one.qualified for one in verdict.signatures} == {"no"}
    forged = (folder / "tsl-ee.xml").read_bytes().replace(b"granted", b"grantex", 1)
    (folder / "tsl-ee.xml").write_bytes(forged)
    verdict = judge(signed_document, InMemoryRegister(), listed)
    assert verdict.eu_lists == "invalid"
    assert {one.qualified for one in verdict.signatures} == {"not_checked"}
