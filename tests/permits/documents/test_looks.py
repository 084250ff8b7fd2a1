"""The look of each document against a picture that a person approved.

The pictures are small, grey and blurred a little before they are compared: a moved table or a lost coat of arms is
seen, another version of a font rasteriser is not. After a change that is meant, look at the pages, then
`APPROVE=1 pytest tests/permits/documents/test_looks.py` and look at the pictures in the diff.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat

from permits.documents.render import TEMPLATES, render_png
from tests.permits.documents.samples_more import SAMPLES

APPROVED = Path(__file__).parent / "approved"
DOTS_PER_MM = 2
FIRST_PAGES = 4
"""A register goes on for pages; the first ones show how it looks."""
TOLERANCE = 1.0
"""Mean difference in grey levels of 255; a page with its letterhead missing differs by more than 3."""


def small(picture: bytes) -> Image.Image:
    return Image.open(io.BytesIO(picture)).convert("L")


def difference(one: Image.Image, other: Image.Image) -> float:
    blurred = [each.filter(ImageFilter.BoxBlur(1)) for each in (one, other)]
    return float(ImageStat.Stat(ImageChops.difference(*blurred)).mean[0])


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_each_document_looks_as_approved(name: str) -> None:
    pages = [small(page) for page in render_png(SAMPLES[name], DOTS_PER_MM)[:FIRST_PAGES]]
    if os.environ.get("APPROVE"):
        APPROVED.mkdir(exist_ok=True)
        for old in APPROVED.glob(f"{name}-?.png"):
            old.unlink()
        for number, page in enumerate(pages, 1):
            page.quantize(16).save(APPROVED / f"{name}-{number}.png", optimize=True)
    held = sorted(APPROVED.glob(f"{name}-?.png"))
    assert len(held) == len(pages), "the document has another number of pages than was approved"
    for path, page in zip(held, pages, strict=True):
        approved = Image.open(path).convert("L")
        assert approved.size == page.size, path.name
        assert difference(approved, page) < TOLERANCE, path.name


def test_a_missing_letterhead_would_be_seen() -> None:
    page = small(render_png(SAMPLES["receipt"], DOTS_PER_MM)[0])
    without = page.copy()
    without.paste(255, (0, 0, page.width, page.height // 6))
    assert difference(page, without) > TOLERANCE
