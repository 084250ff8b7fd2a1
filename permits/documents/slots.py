"""Where signatures go: the seam between drawing a document and signing it.

`render` draws an empty box per signatory and reports its place as a `Slot`; signing turns each
slot into a tagged form field before the first signature. Neither needs to know the other.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slot:
    """One signature box on a rendered page.

    Coordinates are PDF points (1/72 inch) with the origin at the page's bottom left, as PDF wants
    them; Typst measures from the top left, so `render` has already flipped the y axis.
    """

    name: str
    """Field name in the PDF, unique in the document, e.g. ``signature_mayor``."""
    page: int
    """0-based page number."""
    x0: float
    y0: float
    x1: float
    y1: float
    label: str
    """What a screen reader says (/TU), in Romanian, e.g. ``Semnătura primarului: Gheorghe Munteanu``."""
    role: str
    """The signatory's role as in the procedure file, e.g. ``mayor``."""
