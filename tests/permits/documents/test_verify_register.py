"""Verification against the register in the database, and on the command line."""

import io
import json
import os
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from gisapp.accounts.models import Authority
from gisapp.core import clock, files
from permits.documents.demo_pki import DemoPki
from permits.documents.verify import TrustStore, document_id, head_sha256
from permits.documents.verify.configured import trust_of_settings
from permits.documents.verify.fetch_eu_lists import ListsUnavailable, fetch_eu_lists
from permits.documents.verify.register import DatabaseRegister
from permits.models import DocumentVersion, IssuedDocument, RegisterEntry

from .conftest import CODE
from .test_verify import SHARED, codes, judge

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued(signed_stages: list[bytes]) -> IssuedDocument:
    """A certificate as it stands after issuing, with a version for each signature."""
    town, _made = Authority.objects.get_or_create(
        slug="pietricica",
        defaults={"siruta": "990017", "name": "Municipiul Pietricica", "kind": "municipality", "county": "Neamț", "county_code": "NT"},
    )
    entry = RegisterEntry.objects.create(
        authority=town, book="CU", year=2026, number=125, direction=RegisterEntry.Direction.OUT, at=clock.now(), subject="certificat"
    )
    last = files.store(signed_stages[-1])
    document = IssuedDocument.objects.create(
        authority=town, kind="urbanism_certificate", title="Certificat de urbanism", book="CU", drafted_at=clock.now(), entry=entry,
        verification_code=CODE, state=IssuedDocument.State.ISSUED, issued_at=clock.now(), sha256=last.sha256, size=last.size,
    )
    for stage in signed_stages:
        blob = files.store(stage)
        DocumentVersion.objects.create(
            document=document, sha256=blob.sha256, size=blob.size, head_sha256=head_sha256(stage), pdf_id=document_id(stage),
            made_at=clock.now(), final=stage is signed_stages[-1],
        )
    return document


def test_the_register_tells_the_original_from_what_came_before_and_after(
    issued: IssuedDocument, signed_stages: list[bytes], pki: DemoPki
) -> None:
    register, trust = DatabaseRegister(), TrustStore.from_files([pki.root_certificate])
    verdicts = {
        "original": signed_stages[2], "earlier_revision": signed_stages[1], "data_added": signed_stages[2] + b"\n",
        "altered": signed_stages[2][:-100],
    }
    for word, pdf in verdicts.items():
        verdict = judge(pdf, register, trust)  # type: ignore[arg-type]
        assert verdict.verdict == word
        assert verdict.registered is not None
        assert verdict.registered.code == CODE
        assert "125" in verdict.registered.number


def test_a_revoked_certificate_is_original_and_the_holder_is_warned(
    issued: IssuedDocument, signed_document: bytes, pki: DemoPki
) -> None:
    issued.status = IssuedDocument.Status.REVOKED
    issued.save()
    verdict = judge(signed_document, DatabaseRegister(), TrustStore())  # type: ignore[arg-type]
    assert codes(verdict) == ["registered", "status_revoked"]


@pytest.mark.parametrize("state", [IssuedDocument.State.NUMBERED, IssuedDocument.State.CANCELLED])
def test_a_document_whose_signing_did_not_end_is_said_not_to_be_issued_though_its_signatures_hold(
    state: str, issued: IssuedDocument, signed_stages: list[bytes]
) -> None:
    issued.state = state
    issued.save()
    verdict = judge(signed_stages[0], DatabaseRegister(), TrustStore())  # type: ignore[arg-type]
    assert (verdict.verdict, codes(verdict), verdict.strict) == ("earlier_revision", ["not_issued"], True)
    assert "nu l-a emis" in verdict.sentence
    assert verdict.registered is None, "the public learns nothing of a document that was not issued"


def test_the_command_line_prints_the_verdict(
    issued: IssuedDocument, signed_document: bytes, tmp_path: Path, pki: DemoPki, settings: object
) -> None:
    settings.PKI_ROOT = pki.folder  # type: ignore[attr-defined]
    settings.DOCUMENT_SIGNING = "demo"  # type: ignore[attr-defined]
    assert len(trust_of_settings().own_certificates) == len(pki.people)
    file = tmp_path / "certificate.pdf"
    file.write_bytes(signed_document)
    said = io.StringIO()
    call_command("verify_document", str(file), "--json", stdout=said)
    answer = json.loads(said.getvalue())
    assert answer["verdict"] == "original"
    assert answer["signatures"][0]["trust"] == "trusted"
    said = io.StringIO()
    call_command("verify_document", str(file), stdout=said)
    assert said.getvalue().startswith("original: Este documentul original")
    with pytest.raises(CommandError):
        call_command("verify_document", str(tmp_path / "absent.pdf"))


@pytest.mark.parametrize("name", ["absent.pdf", ".", "empty.pdf", "pipe", "/dev/zero"])
def test_the_command_line_answers_also_for_what_is_no_file(name: str, tmp_path: Path, settings: object) -> None:
    settings.DOCUMENT_SIGNING = "configured"  # type: ignore[attr-defined]
    (tmp_path / "empty.pdf").touch()
    os.mkfifo(tmp_path / "pipe")
    said = io.StringIO()
    call_command("verify_document", str(tmp_path / name), "--json", stdout=said)
    assert json.loads(said.getvalue())["verdict"] == "unreadable"


@pytest.mark.skipif(not SHARED.exists(), reason="the fixtures are not here")
def test_a_fetched_list_replaces_the_old_one_only_when_its_signature_holds(tmp_path: Path) -> None:
    lotl = (SHARED / "eutl" / "eu-lotl.xml").read_text(encoding="utf-8")
    estonia = (SHARED / "eutl" / "tsl-ee.xml").read_text(encoding="utf-8")
    assert fetch_eu_lists(tmp_path, ["ee"], get=lambda url: lotl if "lotl" in url else estonia) == ["EE"]
    assert (tmp_path / "tsl-ee.xml").read_text(encoding="utf-8") == estonia
    with pytest.raises(ListsUnavailable):
        fetch_eu_lists(tmp_path, ["EE"], get=lambda url: lotl if "lotl" in url else estonia.replace("granted", "grantex", 1))
    with pytest.raises(ListsUnavailable):
        fetch_eu_lists(tmp_path, ["EE"], get=lambda _url: "<html/>")
    assert (tmp_path / "tsl-ee.xml").read_text(encoding="utf-8") == estonia


def test_a_server_without_a_folder_for_the_lists_is_told_so(settings: object) -> None:
    settings.EU_TRUSTED_LISTS = ""  # type: ignore[attr-defined]
    with pytest.raises(CommandError):
        call_command("refresh_eu_lists")
