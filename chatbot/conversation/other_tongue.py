"""Somebody who writes neither Romanian nor English is told so, in their own language where we know a sentence of it."""

from __future__ import annotations

import re

from chatbot.conversation.talk import Talk
from chatbot.conversation.topics import menu_buttons

_SENTENCES = {
    "fr": "Je réponds en roumain et en anglais.", "de": "Ich antworte auf Rumänisch und Englisch.", "hu": "Románul és angolul válaszolok.", "it": "Rispondo in rumeno e in inglese.",
    "es": "Respondo en rumano y en inglés.", "nl": "Ik antwoord in het Roemeens en het Engels.", "pl": "Odpowiadam po rumuńsku i po angielsku.", "pt": "Respondo em romeno e em inglês.",
    "ru": "Я отвечаю на румынском и английском.", "uk": "Я відповідаю румунською та англійською.", "sr": "Odgovaram na rumunskom i engleskom.",
    "tr": "Rumence ve \u0130ngilizce yan\u0131t veriyorum.",
}  # fmt: skip
_BOTH = "Vorbesc română și engleză. / I speak Romanian and English."
_UKRAINIAN = re.compile(r"[іїєґ]", re.IGNORECASE)


def tell(talk: Talk) -> bool:
    """Say in which languages an answer can be had; False where the message is in one of them."""
    tongue = talk.meant.other_language if talk.meant is not None else None
    if tongue is None:
        return False
    if tongue == "ru" and _UKRAINIAN.search(talk.text):
        tongue = "uk"
    talk.answered = "out_of_scope"
    talk.paragraphs.append(f"{_SENTENCES.get(tongue, '')} {_BOTH}".strip())
    talk.act("clarify", "menu")
    menu_buttons(talk)
    talk.buttons.pop()
    talk.button("human", "b_human")
    return True
