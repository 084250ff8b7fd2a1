"""The archive packs whole cases and proves it; the search finds words as people type them, and only where they may look."""

import zipfile
from pathlib import Path

import pytest
from django.urls import reverse

from gisapp.core import files, jobs
from gisapp.core.errors import Refused
from gisapp.management.demo import walk
from permits.actions.archive_case import archive_case, verify_package
from permits.actions.read_paper import read_new_papers, words_of
from permits.documents.verify import cage
from permits.models import ArchivePackage, ReadLog, SearchText
from permits.queries.search import search_texts
from tests.permits.conftest import Town


def test_adela_packs_an_answered_case_and_a_changed_package_is_refused(town: Town, tmp_path: Path) -> None:
    case = town.reviewed()
    with pytest.raises(Refused):
        archive_case(case=case, by=town.adela)
    walk.pay_all(case)
    walk.sign(walk.draft(case, town.corina))
    jobs.drain()
    walk.sign_money(case)
    case.refresh_from_db()
    with pytest.raises(Refused):
        archive_case(case=case, by=town.corina)
    package = archive_case(case=case, by=town.adela)
    with zipfile.ZipFile(files.path_of(package.sha256)) as packed:
        names = packed.namelist()
        content = {name: packed.read(name) for name in names}
    assert any(name.endswith("data/istoric.json") for name in names) and any("/documente/" in name for name in names) and any("/acte/" in name for name in names)
    assert any(name.endswith("bagit.txt") for name in names)
    broken = tmp_path / "broken.zip"
    with zipfile.ZipFile(broken, "w") as out:
        for name, value in content.items():
            out.writestr(name, value + b" " if name.endswith("dosar.json") else value)
    with pytest.raises(Refused):
        verify_package(broken)
    sent = town.client("adela").get(reverse("archive_package", args=[package.pk]))
    assert b"".join(sent.streaming_content).startswith(b"PK")
    assert ReadLog.objects.filter(case=case, reader=town.adela, ground="arhivare").exists()
    assert ArchivePackage.objects.count() == 1
    for name in ("archive_desk", "archive_list_csv", "archive_list_pdf"):
        assert town.client("adela").get(reverse(name)).status_code == 200
        assert town.client("corina").get(reverse(name)).status_code == 404


def test_words_are_found_without_diacritics_in_any_form_and_only_by_the_house(town: Town) -> None:
    case = town.submitted(answers={"purpose": "Construire locuință și împrejmuire cu gărduleț din piatră"})
    for words in ("locuinte", "LOCUINȚĂ imprejmuiri", "gardulet de piatra", str(case.registry_number)):
        assert search_texts(town.corina, town.authority, words).filter(case=case).exists(), words
    assert not search_texts(town.corina, town.authority, "piscina").exists()
    assert not search_texts(town.corina, town.authority, "de la si").exists()
    assert not search_texts(town.ana, town.authority, "locuinte").exists()
    assert not search_texts(town.pavel, town.authority, "locuinte").exists()
    assert not search_texts(town.pavel, town.commune, "locuinte").exists()
    page = town.client("corina").post(reverse("full_search"), {"q": "gardulet"}, follow=True)
    assert str(case.number) in page.content.decode()
    assert town.client("ana").get(reverse("full_search")).status_code == 404


@pytest.mark.skipif(not cage.works(), reason="bubblewrap cannot shut a room here")
def test_papers_are_read_in_the_closed_room_once_and_a_damaged_one_says_so(town: Town) -> None:
    case = town.submitted()
    jobs.drain()
    read_new_papers()
    jobs.drain()
    assert SearchText.objects.filter(kind="paper", case=case).count() == case.papers.count() > 0
    read_new_papers()
    assert jobs.drain() == 0
    assert words_of(b"%PDF-1.7 broken") == ("", "damaged")
