"""Flags and pages of an uploaded PDF."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from dataclasses import dataclass

from .process import Stopped, run_module

LOCKED = "locked"
"""Cannot be opened without a password."""
_KEPT = 256
_seen: OrderedDict[str, PdfInside] = OrderedDict()


@dataclass(frozen=True, slots=True)
class PdfInside:
    """`flags`: encrypted, locked, javascript, launch, media, form_sends, embedded_files, xfa, signed, damaged, too_complex."""

    flags: tuple[str, ...]
    pages: int | None


def inside_pdf(content: bytes) -> PdfInside:
    """Look inside in a limited process; what is too slow or too large for it is said to be too complex, never clean.

    The answer is kept by hash: a paper is looked at when it arrives and again by the job that inspects it.
    """
    digest = hashlib.sha256(content).hexdigest()
    if digest not in _seen:
        try:
            said = json.loads(run_module("pdf_child", content))
        except Stopped:
            return PdfInside(("too_complex",), None)
        _seen[digest] = PdfInside(tuple(said["flags"]), said["pages"])
        while len(_seen) > _KEPT:
            _seen.popitem(last=False)
    return _seen[digest]
