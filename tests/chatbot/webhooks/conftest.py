"""The accounts of the town on every channel, a vendor on loopback, and a dialogue that repeats what it hears."""

from collections.abc import Iterator
from typing import Any

import pytest

from chatbot import intake, postman
from chatbot.conversation.messages import Inbound, Reply
from chatbot.models import Conversation
from chatbot.page import pin
from gisapp.accounts.models import Authority
from gisapp.core import jobs
from gisapp.management.demo.people import make_authorities

from .vendors import Vendor, vendor_at_loopback

META = {"token": "tok-meta", "app_secret": "app-secret", "verify_token": "verify-me"}
CHANNELS = {
    "pietricica": {
        "telegram": {"path": "telegram_path_0001", "token": "1:tok", "secret": "s3cret"},
        "whatsapp": {"path": "whatsapp_path_0001", "account": "2", "template": "stadiu", **META},
        "messenger": {"path": "messenger_path_001", "account": "PAGE", **META},
    }
}


@pytest.fixture
def vendor(settings: Any) -> Iterator[Vendor]:
    with vendor_at_loopback() as found:
        settings.CHAT_CHANNELS = CHANNELS
        settings.CHAT_API_BASES = {"telegram": found.url, "graph": found.url}
        yield found


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Inbound]:
    """What reached the dialogue; it answers with the same words."""
    found: list[Inbound] = []

    def echo(conversation: Conversation, inbound: Inbound, *, now: object) -> list[Reply]:
        found.append(inbound)
        return [Reply(acts=("greet",), text=f"{inbound.kind}:{inbound.text or inbound.payload or inbound.lat}")]

    monkeypatch.setattr(intake, "answer", echo)
    monkeypatch.setattr(pin, "answer", echo)
    monkeypatch.setattr(postman.time, "sleep", lambda seconds: None)
    monkeypatch.setattr(postman, "PAIR_SECONDS", dict.fromkeys(postman.PAIR_SECONDS, 0))
    return found


@pytest.fixture
def authority(db: None) -> Iterator[Authority]:
    with jobs.done_here():
        yield make_authorities()["pietricica"]
