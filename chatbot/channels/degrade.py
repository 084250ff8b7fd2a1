"""What a channel cannot show becomes the next best: buttons, else a list, else numbered text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from chatbot.channels.contract import Capabilities
from chatbot.conversation.messages import Button


class Shape(StrEnum):
    """How choices are shown."""

    NONE = "none"
    BUTTONS = "buttons"
    LIST = "list"
    NUMBERS = "numbers"


def shape_of(buttons: Sequence[Button], can: Capabilities) -> Shape:
    """The best shape in which a channel shows these choices whole."""
    if not buttons:
        return Shape.NONE
    if len(buttons) <= can.max_buttons and all(len(one.title) <= can.button_len for one in buttons):
        return Shape.BUTTONS
    if len(buttons) <= can.list_rows and all(len(one.title) <= can.row_len for one in buttons):
        return Shape.LIST
    return Shape.NUMBERS


def numbered(text: str, buttons: Sequence[Button]) -> str:
    """The text with its choices as numbered lines; the dialogue takes a number or the words as an answer."""
    lines = [f"{number}. {one.title}" for number, one in enumerate(buttons, start=1)]
    return "\n".join([text, "", *lines]).strip()


def pieces(text: str, most: int) -> list[str]:
    """Cut a long text into messages, at a paragraph, else a line, else a sentence, else a word, else anywhere."""
    found: list[str] = []
    rest = text.strip()
    while len(rest) > most:
        at = _cut(rest, most)
        found.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [*found, rest] if rest else found


def _cut(text: str, most: int) -> int:
    head = text[:most]
    for mark in ("\n\n", "\n", r"[.!?] ", " "):
        places = [match.end() for match in re.finditer(mark, head)]
        # A cut in the first half would make a crumb of a message.
        if places and places[-1] > most // 2:
            return places[-1]
    return most


def shortened(text: str, most: int) -> str:
    """A text of at most so many characters, with an ellipsis where it was cut."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
