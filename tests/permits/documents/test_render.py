"""Every output of the town hall: conforms, reads back, breaks over pages, is the same twice, hides nothing."""

from __future__ import annotations

import io
import re
import subprocess
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pikepdf
import pytest

from gisapp.core.errors import Refused
from permits.documents.fields import Bullets, Paragraph, Party, RegisterBook, Table, blocks_from_text
from permits.documents.keys import SigningKey
from permits.documents.render import SOURCES, TEMPLATES, Rendered, render, render_png
from permits.documents.signing import Appearance, SigningContext, add_signature_fields, sign
from permits.documents.typography import long_date, polish
from tests.permits.documents.conftest import SIGNED_AT
from tests.permits.documents.samples_more import MAP, SAMPLES
from tests.permits.documents.verapdf.judge import PDF_A_3A, PDF_UA_1, Judge

NAMES = sorted(TEMPLATES)


def words_of(pdf: bytes, *options: str) -> str:
    """Text as a reader program extracts it; hard spaces become spaces."""
    done = subprocess.run(["pdftotext", *options, "-", "-"], input=pdf, capture_output=True, check=True)
    return re.sub(r"\s+", " ", done.stdout.decode().replace("\u00a0", " "))


@pytest.fixture(scope="module")
def made() -> dict[str, Rendered]:
    return {name: render(document) for name, document in SAMPLES.items()}


@pytest.fixture(scope="module")
def rendered(made: dict[str, Rendered]) -> dict[str, bytes]:
    return {name: done.pdf for name, done in made.items()}


def test_every_template_has_a_source_and_a_sample() -> None:
    assert set(SAMPLES) == set(TEMPLATES)
    for template in TEMPLATES.values():
        assert template.source.is_file()
        assert template.title
    shared = {"base", "parts", "words", "map", "findings", "letter", "permit", "validity"}
    assert {path.stem for path in SOURCES.glob("*.typ")} == set(TEMPLATES) | shared


def signed(done: Rendered, keys: list[SigningKey], context: SigningContext) -> bytes:
    """The document after its last signature, signed in the order of its slots."""
    if not done.slots:
        return done.pdf
    pdf = add_signature_fields(done.pdf, done.slots, code="K7QX-94TM-2HPA-V6RD")
    for place, slot in enumerate(done.slots):
        last = place == len(done.slots) - 1
        pdf = sign(
            pdf, field=slot.name, key=keys[place], certify=place == 0, lock_all=last, level="B-LTA" if last else "B-LT",
            ctx=context, appearance=Appearance("Ștefan Țurcanu", slot.role, SIGNED_AT, demo=True),
        )
    return pdf


@pytest.mark.verapdf
@pytest.mark.parametrize("name", NAMES)
def test_every_output_conforms_to_pdf_a_3a_and_pdf_ua_1_after_its_last_signature(
    name: str, made: dict[str, Rendered], people_keys: dict[str, SigningKey], signing_context: SigningContext, verapdf: Judge, tmp_path: Path
) -> None:
    path = tmp_path / "document.pdf"
    path.write_bytes(signed(made[name], list(people_keys.values()), signing_context))
    assert verapdf.broken_rules(path, PDF_A_3A) == ""
    assert verapdf.broken_rules(path, PDF_UA_1) == ""


@pytest.mark.verapdf
def test_verapdf_is_not_a_yes_man(verapdf: Judge, tmp_path: Path) -> None:
    path = tmp_path / "plain.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(path)
    assert verapdf.broken_rules(path, PDF_A_3A)
    assert verapdf.broken_rules(path, PDF_UA_1)


def test_every_output_gives_the_romanian_letters_back(rendered: dict[str, bytes]) -> None:
    for name, pdf in rendered.items():
        text = words_of(pdf)
        assert re.search("[șț]", text), name
        assert not re.search("[şţŞŢ]", text), name
    certificate = words_of(rendered["urbanism_certificate"])
    for phrase in ("Ana Șerban", "Strada Țărăncuței nr. 14", "SE CERTIFICĂ", "„service”", "24 noiembrie 2026", "arh. Dan Știrbu"):
        assert phrase in certificate


def test_every_page_bears_number_code_pages_and_the_demonstration_mark(rendered: dict[str, bytes]) -> None:
    for name, document in SAMPLES.items():
        with pikepdf.open(io.BytesIO(rendered[name])) as pdf:
            pages = len(pdf.pages)
        for page in range(1, pages + 1):
            text = words_of(rendered[name], "-f", str(page), "-l", str(page))
            assert "DEMONSTRAȚIE – semnat cu o cheie demonstrativă" in text, (name, page)
            assert f"Pagina {page} din {pages}" in text, (name, page)
            assert document.verification is not None
            assert document.verification.code in text, (name, page)


def test_a_real_document_has_no_demonstration_mark_and_a_draft_says_so() -> None:
    real = replace(SAMPLES["receipt"], demonstration=False)
    assert "DEMONSTRAȚIE" not in words_of(render(real).pdf)
    draft = replace(SAMPLES["urbanism_certificate"], number=None, verification=None, draft=True)
    done = render(draft)
    for page in range(1, done.pages + 1):
        assert "fără valoare juridică" in words_of(done.pdf, "-f", str(page), "-l", str(page))


def test_a_paper_of_a_practice_town_hall_says_so_on_every_page() -> None:
    done = render(replace(SAMPLES["urbanism_certificate"], practice=True))
    for page in range(1, done.pages + 1):
        assert "EXERCIȚIU" in words_of(done.pdf, "-f", str(page), "-l", str(page))


def test_the_same_fields_give_the_same_bytes(rendered: dict[str, bytes]) -> None:
    for name, document in SAMPLES.items():
        again = render(document)
        assert again.pdf == rendered[name], name


def test_each_signatory_gets_a_box_on_the_page_where_the_name_stands(made: dict[str, Rendered]) -> None:
    for name, document in SAMPLES.items():
        done = made[name]
        assert [slot.role for slot in done.slots] == [each.role for each in document.signatories], name
        assert len({slot.name for slot in done.slots}) == len(done.slots)
        for slot, person in zip(done.slots, document.signatories, strict=True):
            assert slot.x1 - slot.x0 > 120
            assert slot.y1 - slot.y0 > 55
            assert slot.label == f"Semnătura electronică: {person.title}, {person.name}"
            # The name is printed right under the box: look for it there, in page coordinates from the top.
            with pikepdf.open(io.BytesIO(done.pdf)) as pdf:
                height = float(pdf.pages[slot.page].mediabox[3])
            box = ["-x", str(int(slot.x0)), "-y", str(int(height - slot.y0)), "-W", str(int(slot.x1 - slot.x0)), "-H", "24"]
            text = words_of(done.pdf, "-f", str(slot.page + 1), "-l", str(slot.page + 1), *box)
            assert person.name in text, (name, person.name)


def test_the_mayor_stands_first_whatever_the_order_of_signing() -> None:
    certificate = SAMPLES["urbanism_certificate"]
    signing = certificate.signatories
    assert [each.role for each in signing] == ["chief_architect", "secretary_general", "mayor"]
    done = render(replace(certificate, signatories=signing))
    assert [slot.role for slot in done.slots] == [each.role for each in signing]
    by_place = sorted(done.slots, key=lambda slot: slot.x0)
    assert [slot.role for slot in by_place] == ["mayor", "secretary_general", "chief_architect"]
    with pytest.raises(ValueError, match="one signature per role"):
        replace(certificate, signatories=signing[:1] * 2)


def test_a_long_register_runs_over_pages_under_a_repeated_header() -> None:
    short = SAMPLES["register_book"]
    assert isinstance(short, RegisterBook)
    rows = tuple((str(i), *row[1:4], f"nr. cadastral {61200 + i}", *row[5:]) for i, row in enumerate(short.entries.rows * 5, 1))
    done = render(replace(short, entries=replace(short.entries, rows=rows)))
    assert done.pages > 8
    for page in range(1, done.pages):
        text = words_of(done.pdf, "-f", str(page), "-l", str(page))
        assert "Solicitant" in text, page
        assert "Valabil până la" in text, page
    whole = words_of(done.pdf)
    assert all(f"nr. cadastral {61200 + i} " in whole for i in range(1, 301))


def test_unknown_and_failed_checks_are_printed_as_such(rendered: dict[str, bytes]) -> None:
    text = words_of(rendered["urbanism_certificate"])
    assert "Neverificat: lipsesc date" in text
    assert "Verificare eșuată" in text
    assert "Ce nu s-a putut verifica" in text
    clear = text.split("Verificate, fără conflict")[1]
    assert "Zona inundabilă cu probabilitatea" not in clear


def test_text_from_people_is_shown_and_never_evaluated() -> None:
    nasty = '#panic("x") $x$ *stea* _jos_ `cod` <slot> @ref \\ #sys.inputs [a] // \u200b'
    document = replace(SAMPLES["acknowledgment"], applicant=Party(nasty), subject=nasty)
    text = words_of(render(document).pdf)
    assert "#panic(„x”) $x$ *stea* _jos_ `cod` <slot> @ref \\ #sys.inputs [a] //" in text


def test_a_sign_that_no_font_has_is_refused_with_a_sentence() -> None:
    with pytest.raises(Refused, match="nu poate fi tipărit"):
        render(replace(SAMPLES["acknowledgment"], applicant=Party("Ana 漢字")))


def test_the_geometry_is_attached_as_data() -> None:
    with pikepdf.open(io.BytesIO(render(SAMPLES["urbanism_certificate"]).pdf)) as pdf:
        (specification,) = pdf.Root.AF
        assert specification.AFRelationship == "/Data"
        attached = specification.EF.F.read_bytes().decode()
        assert attached == MAP.geojson
        assert pdf.Root.Lang == "ro-RO"


def test_pages_can_be_had_as_pictures() -> None:
    pictures = render_png(SAMPLES["map_sheet"], dots_per_mm=2)
    assert all(each.startswith(b"\x89PNG") for each in pictures)


def test_what_officers_type_becomes_paragraphs_lists_and_tables() -> None:
    blocks = blocks_from_text("Folosința: livadă, 12 mp.\n\nNume | Nr.\nAna | 3 | x\nDan |\n\nAdmise:\n- case;\n  mici\n- anexe")
    assert blocks == (
        Paragraph("livadă, 12 mp.", "Folosința:"),
        Table(("Nume", "Nr."), (("Ana", "3"), ("Dan", ""))),
        Paragraph("Admise:"),
        Bullets(("case; mici", "anexe")),
    )


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ('SC "Horia Construct" SRL', "SC „Horia Construct” SRL"),
        ("Şoseaua Ţării", "Șoseaua Țării"),
        ("612 m² si 15 lei, nr. 5, art. 6", "612\u00a0m² si 15\u00a0lei, nr.\u00a05, art.\u00a06"),
        ("P - P+2", "P – P+2"),
        ("Piatra-Neamț", "Piatra-Neamț"),
        ("12 metri", "12 metri"),
    ],
)
def test_typed_text_is_set_as_a_printer_would(typed: str, printed: str) -> None:
    assert polish(typed) == printed


def test_dates_are_in_words() -> None:
    assert long_date(date(2026, 5, 1)) == "1\u00a0mai\u00a02026"


def test_numbers_have_romanian_separators() -> None:
    permit = replace(SAMPLES["building_permit"], value=Decimal("1234567.5"), map=None, findings=())
    assert "1.234.567,50 lei" in words_of(render(permit).pdf)
