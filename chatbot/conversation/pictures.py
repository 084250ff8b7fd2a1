"""Photographs: the place hidden in one, and its bytes without anything hidden."""

from __future__ import annotations

import io
import math
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from gisapp.core import files

_GPS = 0x8825
# 60 megapixels: more than telephones make, less than a bomb.
MOST_PIXELS = 60_000_000
_BROKEN = (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning)


def _open(content: bytes) -> Image.Image | None:
    try:
        picture = Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP"))
        if picture.width * picture.height > MOST_PIXELS:
            return None
        picture.load()
        return picture
    except _BROKEN:
        return None


def place_in(content: bytes) -> tuple[float, float] | None:
    """Longitude and latitude where a picture says it was taken; None where it does not."""
    picture = _open(content)
    if picture is None:
        return None
    gps: dict[int, Any] = dict(picture.getexif().get_ifd(_GPS))
    try:
        lat = _degrees(gps[2]) * (-1 if gps.get(1) == "S" else 1)
        lon = _degrees(gps[4]) * (-1 if gps.get(3) == "W" else 1)
    except (KeyError, TypeError, ValueError, ZeroDivisionError, IndexError):
        return None
    return (lon, lat) if math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180 else None


def _degrees(parts: Any) -> float:
    return float(parts[0]) + float(parts[1]) / 60 + float(parts[2]) / 3600


def without_hidden(content: bytes, *, quality: int = 88) -> bytes | None:
    """The picture upright as JPEG, without EXIF or anything else beside its pixels; None for what is no picture."""
    picture = _open(content)
    if picture is None:
        return None
    upright = ImageOps.exif_transpose(picture) or picture
    clean = Image.new("RGB", upright.size)
    clean.paste(upright.convert("RGB"))
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=quality)
    return out.getvalue()


def stored_picture(sha256: str) -> bytes | None:
    """A kept photograph once more without anything hidden, to be passed on; None where there is none (any more)."""
    try:
        with files.open_blob(sha256) as stored:
            return without_hidden(stored.read(30_000_000))
    except (OSError, ValueError):
        return None
