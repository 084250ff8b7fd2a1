"""From a vendor's delivery to the vendor's call with the real dialogue between: a pin on each channel, in each shape, and a vendor that is down."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from django.contrib.gis.geos import Point

from chatbot import postman
from chatbot.models import Conversation, Outbound
from gisapp.core import clock, jobs
from layers import api as layers
from tests.chatbot.channels.recorded import FIXTURES, recorded
from tests.permits.conftest import E0, N0, Town, _built, demo_keys, town  # noqa: F401 - fixtures

from .conftest import CHANNELS
from .test_deliveries import NOW, deliver, telegram, whatsapp
from .vendors import Vendor


@pytest.fixture
def house(town: Town, vendor: Vendor, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:  # noqa: F811
    settings.CHAT_CHANNELS = {town.authority.slug: CHANNELS["pietricica"]}
    monkeypatch.setattr(postman.time, "sleep", lambda seconds: None)
    monkeypatch.setattr(postman, "PAIR_SECONDS", dict.fromkeys(postman.PAIR_SECONDS, 0))
    with jobs.done_here(), clock.moved_to(NOW):
        yield town


def here() -> tuple[float, float]:
    """Latitude and longitude of land 50001."""
    lon, lat = layers.lonlat_of(Point(E0 + 12, N0 + 20, srid=3844))
    return round(lat, 6), round(lon, 6)


def messenger(**event: Any) -> dict[str, Any]:
    return {"object": "page", "entry": [{"id": "PAGE", "time": 1, "messaging": [{"sender": {"id": "PSID"}, "recipient": {"id": "PAGE"}, "timestamp": int(NOW.timestamp() * 1000), **event}]}]}


def pins() -> dict[str, tuple[str, dict[str, Any]]]:
    lat, lon = here()
    place, venue = {"latitude": lat, "longitude": lon}, {"location": {"latitude": lat, "longitude": lon}, "title": "Acasă", "address": "x"}
    older = {"type": "location", "title": "x", "url": "y", "payload": {"coordinates": {"lat": lat, "long": lon}}}
    newer = {"type": "location", "payload": {"coordinates": {"lat": lat, "long": lon}, "url": "u", "title": "Pinned Location"}}
    return {
        "telegram bare": ("telegram", telegram(location=place)),
        "telegram venue": ("telegram", telegram(location=place, venue=venue)),
        "telegram live": ("telegram", telegram(location={**place, "live_period": 900, "horizontal_accuracy": 8})),
        "telegram typed": ("telegram", telegram(text=f"{lat}, {lon}")),
        "telegram link": ("telegram", telegram(text=f"https://www.google.com/maps?q={lat},{lon}")),
        "whatsapp pin": ("whatsapp", whatsapp({"from": "40700", "id": "w1", "type": "location", "location": place}, wa_id="40700")),
        "whatsapp without a number": ("whatsapp", whatsapp({"from_user_id": "RO.1", "id": "w2", "type": "location", "location": place}, user_id="RO.1")),
        "messenger older": ("messenger", messenger(message={"mid": "m1", "attachments": [older]})),
        "messenger newer": ("messenger", messenger(message={"mid": "m2", "attachments": [newer]})),
        "messenger link": ("messenger", messenger(message={"mid": "m3", "text": f"https://www.openstreetmap.org/?mlat={lat}&mlon={lon}"})),
    }


def check_telegram(vendor: Vendor) -> None:
    """Every call that went out, as the Bot API's schema wants it."""
    if not FIXTURES.exists():
        return
    schema = recorded("telegram/methods.schema.json")
    for path, body in vendor.calls:
        jsonschema.validate(body, {**schema["methods"][path.rpartition("/")[2]], "$defs": schema["$defs"]})


@pytest.mark.parametrize("name", ["telegram bare", "telegram venue", "telegram live", "telegram typed", "telegram link", "whatsapp pin", "whatsapp without a number", "messenger older", "messenger newer", "messenger link"])
def test_a_pin_of_every_shape_is_answered_with_its_parcel(house: Town, vendor: Vendor, name: str) -> None:
    channel, payload = pins()[name]
    assert deliver(channel, payload) == 200
    jobs.drain()
    said = str(vendor.calls)
    assert "50001" in said
    assert "asistentul automat" in said
    assert Conversation.objects.get().state["parcel"]["number"] == "50001"
    if channel == "telegram":
        check_telegram(vendor)


def test_a_whole_way_on_telegram_sends_only_what_the_schema_takes(house: Town, vendor: Vendor) -> None:
    lat, lon = here()
    steps: list[dict[str, Any]] = [{"text": "/start"}, {"location": {"latitude": lat, "longitude": lon}}, *({"text": words} for words in ("da", "vreau o casă P+1", "sunt de acord", "ce program aveți?", "om"))]
    for number, message in enumerate(steps, start=1):
        deliver("telegram", telegram(number, **message))
        jobs.drain()
    check_telegram(vendor)
    said = str(vendor.calls)
    assert "/cerere/continua/" in said
    assert Conversation.objects.get().owner == "queue"
    assert not Outbound.objects.exclude(state=Outbound.State.SENT).exists()


def test_while_the_messenger_is_down_nothing_is_lost_and_the_order_is_kept(house: Town, vendor: Vendor) -> None:
    vendor.answers = [(503, {})]
    for number, words in enumerate(("bună ziua", "ce program aveți?"), start=1):
        deliver("telegram", telegram(number, text=words))
        jobs.drain()
    assert Outbound.objects.filter(state=Outbound.State.WAITING).count() == Outbound.objects.count() > 1
    vendor.answers = [(200, {"ok": True, "result": {"message_id": 1}})]
    vendor.calls.clear()
    with clock.moved_to(NOW + dt.timedelta(minutes=20)):
        jobs.drain()
    assert not Outbound.objects.filter(state=Outbound.State.WAITING).exists()
    told = [str(body) for _path, body in vendor.calls]
    assert next(at for at, one in enumerate(told) if "automat" in one) < next(at for at, one in enumerate(told) if "Program" in one)


def test_a_replay_days_later_is_neither_heard_nor_answered_twice(house: Town, vendor: Vendor) -> None:
    for _again in range(3):
        deliver("telegram", telegram(9, text="ce program aveți?"))
        jobs.drain()
    with clock.moved_to(NOW + dt.timedelta(days=2)):
        deliver("telegram", telegram(9, text="ce program aveți?"))
        jobs.drain()
    assert Conversation.objects.get().turns.count() == 2
