"""What every channel offers and speaks in: three functions, one table of abilities, plain values in and out.

A channel turns a vendor's delivery into `Received` and a `Reply` into `Call`s. It knows no database, no clock and no other
channel; chatbot.webhooks and chatbot.postman do the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from chatbot.conversation.messages import Inbound, Reply


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a vendor can show. Lengths are in characters; 0 means that it cannot."""

    max_text: int
    max_buttons: int
    button_len: int
    list_rows: int = 0
    row_len: int = 0
    can_request_location: bool = False
    # Hours after the person's last message in which we may write freely; 0: always.
    window_hours: int = 0
    # Further hours in which only a person's own reply may go out.
    person_hours: int = 0


@dataclass(frozen=True, slots=True)
class Account:
    """One of a town hall's accounts on a channel, from `settings.CHAT_CHANNELS`. The values are secrets: never log one."""

    authority: str
    channel: str
    id: str
    path: str
    values: Mapping[str, str] = field(default_factory=dict, repr=False)

    def secret(self, name: str) -> str:
        """A configured value, empty when it is not set."""
        return str(self.values.get(name, ""))


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file at the vendor: `ref` is its id or address there."""

    ref: str
    mime: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """One call to the vendor: the name of its endpoint and the JSON body. `kind` tells chatbot.postman which limits count."""

    name: str
    body: dict[str, Any]
    # False: a courtesy (typing, a used button) whose failure is of no importance.
    matters: bool = True


@dataclass(frozen=True, slots=True)
class Received:
    """One event of a delivery. `raw` is a delivery of its own, from which `read` makes exactly this event again.

    `person` is the vendor's stable id; `formerly` an older id of the same person; `address` is what is needed to send to them.
    Without `inbound` nothing is said, and `note` says why.
    """

    external_id: str
    raw: dict[str, Any]
    person: str = ""
    formerly: str = ""
    address: str = ""
    inbound: Inbound | None = None
    files: tuple[RemoteFile, ...] = ()
    courtesies: tuple[Call, ...] = ()
    note: str = ""
    # The vendor's report about a message of ours: (its id there, what became of it, error code).
    report: tuple[str, str, str] | None = None
    # True: the person blocked us, or the id now belongs to somebody else.
    left: bool = False


@dataclass(frozen=True, slots=True)
class Recipient:
    """To whom, in which language, and what of ours may be linked. `in_window`: the vendor still lets us write freely."""

    address: str
    lang: str = "ro"
    map_page: str = ""
    picture: str = ""
    document_url: str = ""
    in_window: bool = True
    by_person: bool = False
    template: str = ""


class Undeliverable(Exception):
    """The vendor's rules forbid this message now; the reason is for the log."""


class Channel(Protocol):
    """What `chatbot/channels/<name>/__init__.py` offers. A test asks every folder for all of it."""

    CAPABILITIES: Capabilities

    def is_genuine(self, raw: bytes, headers: Mapping[str, str], account: Account) -> bool:
        """Whether a delivery is really from the vendor: decided on the raw bytes, before anything is read."""

    def read(self, delivery: dict[str, Any]) -> list[Received]:
        """Every event of a delivery. Never raises for what a vendor may send: the unknown is dropped or noted."""

    def send(self, reply: Reply, to: Recipient) -> list[Call]:
        """The calls that show a reply. Raises Undeliverable when the vendor's rules forbid it."""
