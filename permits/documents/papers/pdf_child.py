"""The limited process that opens a PDF: prints a line of JSON with its flags and its number of pages."""

from __future__ import annotations

import io
import json
import sys
from typing import Any

import pikepdf

MOST_OBJECTS = 300_000
_DEEP = 40
_ACTIONS = {"/JavaScript": "javascript", "/Launch": "launch", "/Rendition": "media", "/Movie": "media", "/Sound": "media", "/ImportData": "form_sends", "/SubmitForm": "form_sends", "/GoToE": "embedded_files"}
_PARTS = {"/RichMedia": "media", "/Screen": "media", "/Movie": "media", "/3D": "media", "/FileAttachment": "embedded_files"}


def flags_of(pdf: pikepdf.Pdf) -> set[str]:
    """Walk every object: what runs, opens or hides something may hang anywhere, not only on the catalogue."""
    found: set[str] = set()
    for count, one in enumerate(pdf.objects):
        if count > MOST_OBJECTS:
            found.add("too_complex")
            break
        _walk(one, found, 0)
    root = pdf.Root
    if "/JavaScript" in _names(root):
        found.add("javascript")
    form = root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary):
        if "/XFA" in form:
            found.add("xfa")
        if "/SigFlags" in form and int(form.get("/SigFlags", 0)) & 1:
            found.add("signed")
    return found


def _names(root: Any) -> Any:
    names = root.get("/Names")
    return names if isinstance(names, pikepdf.Dictionary) else pikepdf.Dictionary()


def _walk(thing: Any, found: set[str], depth: int) -> None:
    if depth > _DEEP:
        return
    if isinstance(thing, pikepdf.Array):
        for one in thing:
            if _is_direct_container(one):
                _walk(one, found, depth + 1)
        return
    if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return
    action = str(thing.get("/S", ""))
    if action in _ACTIONS and ("/Type" not in thing or thing.get("/Type") == "/Action"):
        found.add(_ACTIONS[action])
    if "/JS" in thing:
        found.add("javascript")
    if str(thing.get("/Subtype", "")) in _PARTS:
        found.add(_PARTS[str(thing.get("/Subtype", ""))])
    if thing.get("/Type") == "/EmbeddedFile" or "/EF" in thing:
        found.add("embedded_files")
    if thing.get("/Type") in ("/Sig", "/DocTimeStamp") and "/ByteRange" in thing:
        found.add("signed")
    entries = thing.stream_dict if isinstance(thing, pikepdf.Stream) else thing
    for _key, one in entries.items():
        if _is_direct_container(one):
            _walk(one, found, depth + 1)


def _is_direct_container(one: Any) -> bool:
    return isinstance(one, pikepdf.Array | pikepdf.Dictionary) and not one.is_indirect


def look(content: bytes) -> dict[str, Any]:
    """Return flags (sorted) and pages (None where it cannot be opened)."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            pages = len(pdf.pages)
            flags = flags_of(pdf)
            if pdf.is_encrypted:
                flags.add("encrypted")
            return {"flags": sorted(flags), "pages": pages}
    except pikepdf.PasswordError:
        return {"flags": ["encrypted", "locked"], "pages": None}
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RecursionError, OverflowError):
        return {"flags": ["damaged"], "pages": None}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(look(sys.stdin.buffer.read())))
