"""WhatsApp's deliveries come in, known by the person's scoped id; replies keep its limits and its 24 hours."""

import json
from typing import Any

import pytest

from chatbot.channels.contract import Received, Recipient, RemoteFile, Undeliverable
from chatbot.channels.whatsapp import read, send
from chatbot.channels.whatsapp.read import account_of
from chatbot.conversation.messages import Button, Link, MapCard, Reply

from .recorded import FIXTURES, needs_fixtures, recorded, shapes

TO = Recipient(address='{"to": "40700000000"}', map_page="https://x.example/m/")
THREE = tuple(Button(f"b{n}", f"Varianta {n}") for n in range(3))


def delivery(message: dict[str, Any], contact: dict[str, Any] | None = None) -> dict[str, Any]:
    value = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": "2"}, "contacts": [contact or {"wa_id": "40700000000"}], "messages": [message]}
    return {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}]}


def one(message: dict[str, Any], contact: dict[str, Any] | None = None) -> Received:
    [event] = read(delivery({"id": "wamid.1", "timestamp": "1760000000", **message}, contact))
    return event


def test_a_person_without_a_number_is_known_by_the_scoped_id() -> None:
    event = one({"from_user_id": "RO.1349", "type": "location", "location": {"latitude": 46.9, "longitude": 26.3}}, {"user_id": "RO.1349", "profile": {"name": "Ion"}})
    assert (event.person, event.formerly, json.loads(event.address)) == ("RO.1349", "", {"recipient": "RO.1349"})
    assert event.inbound is not None and (event.inbound.kind, event.inbound.lat) == ("pin", 46.9)


def test_the_scoped_id_comes_before_the_number_which_stays_the_way_to_write() -> None:
    event = one({"from": "40700000000", "type": "text", "text": {"body": "bună"}}, {"wa_id": "40700000000", "user_id": "RO.7"})
    assert (event.person, event.formerly, json.loads(event.address)) == ("RO.7", "40700000000", {"to": "40700000000"})


def test_a_changed_number_moves_the_conversation_and_a_changed_holder_ends_it() -> None:
    moved = one({"from": "407", "type": "system", "system": {"type": "user_changed_number", "wa_id": "408"}})
    assert (moved.person, moved.formerly, moved.inbound) == ("408", "407", None)
    assert one({"from": "407", "type": "system", "system": {"type": "customer_identity_changed"}}).left


def test_what_cannot_be_read_is_said_and_what_is_no_question_is_not() -> None:
    for kind in ("unsupported", "audio", "sticker", "contacts", "something_new"):
        event = one({"from": "407", "type": kind})
        assert event.inbound is not None and (event.inbound.kind, event.inbound.payload) == ("media", kind)
    for kind in ("reaction", "revoke"):
        assert one({"from": "407", "type": kind}).inbound is None


def test_a_status_is_a_report_and_a_document_is_fetched() -> None:
    raw = delivery({})
    raw["entry"][0]["changes"][0]["value"] = {"statuses": [{"id": "wamid.9", "status": "failed", "errors": [{"code": 131047}]}]}
    [event] = read(raw)
    assert event.report == ("wamid.9", "failed", "131047")
    assert event.inbound is None
    assert one({"from": "4", "type": "document", "document": {"id": "77", "mime_type": "application/pdf", "filename": "plan.pdf"}}).files == (RemoteFile("77", "application/pdf", "plan.pdf"),)


def test_the_account_is_told_by_the_delivery() -> None:
    assert account_of(delivery({})) == {"2"}


@needs_fixtures
@pytest.mark.parametrize("file", [f"whatsapp/pywa_updates/{name}.json" for name in ("message", "callback_button", "callback_selection", "message_status", "edited_message", "deleted_message", "system")])
def test_pywas_recorded_updates_are_read_and_each_alone_again(file: str) -> None:
    for name, payload in shapes(file):
        events = read(payload)
        assert events, name
        for event in events:
            assert read(event.raw) == [event], name
            assert event.inbound is not None or event.note, name
            if "location" in name:
                assert event.inbound is not None and event.inbound.kind == "pin" and event.person.startswith("US.")
            if name in ("button", "quick_reply", "callback", "description"):
                assert event.inbound is not None and (event.inbound.kind, event.inbound.payload) == ("button", "callback_data")


@needs_fixtures
@pytest.mark.parametrize("path", sorted(path.name for path in (FIXTURES / "whatsapp/bindambc").glob("in_*.json")) if FIXTURES.exists() else [])
def test_a_second_librarys_payloads_are_read(path: str) -> None:
    [event] = read(recorded(f"whatsapp/bindambc/{path}"))
    kinds = {"in_buttonMessage": "button", "in_documentMessage": "media", "in_imageMessage": "media", "in_locationMessage": "pin", "in_textMessage": "text"}
    wanted = kinds.get(path.removesuffix(".json"))
    assert (event.inbound.kind if event.inbound else None) == wanted


@needs_fixtures
def test_metas_samples_are_read_and_the_request_for_a_pin_is_metas() -> None:
    samples = recorded("whatsapp/meta_docs_and_bsuid.json")
    [text] = read(samples["official_text"])
    assert text.inbound is not None and text.inbound.text == "Does it come in another color?"
    [pin] = read(samples["bsuid_only_location"])
    assert pin.person == "RO.13491208655302741918"
    wanted = {key: value for key, value in samples["send_location_request"].items() if key != "_prov"}
    [call] = send(Reply(acts=("ask_location",), text="Trimiteți locația terenului.", ask_location=True), Recipient(address='{"to": "40700000000"}'))
    assert call.body == wanted


@needs_fixtures
def test_replies_have_the_shapes_that_a_second_library_expects() -> None:
    def shape(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: shape(inner) for key, inner in value.items() if key not in ("header", "footer", "description")}
        return [shape(value[0])] if isinstance(value, list) else type(value).__name__

    [text] = send(Reply(acts=("greet",), text="Bună"), TO)
    assert shape(text.body) == shape(recorded("whatsapp/bindambc/out_expectedMessage1.json"))
    [buttons] = send(Reply(acts=("menu",), text="Care?", buttons=THREE), TO)
    assert shape(buttons.body) == shape(recorded("whatsapp/bindambc/out_expectedMessage11.json"))
    [listed] = send(Reply(acts=("menu",), text="Care?", buttons=(*THREE, Button("b4", "A patra"))), TO)
    assert shape(listed.body) == shape(recorded("whatsapp/bindambc/out_expectedMessage12.json"))


def test_limits_are_kept_and_a_long_text_goes_before_its_choices() -> None:
    calls = send(Reply(acts=("menu",), text="O propoziție lungă despre acest teren. " * 80, buttons=THREE), TO)
    assert [call.body["type"] for call in calls[:-1]] == ["text"] * (len(calls) - 1)
    inside = calls[-1].body["interactive"]
    assert len(inside["body"]["text"]) <= 1024
    assert all(len(one["reply"]["title"]) <= 20 for one in inside["action"]["buttons"])
    [many] = send(Reply(acts=("menu",), text="Care?", buttons=tuple(Button(str(n), f"V {n}") for n in range(12))), TO)
    assert many.body["type"] == "text" and "12. V 11" in many.body["text"]["body"]


def test_the_parcels_picture_rides_on_the_buttons_message() -> None:
    card = MapCard("50001", "Strada Fântânii 1", "https://x.example/h", 46.9, 26.3)
    [call] = send(Reply(acts=("ask_confirmation",), text="Acesta?", buttons=THREE, map_card=card), Recipient(address=TO.address, picture="https://x.example/p.png"))
    assert call.body["interactive"]["header"]["image"]["link"] == "https://x.example/p.png"


def test_after_24_hours_only_an_approved_template_goes_out() -> None:
    late = Reply(acts=("notice",), text="Certificatul\neste gata.", link=Link("Vedeți", "https://x.example/d"))
    with pytest.raises(Undeliverable):
        send(late, Recipient(address=TO.address, in_window=False))
    [call] = send(late, Recipient(address=TO.address, in_window=False, template="stadiu_dosar"))
    assert call.body["template"]["components"][0]["parameters"] == [{"type": "text", "text": "Certificatul este gata. https://x.example/d"}]
    assert call.body["template"]["language"] == {"code": "ro"}
