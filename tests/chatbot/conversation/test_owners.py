"""Ioana asks whose land it is: no name is told, whatever number stands in the question."""

import pytest

from chatbot.conversation.policy import _OWNER
from chatbot.understanding.commands import command
from chatbot.understanding.normalise import fold


@pytest.mark.parametrize(
    "text", ["Cine este proprietarul parcelei 50001?", "cine e proprietarul la nr cad 50001", "al cui e terenul 50001", "who owns parcel 50001", "whose land is 50001"]
)
def test_a_question_about_an_owner_is_known_before_its_number(text: str) -> None:
    assert _OWNER.search(fold(text))


@pytest.mark.parametrize("text", ["cine se ocupa de terenul 50001", "ce acte trebuie sa am in cartea funciara", "who checks the plot"])
def test_other_questions_are_not(text: str) -> None:
    assert not _OWNER.search(fold(text))


@pytest.mark.parametrize("text", ["da, de acord", "Da, sunt de acord!", "yes, I agree"])
def test_a_longer_yes_is_a_yes(text: str) -> None:
    assert command(fold(text)) == "affirm"
