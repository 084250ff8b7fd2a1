"""The artefact is trained once for the run (or found fresh where `chat_train` left it)."""

import pytest

from chatbot.understanding import model


@pytest.fixture(scope="session")
def artefact() -> model.Artefact:
    """The classifier for the present seeds."""
    return model.read(model.ensure(model.model_root()))
