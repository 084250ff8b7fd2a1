"""Photos and papers that come with a message, checked by their content. The dialogue asks before it uses a place hidden in one."""

from __future__ import annotations

import io

import magic
from PIL import Image, UnidentifiedImageError

from chatbot.conversation.messages import Media
from gisapp.core import files

MOST_BYTES = 10 * 1024 * 1024
_PHOTOS = {"image/jpeg", "image/png", "image/webp"}
# A picture of more pixels than any phone takes is an attack on the memory.
_MOST_PIXELS = 60_000_000


def take(content: bytes, name: str = "") -> Media | None:
    """Store a photo or a PDF; None for anything else. A photo is kept as it came: what is hidden in it is taken out when it is passed on."""
    if not content or len(content) > MOST_BYTES:
        return None
    mime = magic.from_buffer(content[:4096], mime=True)
    if mime == "application/pdf" and content.startswith(b"%PDF-"):
        blob = files.store(content)
        return Media(blob.sha256, mime, blob.size, name[:120] or "document.pdf")
    if mime not in _PHOTOS:
        return None
    if not _is_sound(content):
        return None
    blob = files.store(content)
    return Media(blob.sha256, mime, blob.size, name[:120] or "foto.jpg")


def _is_sound(content: bytes) -> bool:
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                return False
            opened.verify()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return False
    return True
