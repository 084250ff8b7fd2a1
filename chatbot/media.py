"""Photos that come with a message, checked by their content and kept without what is hidden in them; and their deletion."""

from __future__ import annotations

import magic
from django.db import transaction

from chatbot.conversation.messages import Media
from chatbot.conversation.pictures import place_in, without_hidden
from chatbot.models import Conversation
from gisapp.core import files

MOST_BYTES = 10 * 1024 * 1024
_PHOTOS = {"image/jpeg", "image/png", "image/webp"}
# Another quality than where a photograph is passed on: the bytes kept here are nobody else's, so they may be deleted.
_QUALITY = 92


def take(content: bytes, name: str = "") -> Media | None:
    """Keep a photo without anything hidden in it; a PDF is only named (papers are not taken in a conversation); None for anything else.

    The place where the photo was taken goes on beside it, for this message alone: the dialogue asks before it uses it.
    """
    if not content or len(content) > MOST_BYTES:
        return None
    mime = magic.from_buffer(content[:4096], mime=True)
    if mime == "application/pdf" and content.startswith(b"%PDF-"):
        return Media("", mime, len(content), name[:120] or "document.pdf")
    if mime not in _PHOTOS:
        return None
    clean = without_hidden(content, quality=_QUALITY)
    if clean is None:
        return None
    blob = files.store(clean)
    return Media(blob.sha256, "image/jpeg", blob.size, name[:120] or "foto.jpg", place_in(content))


def forget_photos(conversation: Conversation) -> None:
    """Delete the photographs of a conversation from the disk, once its erasure is certain: a file cannot be rolled back.

    A report that was sent holds its own copies.
    """
    said = conversation.turns.filter(said__has_key="media").values_list("said__media", flat=True)
    kept = {str(one.get("sha256") or "") for media in said if isinstance(media, list) for one in media if isinstance(one, dict)}
    kept |= {str(one) for one in (conversation.state or {}).get("photos") or []}
    found = [sha256 for sha256 in kept if len(sha256) == 64]

    def remove() -> None:
        for sha256 in found:
            files.remove(sha256)

    transaction.on_commit(remove)
