"""What people and programs do to a file of ours, one by one, and the word for each; and to the files of others."""

import gzip
import io
import zipfile
from collections.abc import Callable

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers

from permits.documents.demo_pki import DemoPki
from permits.documents.verify import InMemoryRegister, TrustStore, cage

from .conftest import CODE, plain_document
from .test_verify import codes, judge, registered


@pytest.fixture(scope="module")
def register(signed_document: bytes) -> InMemoryRegister:
    return registered(signed_document)


@pytest.fixture(scope="module")
def trust(pki: DemoPki) -> TrustStore:
    return TrustStore.from_files([pki.root_certificate], own_certificates=[pki.folder / "certs" / f"{one}.pem" for one in ("dan", "sanda", "gheorghe")])


def saved(change: Callable[[pikepdf.Pdf], None] | None, pdf: bytes, **options: object) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        if change:
            change(document)
        document.save(out, **options)  # type: ignore[arg-type]
    return out.getvalue()


def unsigned(document: pikepdf.Pdf) -> None:
    for page in document.pages:
        if "/Annots" in page:
            del page.Annots
    for name in ("/AcroForm", "/Perms", "/DSS"):
        if name in document.Root:
            del document.Root[name]


def nameless(document: pikepdf.Pdf) -> None:
    unsigned(document)
    if "/Metadata" in document.Root:
        del document.Root.Metadata
    document.trailer.ID = pikepdf.Array([pikepdf.String(b"z" * 16)] * 2)


def another_attachment(document: pikepdf.Pdf) -> None:
    document.attachments["teren.geojson"] = pikepdf.AttachedFileSpec(document, b"{}", filename="teren.geojson")


def backwards(document: pikepdf.Pdf) -> None:
    document.add_blank_page()
    document.pages.reverse()


def filled_in(document: pikepdf.Pdf) -> None:
    document.Root.AcroForm.Fields.append(document.make_indirect(pikepdf.Dictionary(FT=pikepdf.Name.Tx, T="Nume", V="Ioana")))


def update(pdf: bytes) -> bytes:
    """Another revision put behind: what a viewer does when somebody comments on, fills in or attaches to a file."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    writer.root["/Comentariu"] = generic.pdf_string("x")
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def zipped(pdf: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("act.pdf", pdf)
    return out.getvalue()


OURS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "cut to half": (lambda pdf: pdf[: len(pdf) // 2], "altered"),
    "cut to its first ten thousand bytes": (lambda pdf: pdf[:10_000], "altered"),
    "its beginning cut off": (lambda pdf: pdf[100:], "altered"),
    "a byte put in": (lambda pdf: pdf[:30_000] + b" " + pdf[30_000:], "altered"),
    "a sector lost": (lambda pdf: pdf[:16_384] + bytes(4096) + pdf[20_480:], "altered"),
    "line ends of another system": (lambda pdf: pdf.replace(b"\n", b"\r\n"), "altered"),
    "sent as text": (lambda pdf: pdf.decode("latin-1").encode("utf-8"), "altered"),
    "another revision": (update, "data_added"),
    "two glued, ours first": (lambda pdf: pdf + plain_document("99/2026", "XXXX-XXXX-XXXX-XXXX"), "data_added"),
    "two glued, ours last": (lambda pdf: plain_document("99/2026", "XXXX-XXXX-XXXX-XXXX") + pdf, "data_added"),
    "a mark of byte order": (lambda pdf: b"\xef\xbb\xbf" + pdf, "data_added"),
    "attachment replaced": (lambda pdf: saved(another_attachment, pdf), "altered"),
    "pages in another order": (lambda pdf: saved(backwards, pdf), "altered"),
    "form filled in and saved": (lambda pdf: saved(filled_in, pdf), "altered"),
    "signatures taken out": (lambda pdf: saved(unsigned, pdf), "altered"),
    "behind a password": (lambda pdf: saved(None, pdf, encryption=pikepdf.Encryption(owner="a", user="b")), "altered"),
    "with restrictions": (lambda pdf: saved(None, pdf, encryption=pikepdf.Encryption(owner="a", user="")), "altered"),
    "uncompressed": (lambda pdf: saved(None, pdf, qdf=True), "altered"),
    "compressed by gzip": (gzip.compress, "unreadable"),
}  # fmt: skip


@pytest.mark.parametrize("name", OURS)
def test_what_was_done_to_a_certificate_is_told_by_its_word(name: str, signed_document: bytes, register: InMemoryRegister, trust: TrustStore) -> None:
    change, word = OURS[name]
    verdict = judge(change(signed_document), register, trust)
    assert verdict.verdict == word, codes(verdict)
    if word in ("altered", "data_added"):
        assert verdict.registered is not None, "the original is shown beside it"
        assert verdict.registered.code == CODE


@pytest.mark.skipif(not cage.works(), reason="bubblewrap cannot shut a room here")
def test_without_signatures_and_names_a_copy_is_known_by_what_is_printed_and_a_strangers_signature_does_not_help(
    signed_document: bytes, register: InMemoryRegister, trust: TrustStore, pki: DemoPki
) -> None:
    bare = saved(nameless, signed_document)
    key = pki.key_config("horia")
    again = signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(bare)), signers.PdfSignatureMetadata(field_name="Horia"), signers.SimpleSigner.load(key["key"], key["certificate"]))
    for pdf in (bare, again.getvalue()):
        verdict = judge(pdf, register, trust)
        assert (verdict.verdict, codes(verdict)[0]) == ("altered", "reprinted")


def of_horia(pki: DemoPki) -> bytes:
    """A contractor's own paper, signed by him."""
    key = pki.key_config("horia")
    page = plain_document("1/2026", "HORIA")
    signed = signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(page)), signers.PdfSignatureMetadata(field_name="Horia"), signers.SimpleSigner.load(key["key"], key["certificate"]))
    made: bytes = signed.getvalue()
    return made


FOREIGN: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "as signed": (lambda pdf: pdf, "foreign_valid"),
    "a byte behind": (lambda pdf: pdf + b"\n", "foreign_invalid"),
    "another revision": (update, "foreign_invalid"),
    "a letter changed": (lambda pdf: pdf[:60] + bytes([pdf[60] ^ 1]) + pdf[61:], "foreign_invalid"),
    "saved again": (lambda pdf: saved(None, pdf), "foreign_invalid"),
    "cut short": (lambda pdf: pdf[:-200], "foreign_invalid"),
    "behind a password": (lambda pdf: saved(unsigned, pdf, encryption=pikepdf.Encryption(owner="a", user="b")), "unreadable"),
    "signature taken out": (lambda pdf: saved(unsigned, pdf), "not_signed"),
}  # fmt: skip


@pytest.mark.parametrize("name", FOREIGN)
def test_what_was_done_to_a_strangers_file_is_told_by_its_word(name: str, register: InMemoryRegister, trust: TrustStore, pki: DemoPki) -> None:
    change, word = FOREIGN[name]
    verdict = judge(change(of_horia(pki)), register, trust)
    assert verdict.verdict == word, codes(verdict)
    assert verdict.registered is None


@pytest.mark.parametrize(
    "content",
    [b"", b"   ", b"<!doctype html><title>act.pdf</title>", b"<html>%PDF-1.7</html>", b"\xff\xd8\xff\xe0" + bytes(900), b"PK\x03\x04" + bytes(400), b"%PDF-1.7\n%%EOF\n", zipped(b"%PDF-1.7")],
)
def test_what_only_bears_the_name_of_a_pdf_is_unreadable(content: bytes, register: InMemoryRegister, trust: TrustStore) -> None:
    assert judge(content, register, trust).verdict == "unreadable"


def test_a_page_of_text_printed_by_anybody_is_not_signed(register: InMemoryRegister, trust: TrustStore) -> None:
    assert judge(plain_document("5/2026", "ALTUL"), register, trust).verdict == "not_signed"


def test_no_verdict_is_left_without_words_for_the_page() -> None:
    from permits.documents.verify import words

    for group, known in words._WORDS.items():
        assert all(str(text) for text in known.values()), group
        assert words.word(group, "ceva nou") == "necunoscut"
    assert words.certificate_name("Common Name: Dan Arcaș, Country: RO, 2.5.4.97: x") == "nume: Dan Arcaș, țară: RO, 2.5.4.97: x"
