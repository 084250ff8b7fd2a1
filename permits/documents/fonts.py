"""The pinned fonts: Noto Sans and Noto Serif, which have ș and ț with a comma below.

Typst must not look at the machine's own fonts: the same fields would give other bytes elsewhere.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from django.conf import settings

from gisapp.core.errors import Refused

SHIPPED_BY_DEBIAN = Path("/usr/share/fonts/truetype/noto")
FACES = (
    *(f"Noto{family}-{style}.ttf" for family in ("Sans", "Serif") for style in ("Regular", "Bold", "Italic", "BoldItalic")),
    "NotoSansMath-Regular.ttf",  # ≤ ≥ × and the like, which Noto Sans lacks
)


def font_folder() -> Path:
    """`settings.TYPST_FONT_DIR`, filled from Debian's fonts-noto-core when it lacks a face."""
    folder = Path(settings.TYPST_FONT_DIR)
    missing = [face for face in FACES if not (folder / face).is_file()]
    if missing:
        absent = [face for face in missing if not (SHIPPED_BY_DEBIAN / face).is_file()]
        if absent:
            raise Refused(f"Lipsește fontul {absent[0]}: instalați pachetul fonts-noto-core sau puneți fișierul în {folder}.")
        folder.mkdir(parents=True, exist_ok=True)
        for face in missing:
            # Several workers may start at once: a face appears whole or not at all.
            part = folder / f"{face}.{os.getpid()}.part"
            shutil.copyfile(SHIPPED_BY_DEBIAN / face, part)
            part.replace(folder / face)
    return folder
