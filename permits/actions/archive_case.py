"""Packs a whole case for the archive: a BagIt bag (RFC 8493) in a ZIP, opened again and verified before it counts."""
from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import bagit
from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import Role, User
from gisapp.core import clock, files
from gisapp.core.errors import Conflict, NotAllowed, Refused
from permits.actions.move import locked, move
from permits.actions.record import record
from permits.actions.require import require_role
from permits.models import ArchivePackage, Case, IssuedDocument
from permits.queries.money_papers import unsigned_in
from permits.queries.versions import newest_sha256
from permits.rules.lifecycle import moves_from
from permits.rules.people import Role as CaseRole
from permits.rules.procedure_files import all_procedures
from permits.rules.retention import RETENTION
from permits.rules.states import CaseState, Move


def archive_case(*, case: Case, by: User) -> ArchivePackage:
    """Make the package; a case that has ended is archived with it. A damaged file in the store stops it, with its name."""
    require_role(by, case, [CaseRole(Role.ARCHIVIST), CaseRole(Role.REGISTRY_CLERK)])
    if case.registered_at is None or case.decided_at is None:
        raise Conflict(_("Dosarul nu are încă răspuns; se arhivează după ce s-a încheiat."), code="not_decided")
    if case.practice:
        raise NotAllowed(_("Un dosar de exercițiu nu se arhivează."), code="practice")
    if unsigned_in(case).exists():
        raise Conflict(_("Chitanța sau nota de restituire din dosar așteaptă semnătura casierului la „De semnat”; dosarul se arhivează după aceea."), code="receipt_unsigned")
    with tempfile.TemporaryDirectory() as room:
        packed, payload = _pack(case, Path(room))
        blob = files.store(packed.read_bytes())
    with transaction.atomic():
        case = locked(case)
        family = all_procedures()[case.procedure].family
        if any(row.move is Move.ARCHIVE for row in moves_from(CaseState(case.state), family, CaseRole.ARCHIVIST)):
            move(case, Move.ARCHIVE, by=by, public=False, package=blob.sha256)
        else:
            record(case, "archive_package", actor=by, package=blob.sha256)
        return ArchivePackage.objects.create(
            authority=case.authority, case=case, sha256=blob.sha256, size=blob.size, payload_files=payload, made_at=clock.now(), made_by=by, verified_at=clock.now(),
        )


def _pack(case: Case, room: Path) -> tuple[Path, int]:
    folder = room / f"dosar-{case.registry_number}-{case.registry_year}"
    folder.mkdir()
    _fill(case, folder)
    procedure = all_procedures()[case.procedure]
    bag = bagit.make_bag(str(folder), {
        "Source-Organization": case.authority.name, "External-Identifier": case.number, "Internal-Sender-Identifier": str(case.pk),
        "External-Description": procedure.title_ro, "Bagging-Date": clock.today().isoformat(), "Retention-Term": RETENTION[procedure.retention].label_ro,
        "Access-Class": procedure.access.value,
    }, checksums=["sha256", "sha512"])  # fmt: skip
    payload = len(list(bag.payload_files()))
    packed = room / "dosar.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                # A fixed date: the same case gives the same bytes on the same day.
                info = zipfile.ZipInfo(str(path.relative_to(room)), date_time=(1980, 1, 1, 0, 0, 0))
                info.compress_type = zipfile.ZIP_DEFLATED
                out.writestr(info, path.read_bytes())
    verify_package(packed)
    return packed, payload


def verify_package(packed: Path) -> None:
    """Open the finished file again and compare every hash. Raises Refused."""
    with tempfile.TemporaryDirectory() as room:
        with zipfile.ZipFile(packed) as archive:
            if any(name.startswith("/") or ".." in Path(name).parts for name in archive.namelist()):
                raise Refused(_("Pachetul are nume de fișiere nepermise."), code="bad_package")
            archive.extractall(room)
        (folder,) = Path(room).iterdir()
        try:
            bagit.Bag(str(folder)).validate(processes=1)
        except bagit.BagError as error:
            raise Refused(_("Pachetul de arhivă nu a trecut verificarea: un fișier nu are amprenta din listă. Refaceți-l."), code="bad_package") from error


def _fill(case: Case, folder: Path) -> None:
    (folder / "acte").mkdir()
    (folder / "documente").mkdir()
    for number, paper in enumerate(case.papers.order_by("code", "version"), start=1):
        _copy(paper.sha256, folder / "acte" / f"{number:03d}-{paper.code}-v{paper.version}{Path(paper.file_name).suffix.lower()}")
    documents = case.documents.filter(state=IssuedDocument.State.ISSUED).select_related("entry").order_by("issued_at")
    for number, document in enumerate(documents, start=1):
        _copy(newest_sha256(document), folder / "documente" / f"{number:03d}-{document.kind}.pdf")
    (folder / "dosar.json").write_text(json.dumps(_metadata(case, list(documents)), ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")
    (folder / "istoric.json").write_text(json.dumps([
        {"seq": one.seq, "at": one.at.isoformat(), "kind": one.kind, "actor": one.actor_id, "acting_for": one.acting_for_id, "data": one.data, "previous_hash": one.previous_hash, "hash": one.hash}
        for one in case.events.order_by("seq")
    ], ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")  # fmt: skip


def _copy(sha256: str, target: Path) -> None:
    with files.open_blob(sha256) as source, target.open("wb") as out:
        shutil.copyfileobj(source, out)
    if hashlib.sha256(target.read_bytes()).hexdigest() != sha256:
        raise Refused(_("Fișierul „%(name)s” este deteriorat în depozit. Restaurați-l din copia de siguranță, apoi arhivați.") % {"name": target.name}, code="damaged")


def _metadata(case: Case, documents: list[IssuedDocument]) -> dict[str, Any]:
    plot, applicant = getattr(case, "plot", None), getattr(case, "applicant", None)
    return {
        "id": str(case.pk), "number": case.number, "procedure": case.procedure, "state": case.state, "purpose": case.purpose, "answers": case.answers,
        "registered_at": case.registered_at.isoformat() if case.registered_at else None, "decided_at": case.decided_at.isoformat() if case.decided_at else None,
        "legal_due": case.legal_due.isoformat() if case.legal_due else None, "applicant": applicant.name if applicant else "",
        "plot": {"parcels": plot.parcels, "address": plot.address, "wkt_epsg_3844": plot.geom.wkt} if plot else None,
        "papers": [{"code": one.code, "version": one.version, "file_name": one.file_name, "sha256": one.sha256, "uploaded_at": one.uploaded_at.isoformat()} for one in case.papers.order_by("code", "version")],
        "documents": [{"title": one.title, "kind": one.kind, "number": str(one.entry) if one.entry else "", "sha256": newest_sha256(one), "verification_code": one.verification_code} for one in documents],
    }
