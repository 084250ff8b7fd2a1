"""The visible signature: who, in what role, when, and whether the key is a demonstration key."""

from __future__ import annotations

import datetime as dt
import io
import zlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from django.utils.translation import gettext as _
from fontTools import subset, ttLib
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.content import ResourceType
from pyhanko.pdf_utils.font.opentype import GlyphAccumulator
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.stamp.base import BaseStamp, BaseStampStyle

from gisapp.core import clock

_LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x218, 0x21C), 0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x201E, 0x2026]
_MARGIN = 5.0
_LEADING = 1.22
_INK = b"0.09 0.16 0.33 rg"


@dataclass(frozen=True)
class Appearance:
    """What a signature shows on the page. Times are shown as Romanian local time."""

    name: str
    role: str
    """The role as printed, e.g. ``Primar`` or ``p. Primar, Viceprimar`` for a delegate."""
    at: dt.datetime
    demo: bool = False
    note: str = ""
    """One more line, e.g. the delegation order."""

    def lines(self) -> list[tuple[str, float]]:
        """Text and size in points, from the top."""
        when = self.at.astimezone(clock.TOWN_TIME).strftime("%d.%m.%Y, %H:%M:%S %Z")
        lines = [(_("Semnat electronic de"), 6.5), (self.name, 10.0), (self.role, 8.0), (when, 7.0)]
        if self.note:
            lines.append((self.note, 6.5))
        if self.demo:
            lines.append((_("cheie demonstrativă, fără valoare juridică"), 6.5))
        return lines


@dataclass(frozen=True, kw_only=True)
class SignatureStyle(BaseStampStyle):
    """Draws an `Appearance` left-aligned, wrapped, and made smaller only when it would not fit."""

    appearance: Appearance
    font_file: Path
    border_width: int = 0

    def create_stamp(
        self, writer: BasePdfFileWriter, box: BoxConstraints, text_params: dict[str, Any]
    ) -> BaseStamp:
        return _SignatureStamp(writer, self, box)


class _SignatureStamp(BaseStamp):
    style: SignatureStyle

    def _render_inner_content(self) -> list[bytes]:
        lines = self.style.appearance.lines()
        writer = cast(BasePdfFileWriter, self.writer)
        font = _Font(writer, self.style.font_file)
        self.set_resource(category=ResourceType.FONT, name=pdf_name("/F1"), value=font.as_resource())
        width, height = self.box.width - 2 * _MARGIN, self.box.height - 2 * _MARGIN
        scale = 1.0
        laid = _wrap(font, lines, width, scale)
        while sum(size for _text, size in laid) * _LEADING > height and scale > 0.4:
            scale -= 0.05
            laid = _wrap(font, lines, width, scale)
        out = [b"/Tx BMC", _INK, b"BT"]
        y = self.box.height - _MARGIN
        for text, size in laid:
            y -= size * _LEADING
            shaped = font.shape(text)
            out.append(b"/F1 %g Tf 1 0 0 1 %g %g Tm" % (size, _MARGIN, y + size * 0.2))
            out.append(shaped.graphics_ops)
        out += [b"ET", b"EMC"]
        return out


class _Font(GlyphAccumulator):
    """Embeds the small Latin font as it is.

    Cutting it down and compiling it again for every signature would cost more than the signature itself, and
    saves four kilobytes.
    """

    def __init__(self, writer: BasePdfFileWriter, font_file: Path) -> None:
        plain, self._packed = _latin_font(font_file)
        super().__init__(writer, io.BytesIO(plain), 10, bcp47_lang_code="ro")
        self.cidfont_obj.set_font_file = self._embed  # type: ignore[method-assign]

    def _extract_subset(self, options: subset.Options | None = None) -> None:
        return

    def _embed(self, writer: BasePdfFileWriter) -> generic.IndirectObject:
        stream = generic.StreamObject({pdf_name("/Filter"): pdf_name("/FlateDecode")}, encoded_data=self._packed)
        reference = writer.add_object(stream)
        self.cidfont_obj["/FontDescriptor"].get_object()[pdf_name("/FontFile2")] = reference
        return reference


def _wrap(font: GlyphAccumulator, lines: list[tuple[str, float]], width: float, scale: float) -> list[tuple[str, float]]:
    laid: list[tuple[str, float]] = []
    for text, points in lines:
        size = points * scale
        current = ""
        for word in text.split():
            longer = f"{current} {word}".strip()
            if current and font.shape(longer).x_advance * size > width:
                laid.append((current, size))
                longer = word
            current = longer
        if current:
            laid.append((current, size))
    return laid


@lru_cache(maxsize=2)
def _latin_font(path: Path) -> tuple[bytes, bytes]:
    """The font with Latin letters only, plain and deflated, once per process."""
    options = subset.Options(layout_closure=False, hinting=False, notdef_outline=True, name_IDs=[1, 2, 4, 6])
    options.drop_tables += ["GDEF", "GSUB", "GPOS", "STAT", "DSIG"]
    font = ttLib.TTFont(io.BytesIO(path.read_bytes()), lazy=True)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=_LATIN)
    cutter.subset(font)
    target = io.BytesIO()
    font.save(target)
    return target.getvalue(), zlib.compress(target.getvalue(), 9)
