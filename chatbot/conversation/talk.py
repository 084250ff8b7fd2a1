"""One turn being answered: what is known, and the answer as it grows."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from chatbot.conversation.memory import Memory
from chatbot.conversation.messages import Button, Inbound, Link, MapCard, Reply
from chatbot.conversation.texts import say
from chatbot.models import Conversation
from chatbot.understanding.entities import Slots
from chatbot.understanding.pipeline import Understanding
from gisapp.accounts.models import Authority

MOST_BUTTONS = 3
BUTTON_LENGTH = 20
# Acts that did something: going back shows the message again, and does not do it again.
DONE_ACTS = frozenset({"draft_created", "complaint_created", "handoff_created", "cancelled", "disclose_bot"})


@dataclass(slots=True)
class Talk:
    """The turn: the conversation, what came in, what it means, and the reply in the making."""

    conversation: Conversation
    memory: Memory
    inbound: Inbound
    now: dt.datetime
    meant: Understanding | None = None
    answered: str = ""
    # The message was the answer to what was asked: understood, whatever its words alone would mean.
    taken: bool = False
    paragraphs: list[str] = field(default_factory=list)
    acts: list[str] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)
    asks_location: bool = False
    map_card: MapCard | None = None
    link: Link | None = None

    @property
    def authority(self) -> Authority:
        """The town hall that is spoken for."""
        return self.conversation.authority

    @property
    def english(self) -> bool:
        """Whether the answer is in English."""
        return (translation.get_language() or "ro").startswith("en")

    @property
    def language(self) -> str:
        """ro or en."""
        return "en" if self.english else "ro"

    @property
    def heard(self) -> Slots:
        """The facts of this message alone."""
        return self.meant.slots if self.meant is not None else {}

    @property
    def text(self) -> str:
        """The words of this message."""
        return self.inbound.text.strip()

    @property
    def told(self) -> str:
        """The words of this message as they may be kept and said again: masked, without mark-up."""
        return re.sub(r"<[^<>]{0,200}>", " ", self.meant.masked_text).strip() if self.meant is not None else ""

    def say(self, key: str, /, *acts: str, **values: object) -> None:
        """Add a paragraph, and the acts that it performs."""
        said = say(key, **values)
        if said not in self.paragraphs:
            self.paragraphs.append(said)
        self.act(*acts)

    def act(self, *acts: str) -> None:
        """Note acts, each once."""
        self.acts += [one for one in acts if one not in self.acts]

    def button(self, code: str, key: str = "", *, title: str = "") -> None:
        """Add a choice while there is room for one."""
        if len(self.buttons) < MOST_BUTTONS and all(one.id != code for one in self.buttons):
            self.buttons.append(Button(code[:64], (title or say(key))[:BUTTON_LENGTH]))

    def ask(self, what: str, key: str, *acts: str, choices: Sequence[tuple[str, str]] = (), values: dict[str, object] | None = None, more: dict[str, Any] | None = None) -> None:
        """Ask the one question of this turn; it is remembered so that the answer is known as such, and so that it can be asked again."""
        plain = {name: str(value) for name, value in (values or {}).items()}
        self.say(key, *acts, **plain)
        for code, label in choices:
            self.button(code, label) if label.startswith("b_") else self.button(code, title=label)
        self.asks_location = self.asks_location or what == "location"
        self.memory.pending = {"ask": what, "key": key, "acts": list(acts), "choices": [list(one) for one in choices], "values": plain, **(more or {})}

    def unask(self) -> None:
        """Take back the question of this turn: only one is asked, and another comes first."""
        asked = self.memory.pending
        if asked is None or "key" not in asked:
            return
        said = say(str(asked["key"]), **asked["values"])
        self.paragraphs = [one for one in self.paragraphs if one != said]
        self.acts = [one for one in self.acts if one not in asked["acts"] or one in DONE_ACTS]
        self.asks_location, self.memory.pending = False, None
        self.buttons.clear()

    def ask_again(self) -> None:
        """Ask the open question once more."""
        kept = self.memory.pending
        if kept is None or "key" not in kept:
            return
        more = {name: value for name, value in kept.items() if name not in ("ask", "key", "acts", "choices", "values")}
        self.ask(str(kept["ask"]), str(kept["key"]), *kept["acts"], choices=[(one[0], one[1]) for one in kept["choices"]], values=kept["values"], more=more)

    def url(self, name: str, *args: object, query: str = "") -> str:
        """The absolute address of a page of the service."""
        return settings.BASE_URL + reverse(name, args=args) + query

    def map_url(self, number: str = "") -> str:
        """The map page, at a parcel if one is given."""
        return self.url("map", query=f"?parcel={number}" if number else "")

    def reply(self) -> Reply:
        """The finished message; what it showed is remembered."""
        text = "\n\n".join(self.paragraphs)
        if text:
            self.memory.buttons = [[one.id, one.title] for one in self.buttons]
            went_back = say("back")
            self.memory.shown = {"text": "\n\n".join(one for one in self.paragraphs if one != went_back), "acts": [one for one in self.acts if one not in DONE_ACTS], "buttons": self.memory.buttons}
        return Reply(tuple(self.acts or ["silent"]), text, tuple(self.buttons), self.asks_location, self.map_card, self.link)
