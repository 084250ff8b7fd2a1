"""Looks inside an uploaded paper, in the background: malware, active content, encryption, pages, signatures."""
from __future__ import annotations

import datetime as dt
import io
import socket
from typing import Any

import clamd
from django.conf import settings

from gisapp.core import files, jobs
from permits.documents.papers import inside_pdf
from permits.documents.verify import verify
from permits.documents.verify.configured import trust_of_settings
from permits.documents.verify.register import DatabaseRegister
from permits.models import Paper


@jobs.job("permits.inspect_paper")
def inspect_paper(paper: str) -> None:
    """Store what was found as flags. With a scanner configured that does not answer, the paper stays uninspected."""
    row = Paper.objects.get(pk=paper)
    if "uninspected" not in row.flags:
        return
    content = files.read(row.sha256)
    flags = _malware(content)
    pages = None
    if row.mime == "application/pdf":
        inside = inside_pdf(content)
        flags += inside.flags
        pages = inside.pages
    Paper.objects.filter(pk=row.pk).update(flags=flags, pages=pages, signatures=_signatures(content) if "signed" in flags else None)


def _signatures(pdf: bytes) -> dict[str, Any]:
    """Judge the signatures inside like the public page does: one sentence, and who signed when, how good each is."""
    verdict = verify(pdf, register=DatabaseRegister(), trust=trust_of_settings())
    return {
        "kind": verdict.kind.value, "sentence": verdict.sentence, "checked_at": verdict.checked_at.isoformat(),
        "signers": [
            {
                "name": one.signer, "issuer": one.issuer, "at": one.timestamped_at or one.claimed_at, "intact": one.intact, "valid": one.valid,
                "trust": one.trust, "qualified": one.qualified, "problems": list(one.problems),
            }
            for one in verdict.signatures if one.kind == "signature"
        ],
    }  # fmt: skip


def _malware(content: bytes) -> list[str]:
    """Ask the scanner, where one is configured: only its OK is a yes.

    One that does not answer is asked again later. One that answers and will not read this file (longer than its own limit, an error of its
    own) leaves the paper "unscanned": held like the others, and said.
    """
    if not settings.CLAMD_SOCKET:
        return []
    scanner = clamd.ClamdUnixSocket(settings.CLAMD_SOCKET, timeout=60)
    try:
        verdict = scanner.instream(io.BytesIO(content))
    except (clamd.BufferTooLongError, clamd.ResponseError):
        return ["unscanned"]
    except (clamd.ConnectionError, OSError) as error:
        # A file over its limit is cut off in the middle of sending, which looks like a scanner that died.
        if _answers():
            return ["unscanned"]
        raise jobs.NotYet("virus scanner unreachable", after=dt.timedelta(minutes=2)) from error
    if verdict is None:
        raise jobs.NotYet("virus scanner gave no answer", after=dt.timedelta(minutes=2))
    status = verdict.get("stream", ("ERROR",))[0]
    return {"OK": [], "FOUND": ["malware"]}.get(status, ["unscanned"])


def _answers() -> bool:
    """Tell whether the scanner is alive. By hand: the library leaves its socket open where nobody listens."""
    with socket.socket(socket.AF_UNIX) as link:
        link.settimeout(5)
        try:
            link.connect(settings.CLAMD_SOCKET)
            link.sendall(b"nPING\n")
            return link.recv(16).strip() == b"PONG"
        except OSError:
            return False
