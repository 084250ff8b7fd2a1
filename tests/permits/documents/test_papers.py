"""Papers that people upload: what is inside is found in a limited process and said; nothing of them runs in a browser."""

import io
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from gisapp.core import jobs
from gisapp.core.errors import BadInput
from permits.actions.attach_paper import attach_paper
from permits.documents.papers import NoPicture, inside_pdf, picture
from permits.documents.papers import look_inside as looking
from permits.documents.papers.pdf_child import look
from permits.models import Case, Paper
from permits.rules.procedure_files import all_procedures
from tests.permits.conftest import Town

PHOTO_NOTE = "44.4268 N, 26.1025 E"


def pdf(change: Any = None, pages: int = 1, **saved: Any) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as document:
        for _page in range(pages):
            document.add_blank_page()
        if change:
            change(document)
        document.save(out, **saved)
    return out.getvalue()


def photo() -> bytes:
    out, notes = io.BytesIO(), Image.Exif()
    notes[0x010E] = PHOTO_NOTE
    notes[0x0112] = 6  # lying on its side
    Image.new("RGB", (2400, 1800), "green").save(out, "JPEG", exif=notes)
    return out.getvalue()


def script(document: pikepdf.Pdf) -> None:
    document.pages[0].AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)"))


def starts_program(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")


def hidden_file(document: pikepdf.Pdf) -> None:
    document.attachments["a.exe"] = b"MZ"


def posts_away(document: pikepdf.Pdf) -> None:
    document.Root.AcroForm = pikepdf.Dictionary(Fields=[], XFA="x", Kept=[pikepdf.Dictionary(S=pikepdf.Name.SubmitForm, F="https://x.example")])


@pytest.mark.parametrize(
    ("content", "flags"),
    [
        (pdf(), []), (pdf(script), ["javascript"]), (pdf(starts_program, object_stream_mode=pikepdf.ObjectStreamMode.generate), ["launch"]),
        (pdf(hidden_file), ["embedded_files"]), (pdf(posts_away), ["form_sends", "xfa"]), (b"%PDF-1.7 broken", ["damaged"]), (b"", ["damaged"]),
        (pdf(encryption=pikepdf.Encryption(owner="a", user="b")), ["encrypted", "locked"]), (pdf(encryption=pikepdf.Encryption(owner="a", user="")), ["encrypted"]),
    ],
)  # fmt: skip
def test_what_a_pdf_does_or_hides_is_found_wherever_it_hangs(content: bytes, flags: list[str]) -> None:
    assert look(content)["flags"] == flags


def test_a_file_that_takes_too_long_to_open_is_said_to_be_too_complex(monkeypatch: pytest.MonkeyPatch) -> None:
    from permits.documents.papers.process import run_module

    monkeypatch.setattr(looking, "run_module", lambda name, content: run_module(name, content, seconds=0.01))
    assert inside_pdf(pdf(pages=7)).flags == ("too_complex",)


def test_a_photograph_is_shown_as_a_new_picture_that_tells_nothing_else() -> None:
    shown = Image.open(io.BytesIO(picture(photo() + b"<script>alert(1)</script>")))
    assert (shown.format, shown.size, dict(shown.getexif())) == ("JPEG", (1200, 1600), {})
    for bad in (b"", b"\xff\xd8\xff\xe0 no picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>"):
        with pytest.raises(NoPicture):
            picture(bad)


def attach(case: Case, name: str, content: bytes, town: Town) -> Paper:
    code = all_procedures()[case.procedure].papers[0].code
    return attach_paper(case=case, code=code, file_name=name, chunks=[content], size=len(content), by=town.ana)


def test_ana_is_told_at_once_that_a_locked_or_endless_file_is_not_taken(town: Town, settings: Any) -> None:
    case = town.draft()
    settings.UPLOAD_MAX_PAGES = 3
    for content, word in ((pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "fără parolă"), (pdf(pages=4), "4 de pagini")):
        with pytest.raises(BadInput, match=word):
            attach(case, "act.pdf", content, town)
    code = all_procedures()[case.procedure].papers[0].code
    upload = SimpleUploadedFile("act.pdf", pdf(pages=4), content_type="application/pdf")
    page = town.client("ana").post(reverse("form", args=[case.pk, "papers"]), {f"paper_{code}": upload, "upload": "1"})
    assert "Împărțiți-l în mai multe" in page.content.decode()


def test_ana_and_corina_read_what_was_found_in_a_paper(town: Town) -> None:
    case = town.submitted()
    attach(case, "plan.pdf", pdf(script), town)
    shot = attach(case, "poza.jpg", photo(), town)
    jobs.drain()
    for name, page in (("ana", reverse("case", args=[case.pk])), ("corina", reverse("office_case", args=[case.pk]) + "?tab=acte")):
        assert "conține program (JavaScript)" in town.client(name).get(page).content.decode(), name
    address = reverse("paper_picture", args=[shot.pk])
    answer = town.client("corina").get(address)
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert PHOTO_NOTE.encode() not in answer.content
    assert town.client("ioana").get(address).status_code == 404
    download = town.client("ana").get(reverse("paper", args=[shot.pk]))
    assert b"".join(download.streaming_content) == photo()
    assert download["Content-Type"] == "application/octet-stream"
    assert download["Content-Disposition"].startswith("attachment")


def test_a_page_of_a_pdf_is_shown_as_a_picture_and_a_page_that_is_not_there_is_not_found(town: Town) -> None:
    case = town.submitted()
    paper = attach(case, "plan.pdf", pdf(pages=2), town)
    jobs.drain()
    address = reverse("paper_picture", args=[paper.pk])
    corina = town.client("corina")
    assert corina.get(f"{address}?pagina=2").content.startswith(b"\x89PNG")
    for wrong in ("0", "3", "x", "-1"):
        assert corina.get(f"{address}?pagina={wrong}").status_code == 404, wrong


def test_a_paper_with_a_virus_is_given_to_nobody(town: Town) -> None:
    case = town.submitted()
    paper = attach(case, "plan.pdf", pdf(), town)
    Paper.objects.filter(pk=paper.pk).update(flags=["malware"])
    for name in ("paper", "paper_picture"):
        assert town.client("corina").get(reverse(name, args=[paper.pk])).status_code == 404
    assert "conține un virus" in town.client("corina").get(reverse("office_case", args=[case.pk]) + "?tab=acte").content.decode()


def test_the_signature_of_the_designer_is_read_out_in_plain_words(town: Town, signed_document: bytes) -> None:
    case = town.submitted()
    attach(case, "memoriu.pdf", signed_document, town)
    attach(case, "alterat.pdf", signed_document.replace(b"stream\n", b"stream\r", 1), town)
    jobs.drain()
    paper = Paper.objects.get(case=case, file_name="memoriu.pdf")
    assert paper.signatures is not None
    assert [one["name"] for one in paper.signatures["signers"]] == ["Dan Ungureanu (DEMO)", "Sanda Pop (DEMO)", "Gheorghe Munteanu (DEMO)"]
    page = town.client("corina").get(reverse("office_case", args=[case.pk]) + "?tab=acte").content.decode()
    for words in ("Dan Ungureanu (DEMO)", "semnătură intactă, dar identitatea semnatarului nu a putut fi confirmată", "nu trec verificarea"):
        assert words in page
    assert "not_checked" not in page and "unknown_issuer" not in page
    english = town.client("corina")
    english.cookies["django_language"] = "en"
    assert "Dan Ungureanu (DEMO)" in english.get(reverse("office_case", args=[case.pk]) + "?tab=acte").content.decode()
