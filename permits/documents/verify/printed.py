"""Find our verification code in the text of a file that carries no other trace of us: a reprinted copy."""

from __future__ import annotations

import re
import subprocess

from . import cage

_CODE = re.compile(r"\b[A-Z2-9]{4}(?:-?[A-Z2-9]{4}){3}\b")
_LIMITS = ("prlimit", "--as=1073741824", "--cpu=10", "--fsize=209715200", "--core=0")
_SECONDS = 15
_PAGES = 60


def printed_codes(pdf: bytes) -> list[str]:
    """Codes in the form of ours that stand on every page, as our footers have them.

    On every page, because a letter that only mentions our document is no copy of it. Reads nothing where
    the closed room cannot be had: text extraction is too large a program to let loose on strangers' files.
    """
    if not cage.works():
        return []
    command = [*_LIMITS, *cage.shut_with_system_only(["pdftotext", "-q", "-l", str(_PAGES), "-enc", "UTF-8", "-", "-"])]
    try:
        done = subprocess.run(command, input=pdf, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603  # no shell
    except (OSError, subprocess.TimeoutExpired):
        return []
    pages = done.stdout.decode("utf-8", "replace").split("\f")[:-1]
    if not pages or "verific" not in pages[0].lower():
        return []
    on_all = set(_CODE.findall(pages[0])).intersection(*(_CODE.findall(page) for page in pages))
    return sorted({form for code in on_all for form in (code, code.replace("-", ""))})
