"""What the dialogue remembers between two messages: read from JSON leniently, written whole.

Nothing personal is kept here: slots, the parcel talked about, the question asked last, where a guided flow stands.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any

# How many steps „înapoi” can go back.
STEPS_BACK = 5
SlotValue = str | int | float


@dataclass(slots=True)
class Memory:
    """The state of one conversation.

    `parcel`: number, siruta, feature, address, area_m2, lon, lat, confirmed. `point`: lon, lat, label of the place, for what has
    no parcel. `candidates`: numbers of the parcels offered. `pending`: what was asked last ({"ask": …}). `topic`: own intent talked
    about; `subject`: cu, permit, excavation, street. `flow`: a guided way ({"name": complaint | draft | status, …}). `buttons`:
    choices shown last. `shown`: the last message, for „înapoi”. `history`: earlier states. `misses`: messages in a row not
    understood. `purpose`: what the certificate is wanted for, as told
    before it was asked. `photos`: SHA-256 of pictures not yet used. `draft`: the case begun here. `streak`: kind, text and count of
    repeated messages.
    """

    slots: dict[str, SlotValue] = field(default_factory=dict)
    parcel: dict[str, Any] | None = None
    point: dict[str, Any] | None = None
    candidates: list[str] = field(default_factory=list)
    pending: dict[str, Any] | None = None
    topic: str = ""
    subject: str = ""
    flow: dict[str, Any] | None = None
    buttons: list[list[str]] = field(default_factory=list)
    shown: dict[str, Any] | None = None
    history: list[dict[str, Any]] = field(default_factory=list)
    misses: int = 0
    other_language_turns: int = 0
    disclosed: bool = False
    spoke: bool = False
    waiting_told: bool = False
    purpose: str = ""
    photos: list[str] = field(default_factory=list)
    draft: str = ""
    streak: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, state: Any) -> Memory:
        """Read what was stored; a value of another kind than expected is forgotten, never trusted."""
        memory = cls()
        if not isinstance(state, dict):
            return memory
        for one in dataclasses.fields(cls):
            value = state.get(one.name)
            if value is not None and isinstance(value, _kind_of(one.name, getattr(memory, one.name))):
                setattr(memory, one.name, value)
        return memory

    def write(self) -> dict[str, Any]:
        """The state as JSON."""
        return {one.name: getattr(self, one.name) for one in dataclasses.fields(self)}

    def remember_step(self) -> None:
        """Put the present state on the pile for „înapoi”."""
        kept = {name: value for name, value in self.write().items() if name not in ("history", "draft", "disclosed", "spoke", "waiting_told", "streak", "misses")}
        self.history = [*self.history[1 - STEPS_BACK :], kept]

    def step_back(self) -> bool:
        """Return to the state before; False where there is none."""
        if not self.history:
            return False
        for name, value in self.history.pop().items():
            setattr(self, name, value)
        return True

    @property
    def asked(self) -> str:
        """The name of the question asked last, or an empty text."""
        return str(self.pending.get("ask", "")) if self.pending else ""

    @property
    def flow_name(self) -> str:
        """The guided way that is open, or an empty text."""
        return str(self.flow.get("name", "")) if self.flow else ""

    def stop(self) -> None:
        """Forget the open question and the guided way."""
        self.pending, self.flow, self.buttons, self.candidates = None, None, [], []


def _kind_of(name: str, default: Any) -> type | tuple[type, ...]:
    if default is None:
        return dict
    return (int,) if name in ("misses", "other_language_turns") else type(default)
