"""Refusals that people can read."""
from __future__ import annotations


class Refused(Exception):
    """A request that cannot be carried out, with a sentence for the person.

    The sentence says what is wrong and what to do. It must hold no personal data:
    it may be logged.
    """

    def __init__(self, sentence: str, *, code: str = "refused", field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code
        self.field = field


class NotAllowed(Refused):
    """The person may not do this; the sentence says who may."""


class BadInput(Refused):
    """What was given cannot be read."""


class Conflict(Refused):
    """Someone else changed it meanwhile."""
