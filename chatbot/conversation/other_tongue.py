"""Somebody who writes neither Romanian nor English is told so, in their own language where we know a sentence of it."""

from __future__ import annotations

import re

from chatbot.conversation.talk import Talk
from chatbot.conversation.topics import menu_buttons
from chatbot.understanding.bands import Band
from chatbot.understanding.normalise import clean, fold

# Frequent words that are no words of Romanian or English; two of them tell the language.
_WORDS = {
    "fr": "je voudrais bonjour quels quel quelle est une les des pour vous nous dans avec faut il merci construire maison terrain combien oui comment puis ai besoin permis",
    "de": "ich guten tag hallo brauche eine einen der die das ist und fur wie viel kostet bitte danke mochte haus bauen grundstuck baugenehmigung was nicht konnen",
    "hu": "jo napot kivanok szeretnek egy es hogy mennyibe kerul epitesi engedely engedelyt hazat telek koszonom kerem milyen kell nem mit lehet",
    "it": "buongiorno vorrei costruire casa quali documenti per il la un che sono grazie quanto costa permesso terreno di ho bisogno come",
    "es": "hola buenos dias quiero construir una casa que documentos necesito cuanto cuesta gracias terreno permiso para el los como puedo",
}
_KNOWN = {code: frozenset(words.split()) for code, words in _WORDS.items()}
# Words that Romanian or English has too: they tell nothing.
_SHARED = frozenset(["un", "o", "la", "de", "in", "ai", "est", "un", "casa", "die", "was", "tag", "per", "documente", "an", "as", "permit", "a", "one", "come", "il", "es", "il", "mai"])
_CYRILLIC = re.compile(r"[а-яёіїєґ]{3,}", re.IGNORECASE)
_SENTENCES = {
    "fr": "Je réponds en roumain et en anglais.", "de": "Ich antworte auf Rumänisch und Englisch.", "hu": "Románul és angolul válaszolok.", "it": "Rispondo in rumeno e in inglese.",
    "es": "Respondo en rumano y en inglés.", "uk": "Я відповідаю румунською та англійською.", "ru": "Я отвечаю на румынском и английском.",
}  # fmt: skip
_BOTH = "Vorbesc română și engleză. / I speak Romanian and English."


def tongue_of(text: str) -> str:
    """The code of a language that is neither Romanian nor English, or an empty text."""
    if len(_CYRILLIC.findall(text)) >= 2:
        return "uk" if re.search(r"[іїєґ]", text.lower()) else "ru"
    words = set(re.findall(r"[^\W\d_]+", fold(clean(text)))) - _SHARED
    found = {code: len(words & known) for code, known in _KNOWN.items()}
    best = max(found, key=lambda code: found[code])
    return best if found[best] >= 2 and found[best] * 3 >= len(words) else ""


def tell(talk: Talk) -> bool:
    """Say in which languages an answer can be had; False where the message is one of them."""
    understood = talk.meant is not None and talk.meant.band is Band.ANSWER and talk.meant.intent not in ("out_of_scope", "greet")
    tongue = "" if understood and not _CYRILLIC.search(talk.text) else tongue_of(talk.text)
    if not tongue:
        return False
    talk.answered = "out_of_scope"
    talk.paragraphs.append(f"{_SENTENCES[tongue]} {_BOTH}")
    talk.act("clarify", "menu")
    menu_buttons(talk)
    talk.buttons.pop()
    talk.button("human", "b_human")
    return True
