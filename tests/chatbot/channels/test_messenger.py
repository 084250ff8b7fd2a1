"""Messenger's deliveries come in whole, pins in every shape they ever had; replies keep to what Europe still has."""

from typing import Any

import pytest

from chatbot.channels.contract import Recipient, RemoteFile, Undeliverable
from chatbot.channels.messenger import read, send
from chatbot.conversation.messages import OPENED, Button, Link, Reply

from .recorded import needs_fixtures, recorded, shapes

TO = Recipient(address="PSID_1", map_page="https://x.example/m/")


def delivery(**message: Any) -> dict[str, Any]:
    item = {"sender": {"id": "PSID_1"}, "recipient": {"id": "PAGE"}, "timestamp": 1760000000000, **message}
    return {"object": "page", "entry": [{"id": "PAGE", "time": 1, "messaging": [item]}]}


def test_a_pin_is_read_in_both_shapes_and_an_empty_one_is_said() -> None:
    at = {"coordinates": {"lat": 46.93, "long": 26.37}}
    for attachment in ({"type": "location", "payload": {**at, "title": "Pinned Location", "url": "x"}}, {"type": "location", "title": "Ion's Location", "url": "x", "payload": at}):
        [event] = read(delivery(message={"mid": "m1", "attachments": [attachment]}))
        assert event.inbound is not None
        assert (event.inbound.kind, event.inbound.lat, event.inbound.lon, event.inbound.place_name) == ("pin", 46.93, 26.37, "")
    [empty] = read(delivery(message={"mid": "m2", "attachments": [{"type": "fallback"}]}))
    assert empty.inbound is not None and empty.inbound.payload == "location_unavailable"


def test_a_shared_map_link_is_words_even_behind_facebooks_redirect() -> None:
    wrapped = "https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.google.com%2Fmaps%3Fq%3D46.93%2C26.37"
    [event] = read(delivery(message={"mid": "m3", "attachments": [{"type": "fallback", "payload": {"url": wrapped}}]}))
    assert event.inbound is not None and (event.inbound.kind, event.inbound.text) == ("text", "https://www.google.com/maps?q=46.93,26.37")


def test_echoes_and_other_applications_conversations_stay_silent() -> None:
    [echo] = read(delivery(message={"mid": "m4", "is_echo": True, "text": "x"}))
    standby = {"object": "page", "entry": [{"id": "P", "standby": [{"sender": {"id": "PSID_1"}, "message": {"mid": "m5", "text": "x"}}]}]}
    [other] = read(standby)
    assert echo.inbound is None and other.inbound is None
    assert (echo.note, other.note) == ("echo", "standby")


def test_getting_started_opens_and_events_without_an_id_are_still_counted_once() -> None:
    [event] = read(delivery(postback={"title": "Începe", "payload": "GET_STARTED"}))
    assert event.inbound is not None and event.inbound.payload == OPENED
    assert event.external_id.startswith("h:")
    assert read(delivery(postback={"title": "Începe", "payload": "GET_STARTED"}))[0].external_id == event.external_id


def test_photos_are_fetched_and_stickers_are_not() -> None:
    [photo] = read(delivery(message={"mid": "m6", "attachments": [{"type": "image", "payload": {"url": "https://scontent.fbcdn.net/a.jpg"}}]}))
    assert photo.files == (RemoteFile("https://scontent.fbcdn.net/a.jpg", "image/jpeg", "foto.jpg"),)
    for sticker in ({"type": "image", "payload": {"url": "https://x", "sticker_id": 3}}, {"type": "sticker", "payload": {}}):
        [event] = read(delivery(message={"mid": "m7", "attachments": [sticker]}))
        assert event.files == ()


@needs_fixtures
@pytest.mark.parametrize(("name", "payload"), shapes("messenger/webhook_shapes.json"))
def test_recorded_shapes_are_read_each_alone_again(name: str, payload: dict[str, Any]) -> None:
    events = read(payload)
    wanted = {
        "text": "text", "quick_reply": "button", "reply_to": "text", "postback": "system", "pin_v6_and_later": "pin", "pin_v2_to_v5": "pin", "fallback_no_payload": "system",
        "fallback_map_link": "text", "echo_ignore": None, "batched_two_entries": "text", "standby": None,
    }
    assert [event.inbound.kind if event.inbound else None for event in events] == [wanted[name]] * (2 if name == "batched_two_entries" else 1)
    for event in events:
        assert read(event.raw) == [event]
    if name.startswith("pin"):
        assert events[0].inbound is not None and (events[0].inbound.lat, events[0].inbound.lon) == (47.1585, 27.6014)


def test_a_pin_is_asked_for_through_our_own_map() -> None:
    [call] = send(Reply(acts=("ask_location",), text="Unde este terenul?", ask_location=True), TO)
    template = call.body["message"]["attachment"]["payload"]
    assert template["buttons"] == [{"type": "web_url", "url": "https://x.example/m/", "title": "Alegeți pe hartă"}]
    assert "content_type" not in str(call.body) or "location" not in str(call.body)


@needs_fixtures
def test_calls_have_the_shapes_of_the_official_collection() -> None:
    collection = str(recorded("messenger/fbsamples_messenger.postman_collection.json"))
    calls = send(Reply(acts=("menu",), text="Care?", buttons=(Button("a", "Unu"),), link=Link("Pagina", "https://x.example")), TO)
    for word in ("recipient", "message", "attachment", "template_type", "web_url", "quick_replies", "content_type"):
        assert word in collection and word in str([call.body for call in calls])


def test_limits_are_kept() -> None:
    calls = send(Reply(acts=("menu",), text="O frază. " * 600, buttons=tuple(Button(str(n), f"V {n}") for n in range(13))), TO)
    assert all(len(call.body["message"]["text"]) <= 2000 for call in calls)
    assert len(calls[-1].body["message"]["quick_replies"]) == 13
    assert all("quick_replies" not in call.body["message"] for call in calls[:-1])


def test_after_24_hours_only_a_colleague_answers_and_says_so_to_meta() -> None:
    reply = Reply(acts=("agent",), text="Am verificat.")
    with pytest.raises(Undeliverable):
        send(reply, Recipient(address="PSID_1", in_window=False))
    [call] = send(reply, Recipient(address="PSID_1", in_window=False, by_person=True))
    assert (call.body["messaging_type"], call.body["tag"]) == ("MESSAGE_TAG", "HUMAN_AGENT")
