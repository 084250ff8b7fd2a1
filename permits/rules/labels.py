"""Closed lists with labels: the base of every enum in the rules."""
from __future__ import annotations

import difflib
from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """A string enum whose members carry a Romanian and an English label.

    Members are written `NAME = "value", "etichetă", "label"`, so that a member without labels cannot be
    defined. The database stores the value.
    """

    label_ro: str
    label_en: str

    def __new__(cls, value: str, label_ro: str = "", label_en: str = "") -> Self:
        # The defaults only tell type checkers that `CaseState("draft")`, which looks a member up, takes one word.
        if not (label_ro and label_en):
            raise TypeError(f"{cls.__name__} {value!r} needs a Romanian and an English label")
        member = str.__new__(cls, value)
        member._value_ = value
        member.label_ro = label_ro
        member.label_en = label_en
        return member

    def label(self, language: str = "ro") -> str:
        """Return the label in a language; anything but English is answered in Romanian."""
        return self.label_en if language.startswith("en") else self.label_ro

    @classmethod
    def read(cls, word: str) -> Self:
        """Return the member written `word`; a wrong word is answered with the words that exist."""
        for member in cls:
            if member.value == word:
                return member
        words = [str(member.value) for member in cls]
        near = difflib.get_close_matches(word, words, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"it is one of {', '.join(words)}"
        raise ValueError(f"{word!r} is not a {cls.__name__}: {hint}")

    @classmethod
    def choices_ro(cls) -> list[tuple[str, str]]:
        """List (value, Romanian label), as form fields and database columns want them."""
        return [(str(member.value), member.label_ro) for member in cls]
