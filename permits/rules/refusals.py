"""Refusals that rules give: one sentence in each language, put together from the facts."""
from __future__ import annotations

from gisapp.core.errors import Refused


class RuleRefused(Refused):
    """A rule says no, and why, in Romanian (`sentence`) and in English (`sentence_en`)."""

    def __init__(self, sentence_ro: str, sentence_en: str, *, code: str = "rule", field: str = "") -> None:
        super().__init__(sentence_ro, code=code, field=field)
        self.sentence_en = sentence_en

    @property
    def sentence_ro(self) -> str:
        """The Romanian sentence, beside `sentence_en`."""
        return self.sentence

    def said(self, language: str = "ro") -> str:
        """Return the sentence in a language."""
        return self.sentence_en if language.startswith("en") else self.sentence
