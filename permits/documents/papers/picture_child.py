"""The limited process that opens a photograph: prints it as a new JPEG without anything but the picture."""

from __future__ import annotations

import io
import sys
import warnings

from PIL import Image, ImageOps

LONGEST = 1600
MOST_PIXELS = 80_000_000


def clean(content: bytes) -> bytes:
    """Turn it upright, make it at most 1600 px, and write only its pixels: no EXIF, no place, no thumbnails, nothing appended."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as opened:
        upright = ImageOps.exif_transpose(opened)
        upright.thumbnail((LONGEST, LONGEST))
        flat = Image.new("RGB", upright.size, "white")
        seen = upright.convert("RGBA")
        flat.paste(seen, mask=seen.getchannel("A"))
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=82)
    return out.getvalue()


if __name__ == "__main__":
    sys.stdout.buffer.write(clean(sys.stdin.buffer.read()))
