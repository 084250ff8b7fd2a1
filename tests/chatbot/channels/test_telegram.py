"""Telegram's updates come in as messages of ours; replies go out as calls that its schema accepts."""

from typing import Any

import jsonschema
import pytest

from chatbot.channels.contract import Call, Recipient, RemoteFile
from chatbot.channels.telegram import read, send
from chatbot.channels.telegram.words import ASK_PIN
from chatbot.conversation.messages import OPENED, Button, Document, Inbound, Link, MapCard, Reply

from .recorded import FIXTURES, needs_fixtures, recorded, shapes

ION = {"id": 700001, "is_bot": False, "first_name": "Ion", "language_code": "ro"}
CHAT = {"id": 700001, "type": "private", "first_name": "Ion"}
TO = Recipient(address="700001", map_page="https://x.example/chat/harta/abc/")
CARD = MapCard("50001", "Strada Fântânii nr. 1", "https://x.example/harta/?parcel=50001", 46.93, 26.37)


def update(**message: Any) -> dict[str, Any]:
    return {"update_id": 5, "message": {"message_id": 9, "date": 1760000000, "chat": CHAT, "from": ION, **message}}


def heard(delivery: dict[str, Any]) -> Inbound:
    [event] = read(delivery)
    assert event.inbound is not None, event.note
    return event.inbound


def test_a_venue_is_read_before_the_location_that_it_also_fills() -> None:
    at = {"latitude": 46.93, "longitude": 26.37}
    pin = heard(update(location=at, venue={"location": at, "title": "Primăria", "address": "Piața 1"}))
    assert (pin.kind, pin.lat, pin.lon, pin.place_name) == ("pin", 46.93, 26.37, "Primăria, Piața 1")


def test_a_live_location_starts_moves_and_stops() -> None:
    at = {"latitude": 46.93, "longitude": 26.37, "horizontal_accuracy": 9.5}
    start = heard(update(location={**at, "live_period": 900}))
    assert (start.is_live, start.is_edit, start.accuracy) == (True, False, 9.5)
    move = heard({"update_id": 6, "edited_message": {**update()["message"], "edit_date": 1760000060, "location": {**at, "live_period": 900}}})
    assert (move.is_live, move.is_edit) == (True, True)
    stop = heard({"update_id": 7, "edited_message": {**update()["message"], "edit_date": 1760000090, "location": at}})
    assert (stop.is_live, stop.is_edit) == (False, True)


def test_an_edited_text_says_that_it_is_edited() -> None:
    assert heard({"update_id": 6, "edited_message": {**update()["message"], "text": "am greșit"}}).is_edit


def test_the_button_that_only_types_its_words_brings_no_pin() -> None:
    assert heard(update(text=ASK_PIN["ro"])).payload == "location_unavailable"
    assert heard(update(text="/start")).payload == OPENED


def test_a_pressed_button_is_answered_and_taken_away() -> None:
    query = {"id": "990001", "from": ION, "chat_instance": "-5", "message": {"message_id": 16, "date": 1, "chat": CHAT}, "data": "p:ok"}
    [event] = read({"update_id": 8, "callback_query": query})
    assert event.inbound is not None and (event.inbound.kind, event.inbound.payload) == ("button", "p:ok")
    assert [call.name for call in event.courtesies] == ["answerCallbackQuery", "editMessageReplyMarkup"]


def test_the_largest_photo_and_a_document_are_fetched_voice_is_not() -> None:
    [event] = read(update(photo=[{"file_id": "s", "width": 90, "height": 90}, {"file_id": "l", "width": 1280, "height": 960}], caption="gropi"))
    assert event.files == (RemoteFile("l", "image/jpeg", "foto.jpg"),)
    assert event.inbound is not None and event.inbound.text == "gropi"
    assert heard(update(voice={"file_id": "v", "duration": 5})).payload == "voice"


def test_groups_bots_and_unknown_updates_are_left_alone() -> None:
    group = update(text="bună")
    group["message"]["chat"] = {"id": -100, "type": "supergroup"}
    bot = update(text="bună")
    bot["message"]["from"] = {**ION, "is_bot": True}
    for delivery in (group, bot, {"update_id": 1, "poll_answer": {}}):
        [event] = read(delivery)
        assert event.inbound is None and event.note


@needs_fixtures
@pytest.mark.parametrize(("name", "payload"), shapes("telegram/own_updates_ro.json"))
def test_recorded_updates_are_valid_and_read(name: str, payload: dict[str, Any]) -> None:
    jsonschema.validate(payload, recorded("telegram/update.schema.json"))
    [event] = read(payload)
    assert event.person == "700001"
    if name == "blocked_by_user":
        assert event.left and event.inbound is None
    elif name == "request_location_pressed_on_web_client":
        assert event.inbound is not None and event.inbound.payload == "location_unavailable"
    elif name == "callback_query":
        assert event.inbound is not None and event.inbound.payload == "p:ok:7f3a"
    else:
        assert event.inbound is not None and event.inbound.kind == "pin" and event.inbound.lat is not None
    assert read(event.raw) == [event]


@needs_fixtures
@pytest.mark.parametrize("file", ["telegram/official_guide_samples.json", "telegram/chatwoot_pr6158_location.json"])
def test_telegrams_own_incomplete_samples_are_read(file: str) -> None:
    for name, payload in shapes(file):
        [event] = read(payload)
        assert event.inbound is not None, name
        assert event.person == "1111111"


def calls_of_every_kind() -> list[Call]:
    buttons = (Button("p:ok", "Da, acesta"), Button("p:no", "Nu"))
    replies = [
        Reply(acts=("greet",), text="Bună ziua! <b>*Sunt*</b> asistentul_automat."),
        Reply(acts=("ask_confirmation",), text="Este terenul acesta?", buttons=buttons, map_card=CARD),
        Reply(acts=("ask_location",), text="Trimiteți locația.", ask_location=True, buttons=buttons),
        Reply(acts=("draft_created",), text="Ciorna este gata.", link=Link("Deschideți cererea", "https://x.example/c")),
        Reply(acts=("draft_created",), text="Ciorna este gata.", link=Link("Deschideți cererea", "http://localhost/c")),
        Reply(acts=("menu",), text="Meniu", buttons=tuple(Button(f"m:{n}", f"Punctul {n}") for n in range(12))),
        Reply(acts=("answer",), text="ș" * 9000),
        Reply(acts=("answer",), text="Actul", document=Document("0" * 64, "certificat.pdf", "application/pdf")),
    ]
    to = Recipient(address="700001", map_page=TO.map_page, document_url="https://x.example/d")
    calls = [call for reply in replies for call in send(reply, to)]
    [pressed] = read({"update_id": 8, "callback_query": {"id": "1", "from": ION, "message": {"message_id": 16, "date": 1, "chat": CHAT}, "data": "x"}})
    return [*calls, *pressed.courtesies, Call("sendChatAction", {"chat_id": 700001, "action": "typing"}), Call("getFile", {"file_id": "l"})]


@needs_fixtures
def test_every_call_is_valid_against_the_schema_of_the_bot_api() -> None:
    schema = recorded("telegram/methods.schema.json")
    for call in calls_of_every_kind():
        jsonschema.validate(call.body, {**schema["methods"][call.name], "$defs": schema["$defs"]})


def test_calls_keep_telegrams_limits() -> None:
    for call in calls_of_every_kind():
        if call.name == "sendMessage":
            assert 1 <= len(call.body["text"].encode("utf-16-le")) // 2 <= 4096
            assert "parse_mode" not in call.body
            for row in call.body.get("reply_markup", {}).get("inline_keyboard", []):
                assert all(1 <= len(one["callback_data"].encode()) <= 64 for one in row if "callback_data" in one)


def test_a_pin_is_asked_for_by_the_keyboard_and_by_the_map() -> None:
    [call] = send(Reply(acts=("ask_location",), text="Unde?", ask_location=True), TO)
    assert call.body["reply_markup"]["keyboard"][0][0]["request_location"] is True
    assert TO.map_page in call.body["text"]


def test_a_parcel_is_shown_as_a_venue_and_its_choices_under_the_words() -> None:
    venue, message = send(Reply(acts=("ask_confirmation",), text="Acesta?", buttons=(Button("y", "Da"),), map_card=CARD), TO)
    assert (venue.name, venue.body["latitude"], venue.body["title"]) == ("sendVenue", 46.93, "50001")
    assert message.body["reply_markup"]["inline_keyboard"][0] == [{"text": "Da", "callback_data": "y"}]


def test_fixtures_are_found_by_their_place() -> None:
    assert FIXTURES.parts[-3:] == ("shared", "chat", "fixtures")
