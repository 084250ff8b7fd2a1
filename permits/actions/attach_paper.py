"""Stores an uploaded paper: type, size and content are checked, the bytes are never changed."""
from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

import magic
from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from gisapp.accounts.models import User
from gisapp.core import clock, files, jobs
from gisapp.core.errors import BadInput
from permits.actions.move import locked
from permits.actions.record import record
from permits.documents.papers import LOCKED, inside_pdf
from permits.models import Case, Paper
from permits.rules.procedure_files import all_procedures
from permits.rules.states import CaseState

# Accepted papers: extension → what the content must look like (libmagic).
ACCEPTED = {
    "pdf": {"application/pdf"},
    "jpg": {"image/jpeg"},
    "jpeg": {"image/jpeg"},
    "png": {"image/png"},
    "dxf": {"image/vnd.dxf", "text/plain", "application/dxf"},
    "geojson": {"application/json", "text/plain", "application/geo+json"},
    "zip": {"application/zip"},
    "p7s": {"application/octet-stream", "application/pkcs7-signature"},
}


def attach_paper(*, case: Case, code: str, file_name: str, chunks: Iterable[bytes], size: int, by: User | None) -> Paper:
    """Store one paper of the procedure as its next version.

    Raises BadInput (with what to do) for a paper the procedure does not know, a type that is not accepted, a content
    that is not what the name says, an empty or too large file.
    """
    procedure = all_procedures()[case.procedure]
    if code not in {paper.code for paper in procedure.papers}:
        raise BadInput(_("Această procedură nu cere un asemenea act."), code="unknown_paper", field=code)
    name, blob, mime = accepted_file(file_name, chunks, size, field=code)
    return _store_row(case, code, name, blob, mime, by)


def accepted_file(file_name: str, chunks: Iterable[bytes], size: int, *, field: str) -> tuple[str, files.Blob, str]:
    """Check an uploaded file and store its bytes; return its clean name, the blob and its type as the content shows it."""
    name = _clean_name(file_name)
    if size > settings.UPLOAD_MAX_BYTES:
        limit = settings.UPLOAD_MAX_BYTES // (1024 * 1024)
        raise BadInput(_("Fișierul are peste %(limit)s MB. Scanați la 150–200 dpi sau împărțiți-l în mai multe.") % {"limit": limit}, code="too_large", field=field)
    if size == 0:
        raise BadInput(_("Fișierul este gol. Alegeți-l din nou."), code="empty", field=field)
    extension = PurePath(name).suffix.lstrip(".").lower()
    if extension not in ACCEPTED:
        raise BadInput(_("Se primesc fișiere PDF, JPG, PNG, DXF, GeoJSON și ZIP."), code="wrong_type", field=field)
    blob = files.store(chunks)
    with files.open_blob(blob.sha256) as stored:
        head = stored.read(4096)
    mime = magic.from_buffer(head, mime=True)
    if mime not in ACCEPTED[extension] or (extension == "pdf" and not head.startswith(b"%PDF-")):
        raise BadInput(
            _("Conținutul fișierului nu este de tip %(extension)s, deși numele spune asta. Salvați-l din nou din programul în care a fost făcut.") % {"extension": extension.upper()},
            code="content_mismatch", field=field,
        )
    if extension == "pdf":
        _check_pdf(blob, field)
    return name, blob, mime


def _check_pdf(blob: files.Blob, field: str) -> None:
    """Refuse what nobody in the town hall could read: behind a password, or with more pages than are taken."""
    inside = inside_pdf(files.read(blob.sha256))
    if LOCKED in inside.flags:
        raise BadInput(_("Fișierul este protejat cu parolă și nu poate fi citit. Salvați-l fără parolă și încărcați-l din nou."), code="locked", field=field)
    if inside.pages is not None and inside.pages > settings.UPLOAD_MAX_PAGES:
        raise BadInput(
            _("Fișierul are %(pages)s de pagini; se primesc cel mult %(limit)s. Împărțiți-l în mai multe.") % {"pages": inside.pages, "limit": settings.UPLOAD_MAX_PAGES},
            code="too_many_pages", field=field,
        )


WORKS_PHOTOS = "works_photos"


def attach_works_photo(*, case: Case, file_name: str, chunks: Iterable[bytes], size: int, by: User) -> Paper:
    """Store a picture that proves what is stated of works under way: no procedure asks for it, so its code is its own."""
    name, blob, mime = accepted_file(file_name, chunks, size, field="photos")
    return _row(locked(case), WORKS_PHOTOS, name, blob, mime, by)


@transaction.atomic
def _store_row(case: Case, code: str, name: str, blob: files.Blob, mime: str, by: User | None) -> Paper:
    case = locked(case)
    if case.state not in (CaseState.DRAFT.value, CaseState.WAITING_PAPERS.value, CaseState.SUBMITTED.value, CaseState.IN_REVIEW.value, CaseState.REGISTERED.value):
        raise BadInput(_("Dosarul nu mai primește acte în această etapă."), code="closed_for_papers")
    return _row(case, code, name, blob, mime, by)


def _row(case: Case, code: str, name: str, blob: files.Blob, mime: str, by: User | None) -> Paper:
    paper = Paper.objects.create(
        case=case, code=code, version=next_version(case, code), file_name=name, sha256=blob.sha256, size=blob.size, mime=mime,
        uploaded_at=clock.now(), uploaded_by=by, flags=["uninspected"],
    )
    record(case, "attach_paper", actor=by, public=True, paper=str(paper.pk), code=code, version=paper.version, sha256=blob.sha256, size=blob.size)
    jobs.enqueue("permits.inspect_paper", key=f"inspect:{paper.pk}", paper=str(paper.pk))
    return paper


def next_version(case: Case, code: str) -> int:
    """Return the number of the next version of a paper of a locked case."""
    latest: int | None = Paper.objects.filter(case=case, code=code).aggregate(n=Max("version"))["n"]
    return (latest or 0) + 1


def _clean_name(file_name: str) -> str:
    name = "".join(sign for sign in PurePath(file_name.replace("\\", "/")).name if sign.isprintable() and sign not in '"<>|:*?')
    stem, suffix = PurePath(name).stem[:200], PurePath(name).suffix[:12]
    if not stem:
        raise BadInput(_("Fișierul nu are nume. Redenumiți-l și încărcați-l din nou."), code="no_name")
    return stem + suffix


@transaction.atomic
def withdraw_paper(*, paper: Paper, by: User | None) -> None:
    """Take back a paper of a draft; its bytes and its row stay, it no longer counts."""
    case = locked(paper.case)
    if case.state != CaseState.DRAFT.value:
        raise BadInput(_("Actele unei cereri depuse nu se mai pot retrage; puteți încărca o versiune nouă dacă vi se cere."), code="not_a_draft")
    Paper.objects.filter(pk=paper.pk).update(withdrawn_at=clock.now())
    record(case, "withdraw_paper", actor=by, paper=str(paper.pk), code=paper.code, version=paper.version)
