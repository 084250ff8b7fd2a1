"""Running text of a document: paragraphs, lists, tables. Data, never markup.

Officers edit the legal, economic and technical status as plain text; `blocks_from_text` reads it
back into blocks, so that what they typed cannot become code in the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, with an optional run-in heading in bold: ``Folosința actuală:`` …"""

    kind: ClassVar[str] = "paragraph"
    text: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; ``numbered`` gives a), b), c) as acts do."""

    kind: ClassVar[str] = "bullets"
    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a header that is repeated on every page it runs over."""

    kind: ClassVar[str] = "table"
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    widths: tuple[float, ...] = ()
    """Shares of the width; empty: even shares."""
    numeric: tuple[int, ...] = ()
    """Indexes of the columns set flush right."""
    total: tuple[str, ...] = ()
    """A last row in bold, as long as ``head``; empty: none."""

    def __post_init__(self) -> None:
        width = len(self.head)
        if any(len(row) != width for row in self.rows) or (self.total and len(self.total) != width):
            raise ValueError(f"every row of the table needs {width} cells")
        if self.widths and len(self.widths) != width:
            raise ValueError(f"the table needs {width} widths")


Block = Paragraph | Bullets | Table

_BULLET = re.compile(r"^\s*[-•–]\s+")
_LEAD = re.compile(r"^([^\W\d_][^:.;\n]{1,48}):\s+(\S.*)$", re.S)


def blocks_from_text(text: str) -> tuple[Block, ...]:
    """Plain text as an officer types it: a blank line ends a paragraph, lines with "- " make a list,
    lines with "|" make a table (the first is its header), "Titlu: text" gets a run-in heading."""
    blocks: list[Block] = []
    for chunk in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        paragraph: list[str] = []
        bullets: list[str] = []
        cells: list[tuple[str, ...]] = []
        for line in chunk.split("\n"):
            if _BULLET.match(line):
                bullets.append(_BULLET.sub("", line).strip())
            elif "|" in line:
                cells.append(tuple(cell.strip() for cell in line.strip().strip("|").split("|")))
            elif line.strip() and bullets:
                bullets[-1] = f"{bullets[-1]} {line.strip()}"
            elif line.strip():
                paragraph.append(line.strip())
        if paragraph:
            words = " ".join(paragraph)
            lead = _LEAD.match(words)
            blocks.append(Paragraph(lead[2], lead[1] + ":") if lead else Paragraph(words))
        if bullets:
            blocks.append(Bullets(tuple(bullets)))
        if cells:
            width = len(cells[0])
            padded = tuple((row + ("",) * width)[:width] for row in cells[1:])
            blocks.append(Table(cells[0], padded))
    return tuple(blocks)
