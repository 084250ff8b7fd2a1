"""Pictures of uploaded photographs and of PDF pages, made anew in a limited process: the file itself is never shown by a browser."""

from __future__ import annotations

from .process import Stopped, run_module, run_system

PAGE_DPI = 110


class NoPicture(Exception):
    """The file has no picture to show: it is damaged, locked, too large or has no such page."""


def picture(content: bytes) -> bytes:
    """Return a photograph (JPEG or PNG) as a new JPEG of at most 1600 px, without EXIF. Raises NoPicture."""
    try:
        return run_module("picture_child", content)
    except Stopped as stopped:
        raise NoPicture from stopped


def page_picture(pdf: bytes, page: int, dpi: int = PAGE_DPI) -> bytes:
    """Return a page of a PDF (from 1) as PNG. Raises NoPicture."""
    number = str(page)
    try:
        made = run_system(["pdftoppm", "-q", "-png", "-r", str(dpi), "-f", number, "-l", number, "-singlefile", "-"], pdf)
    except Stopped as stopped:
        raise NoPicture from stopped
    if not made:
        raise NoPicture
    return made
