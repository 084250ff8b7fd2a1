"""What goes in and what comes out of the dialogue, the same for every channel.

A channel reads the vendor's message into an `Inbound` and shows a `Reply` as well as it can: three buttons, a list, or
numbered text. A person may answer a button by pressing it (`payload` = its id), by typing its title or its number.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "pin", "button", "media", "system"]

# A channel sends this payload (kind "system") when a person opens the conversation without a word (/start, Get Started).
OPENED = "opened"


@dataclass(frozen=True, slots=True)
class Media:
    """A file that came with a message, stored already: SHA-256 of its bytes in `gisapp.core.files`.

    `place` is the longitude and latitude that was hidden in a photograph: it is not in the stored bytes, and is never written down
    unless the person agrees.
    """

    sha256: str
    mime: str
    size: int
    name: str = ""
    place: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message in. Degrees are WGS 84 as the vendor gave them, unchecked: NaN and 0,0 come here too; accuracy in metres.

    `payload` is the id of the button pressed. `is_live` and `is_edit` mark a live location and its moves. `locale_hint` is
    the vendor's language code, which only counts for the very first words. `sent_at` is when the person sent it, if known.
    """

    kind: Kind
    text: str = ""
    lat: float | None = None
    lon: float | None = None
    accuracy: float | None = None
    place_name: str = ""
    is_live: bool = False
    is_edit: bool = False
    payload: str = ""
    locale_hint: str = ""
    sent_at: dt.datetime | None = None
    media: tuple[Media, ...] = ()


@dataclass(frozen=True, slots=True)
class Button:
    """A choice. `id` at most 64 bytes of ASCII; `title` at most 20 signs, so that every vendor takes it whole."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link with its words. `url` is absolute."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class MapCard:
    """The parcel that was talked about: a page with its map, and where it lies (WGS 84)."""

    cadastral_number: str
    title: str
    url: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Document:
    """A file to send: SHA-256 of the stored bytes, the name shown, its type."""

    sha256: str
    name: str
    mime: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One message out. `acts` are the agreed names of what it does; no text at all means that nothing is to be sent."""

    acts: tuple[str, ...]
    text: str = ""
    buttons: tuple[Button, ...] = ()
    ask_location: bool = False
    map_card: MapCard | None = None
    link: Link | None = None
    document: Document | None = None

    @property
    def is_silent(self) -> bool:
        """Nothing to send."""
        return not self.text and not self.buttons and self.document is None
