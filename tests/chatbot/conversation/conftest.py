"""The small town of the permits' tests, and a way to talk with its assistant."""

import datetime as dt
import types
from collections.abc import Callable, Iterator

import pytest

from chatbot.conversation.engine import answer
from chatbot.conversation.messages import Inbound, Media
from chatbot.models import Conversation, opaque
from chatbot.understanding import street_list
from gisapp.core import clock
from layers import api as layers
from tests.permits.conftest import E0, N0, Town, _built, demo_keys, town  # noqa: F401 - fixtures

NOON = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)


class Said(types.SimpleNamespace):
    """One answer: acts, text, titles of buttons, slots."""

    acts: tuple[str, ...]
    text: str
    buttons: list[str]


class Person:
    """Somebody who writes to the assistant."""

    def __init__(self, town: Town, name: str = "somebody", **more: object) -> None:  # noqa: F811
        self.town = town
        self.conversation = Conversation.objects.create(
            authority=town.authority, channel="web", account="t", external_user=opaque("web", "t", name), started_at=clock.now(), last_seen=clock.now(), **more
        )

    def _send(self, inbound: Inbound, now: dt.datetime) -> Said:
        replies = answer(self.conversation, inbound, now=now)
        self.conversation.refresh_from_db()
        acts = tuple(act for reply in replies for act in reply.acts)
        for reply in replies:
            assert len(reply.buttons) <= 3
            assert all(len(button.title) <= 20 and len(button.id) <= 64 for button in reply.buttons)
        return Said(
            acts=acts, text="\n".join(reply.text for reply in replies), buttons=[b.title for reply in replies for b in reply.buttons],
            ids=[b.id for reply in replies for b in reply.buttons], slots=self.conversation.state["slots"], lang=self.conversation.lang, replies=replies,
        )

    def says(self, text: str, now: dt.datetime = NOON) -> Said:
        return self._send(Inbound("text", text=text), now)

    def tells(self, *texts: str) -> Said:
        return [self.says(text) for text in texts][-1]

    def presses(self, payload: str) -> Said:
        return self._send(Inbound("button", payload=payload), NOON)

    def pin(self, east: float, north: float, accuracy: float | None = None, **more: object) -> Said:
        """A pin so many metres east and north of the corner of the town."""
        from django.contrib.gis.geos import Point

        lon, lat = layers.lonlat_of(Point(E0 + east, N0 + north, srid=3844))
        return self._send(Inbound("pin", lat=lat, lon=lon, accuracy=accuracy, **more), NOON)

    def degrees(self, lat: float | None, lon: float | None) -> Said:
        return self._send(Inbound("pin", lat=lat, lon=lon), NOON)

    def photo(self, sha256: str = "", text: str = "") -> Said:
        return self._send(Inbound("media", text=text, media=(Media(sha256, "image/jpeg", 10),)), NOON)

    def sends(self, **inbound: object) -> Said:
        return self._send(Inbound(**inbound), NOON)

    @property
    def state(self) -> dict[str, object]:
        return self.conversation.state


@pytest.fixture(autouse=True)
def own_streets() -> Iterator[None]:
    """Street names are kept for ten minutes, and the test's town has the ids of the next one's."""
    street_list._kept.clear()
    yield
    street_list._kept.clear()


@pytest.fixture
def someone(town: Town) -> Callable[..., Person]:  # noqa: F811
    return lambda name="somebody", **more: Person(town, name, **more)


@pytest.fixture
def ana(someone: Callable[..., Person]) -> Person:
    """Ana, who has written once already: the assistant has said what it is."""
    person = someone("ana")
    person.says("bună ziua")
    return person
