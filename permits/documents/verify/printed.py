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
    """Codes in the form of ours that stand on most pages, as our footers have them.

    On most, because a letter that only mentions our document is no copy of it, and pages of something
    else put behind a copy do not make it another document. Reads nothing where
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
    ours = [set(_CODE.findall(page)) for page in pages if "verific" in page.lower()]
    on_most = {code for code in set().union(*ours) if 2 * sum(code in codes for codes in ours) > len(pages)}
    return sorted({form for code in on_most for form in (code, code.replace("-", ""))})
