"""Packs a person's own data: a JSON, their papers and the acts issued to them, in one ZIP."""
from __future__ import annotations

import json
import re
import zipfile
from typing import BinaryIO

from gisapp.accounts.models import User
from gisapp.core import files
from permits.queries.own_data import own_data, own_documents, own_papers
from permits.queries.versions import newest_sha256

_ODD = re.compile(r"[^\w.-]+", re.ASCII)


def export_person(*, person: User, to: BinaryIO) -> None:
    """Write the ZIP; every file is named by its row, so that two of one name do not meet."""
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("date.json", json.dumps(own_data(person), ensure_ascii=False, indent=1, default=str))
        for paper in own_papers(person):
            archive.writestr(f"acte/{paper.pk}-{_ODD.sub('_', paper.file_name)[-80:]}", files.read(paper.sha256))
        for document in own_documents(person):
            archive.writestr(f"emise/{document.pk}.pdf", files.read(newest_sha256(document)))
