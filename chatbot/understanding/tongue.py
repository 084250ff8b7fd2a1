"""The language of a message, and the one to answer in: sticky, decided by words and not by numbers or names.

A message may be Romanian, English, neither ("ok", a number) or in a language we don't speak. The last is told rather
than guessed at: answering a Hungarian question about a building permit with a greeting would be worse than silence.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from . import commands
from .entities import Facts
from .features import PLACEHOLDERS
from .model import Artefact

OURS = ("ro", "en")
# Letters that Romanian has, English has not, and that no other language in Latin letters leads us astray with.
_ROMANIAN_LETTERS = re.compile(r"[ăâîșțĂÂÎȘȚ]")
_WORD = re.compile(r"[^\W\d_]+")
# Share of the two languages below which the words tell nothing ("topo", "info", "ok").
_CLEAR, _CLEAR_ALONE = 0.65, 0.85
# Another language: sure by itself, or likely with a third of the words strange to us. Measured on 900 phrases of ours: none.
_SURELY_OTHER, _PERHAPS_OTHER, _STRANGE_SHARE, _ONE_WORD_OTHER = 0.9, 0.5, 0.34, 0.8
OTHER_SCRIPT = "other"
# People say these in either language: in the midst of a conversation they are no wish to change it.
_BORROWED = frozenset({"ok", "okay", "oki", "thanks", "thank", "you", "thx", "sorry", "please", "hello", "hi", "hey", "bye", "super", "cool", "top", "perfect", "info", "pin", "stop", "yes", "no", "nope", "yep", "merci", "mersi", "ciao", "pa", "salut", "da", "nu", "pls", "wow", "great", "nice", "sure"})


@dataclass(frozen=True, slots=True)
class Tongue:
    """`said` is ro or en; `used` the one to answer in; `asked` one asked for; `other` a language that is neither, by code."""

    said: str
    used: str
    asked: str | None = None
    other: str | None = None
    other_share: float = 0.0
    known: bool = True


def tongue_of(facts: Facts, cleaned: str, folded: str, forced: str | None, conversation_lang: str | None, other_turns: int, model: Artefact) -> Tongue:
    """Judge a message: `forced` is a language given from outside, `other_turns` how many messages before were in the other one."""
    asked = commands.asked_language(folded)
    plain = [word for word in _WORD.findall(facts.view) if word not in PLACEHOLDERS]
    kept = forced or conversation_lang
    if not plain:
        return Tongue(kept or "ro", asked or kept or "ro", asked, known=False)
    shares = model.languages(plain)
    other, share = _other(plain, cleaned, shares, model)
    if other is not None:
        return Tongue(kept or "en", asked or kept or "en", asked, other, share, known=False)
    spelled = model.languages([model.spelling.right(word) for word in plain])
    english = spelled["en"] / max(spelled["en"] + spelled["ro"], 1e-9)
    if _ROMANIAN_LETTERS.search(cleaned):
        english = 0.0
    known = max(english, 1 - english) >= (_CLEAR if len(plain) > 1 else _CLEAR_ALONE) and commands.command(folded) not in commands.IN_BOTH_LANGUAGES
    if kept is not None and _BORROWED.issuperset(plain):
        known = False
    said = "en" if english > 0.5 and (known or kept == "en" or len(plain) > 1) else "ro"
    if not known and kept is not None:
        said = kept
    if forced is not None:
        return Tongue(forced, forced, asked, known=known)
    if asked is not None or conversation_lang is None or conversation_lang == said:
        return Tongue(said, asked or said, asked, known=known or asked is not None)
    return Tongue(said, said if other_turns >= 1 and abs(english - 0.5) > 0.3 else conversation_lang, asked, known=known)


def _other(plain: list[str], cleaned: str, shares: dict[str, float], model: Artefact) -> tuple[str | None, float]:
    script = _script(cleaned)
    if script is not None:
        return script, 0.99
    name = max((lang for lang in shares if lang not in OURS), key=lambda lang: shares[lang])
    share = 1.0 - sum(shares[lang] for lang in OURS)
    if share >= _PERHAPS_OTHER:
        # What is ours once a typing error is mended is no other language.
        mended = model.languages([model.spelling.right(word) for word in plain])
        share = min(share, 1.0 - sum(mended[lang] for lang in OURS))
    if len(plain) == 1:
        word = plain[0]
        alone = len(word) >= 4 and share >= _ONE_WORD_OTHER and model.knows_word(word) and model.familiar.uses(word) == 0
        return (name, share) if alone else (None, share)
    long = [word for word in plain if len(word) > 2]
    strange = sum(1 for word in long if model.familiar.uses(word) == 0) / max(1, len(long))
    if share >= _SURELY_OTHER or (share >= _PERHAPS_OTHER and strange >= _STRANGE_SHARE):
        return name, share
    return None, share


def _script(cleaned: str) -> str | None:
    """Code for text that is mostly in letters other than Latin ones (look-alikes were made Latin before)."""
    letters = [char for char in cleaned if char.isalpha()]
    others = [char for char in letters if not unicodedata.name(char, "").startswith("LATIN")]
    if len(others) < 3 or 2 * len(others) < len(letters):
        return None
    cyrillic = [char.lower() for char in others if unicodedata.name(char, "").startswith("CYRILLIC")]
    if 2 * len(cyrillic) < len(others):
        return OTHER_SCRIPT
    return "uk" if set(cyrillic) & set("іїєґ") else "ru"
