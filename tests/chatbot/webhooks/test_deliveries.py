"""A delivery is verified, stored once, answered at once; the dialogue hears it once and the vendor is called in order."""

import datetime as dt
import hashlib
import hmac
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from chatbot import webhooks
from chatbot.conversation.messages import Inbound
from chatbot.models import ChatSettings, Conversation, InboundEvent, Outbound, PinLink
from gisapp.accounts.models import Authority
from gisapp.core import clock, jobs

from .conftest import CHANNELS
from .vendors import Vendor

PATHS = {name: values["path"] for name, values in CHANNELS["pietricica"].items()}
NOW = dt.datetime(2026, 11, 24, 10, tzinfo=dt.UTC)


def telegram(number: int = 1, at: dt.datetime = NOW, **message: Any) -> dict[str, Any]:
    chat = {"id": 700001, "type": "private"}
    return {"update_id": number, "message": {"message_id": number, "date": int(at.timestamp()), "chat": chat, "from": {"id": 700001, "is_bot": False}, **(message or {"text": "bună"})}}


def whatsapp(message: dict[str, Any], **contact: Any) -> dict[str, Any]:
    value = {"metadata": {"phone_number_id": "2"}, "contacts": [contact], "messages": [{"timestamp": str(int(NOW.timestamp())), **message}]}
    return {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}]}


def deliver(channel: str, payload: Any, *, secret: str | None = None) -> int:
    raw = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    if channel == "telegram":
        headers = {"x-telegram-bot-api-secret-token": secret or "s3cret"}
    else:
        headers = {"x-hub-signature-256": "sha256=" + hmac.new((secret or "app-secret").encode(), raw, hashlib.sha256).hexdigest()}
    address = reverse("chat_webhook", args=[channel, PATHS[channel]])
    return Client().post(address, raw, content_type="application/json", headers=headers).status_code


@pytest.mark.parametrize("channel", list(PATHS))
def test_a_forged_delivery_is_refused_and_changes_nothing(authority: Authority, vendor: Vendor, heard: list[Inbound], channel: str) -> None:
    assert deliver(channel, telegram(), secret="forged") == 403
    jobs.drain()
    assert (InboundEvent.objects.count(), Conversation.objects.count(), heard, vendor.calls) == (0, 0, [], [])


@pytest.mark.parametrize("channel", list(PATHS))
@pytest.mark.parametrize("odd", [b"", b"not json", b"[]", b'{"object": "page"}', b"[" * 5000, b'{"entry": [{"changes": 1}]}'])
def test_what_is_genuine_but_unknown_is_taken_with_200(authority: Authority, vendor: Vendor, channel: str, odd: bytes) -> None:
    assert deliver(channel, odd) == 200


def test_a_body_over_three_megabytes_is_refused(authority: Authority, vendor: Vendor) -> None:
    assert deliver("telegram", b"x" * (webhooks.MOST_BYTES + 1)) == 413


def test_an_unknown_path_is_not_found_and_meta_gets_its_challenge(authority: Authority, vendor: Vendor) -> None:
    assert Client().post(reverse("chat_webhook", args=["telegram", "another_path_0001"]), b"{}", content_type="application/json").status_code == 404
    address = reverse("chat_webhook", args=["messenger", PATHS["messenger"]])
    asked = {"hub.mode": "subscribe", "hub.verify_token": "verify-me", "hub.challenge": "42"}
    answer = Client().get(address, asked)
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"42", "text/plain")
    assert Client().get(address, {**asked, "hub.verify_token": "x"}).status_code == 403
    assert Client().get(reverse("chat_webhook", args=["telegram", PATHS["telegram"]])).status_code == 403


def test_a_message_is_heard_once_and_answered_though_it_is_delivered_three_times(authority: Authority, vendor: Vendor, heard: list[Inbound]) -> None:
    with clock.moved_to(NOW):
        for _time in range(3):
            assert deliver("telegram", telegram()) == 200
        jobs.drain()
    assert [one.text for one in heard] == ["bună"]
    [(path, body)] = vendor.calls
    assert path == "/bot1:tok/sendMessage"
    assert body["chat_id"] == 700001 and body["text"] == "text:bună"
    assert Outbound.objects.get().state == Outbound.State.SENT


def test_a_delivery_is_read_back_as_it_came(authority: Authority, vendor: Vendor, heard: list[Inbound]) -> None:
    from chatbot.intake import opened

    deliver("telegram", {**telegram(), "odd": [False, None, 1.5, {"ș": True}]})
    assert opened(InboundEvent.objects.get().raw) == {**telegram(), "odd": [False, None, 1.5, {"ș": True}]}
    assert "bună" not in str(InboundEvent.objects.values_list("outcome", "external_id"))


def test_every_channel_answers_in_its_own_way(authority: Authority, vendor: Vendor, heard: list[Inbound]) -> None:
    with clock.moved_to(NOW):
        deliver("whatsapp", whatsapp({"from": "40700", "id": "w1", "type": "text", "text": {"body": "salut"}}, wa_id="40700"))
        item = {"sender": {"id": "P1"}, "timestamp": int(NOW.timestamp() * 1000), "message": {"mid": "m1", "text": "hei"}}
        deliver("messenger", {"object": "page", "entry": [{"id": "PAGE", "messaging": [item]}]})
        jobs.drain()
    assert {path for path, _body in vendor.calls} == {"/2/messages", "/PAGE/messages"}
    assert sorted(one.text for one in heard) == ["hei", "salut"]


def test_messages_of_one_person_are_heard_in_order(authority: Authority, vendor: Vendor, heard: list[Inbound]) -> None:
    with clock.moved_to(NOW):
        for number in range(1, 6):
            deliver("telegram", telegram(number, text=f"{number}"))
        last = InboundEvent.objects.order_by("-pk")[0]
        from chatbot.intake import read_event

        read_event(last.pk)
        jobs.drain()
    assert [one.text for one in heard] == ["1", "2", "3", "4", "5"]
    assert [body["text"] for _path, body in vendor.calls] == [f"text:{n}" for n in range(1, 6)]


def test_yesterdays_messages_get_one_apology_and_no_answer(authority: Authority, vendor: Vendor, heard: list[Inbound]) -> None:
    with clock.moved_to(NOW):
        for number in (1, 2, 3):
            deliver("telegram", telegram(number, at=NOW - dt.timedelta(hours=13)))
        jobs.drain()
    assert heard == []
    assert len(vendor.calls) == 1 and "întârziere" in vendor.calls[0][1]["text"]


def test_a_channel_that_is_off_says_so_once(authority: Authority, vendor: Vendor, heard: list[Inbound]) -> None:
    ChatSettings.objects.create(authority=authority, channels_off=["telegram"])
    with clock.moved_to(NOW):
        deliver("telegram", telegram(1))
        deliver("telegram", telegram(2))
        jobs.drain()
    assert heard == [] and len(vendor.calls) == 1


def test_the_conversation_follows_the_scoped_id_when_it_appears(authority: Authority, vendor: Vendor, heard: list[Inbound]) -> None:
    with clock.moved_to(NOW):
        deliver("whatsapp", whatsapp({"from": "40700", "id": "w1", "type": "text", "text": {"body": "a"}}, wa_id="40700"))
        jobs.drain()
        deliver("whatsapp", whatsapp({"from": "40700", "id": "w2", "type": "text", "text": {"body": "b"}}, wa_id="40700", user_id="RO.1"))
        jobs.drain()
        deliver("whatsapp", whatsapp({"from_user_id": "RO.1", "id": "w3", "type": "text", "text": {"body": "c"}}, user_id="RO.1"))
        jobs.drain()
    assert Conversation.objects.count() == 1
    assert [body.get("to") or body.get("recipient") for _path, body in vendor.calls] == ["40700", "40700", "RO.1"]


def test_a_number_never_stands_readable_in_the_tables(authority: Authority, vendor: Vendor, heard: list[Inbound]) -> None:
    from django.db import connection

    with clock.moved_to(NOW):
        deliver("whatsapp", whatsapp({"from": "40799888777", "id": "w1", "type": "text", "text": {"body": "x"}}, wa_id="40799888777"))
        jobs.drain()
    with connection.cursor() as cursor:
        for table in ("chatbot_conversation", "chatbot_inboundevent", "chatbot_outbound"):
            cursor.execute(f"SELECT row_to_json(t)::text FROM {table} t")
            assert all("40799888777" not in row[0] for row in cursor.fetchall())


def test_patience_is_kept_and_the_message_is_not_lost(authority: Authority, vendor: Vendor, heard: list[Inbound]) -> None:
    vendor.answers = [(429, {"ok": False, "error_code": 429, "parameters": {"retry_after": 30}}), (500, {}), (200, {"ok": True, "result": {"message_id": 9}})]
    with clock.moved_to(NOW):
        deliver("telegram", telegram())
        jobs.drain()
        assert len(vendor.calls) == 1
    with clock.moved_to(NOW + dt.timedelta(seconds=31)):
        jobs.drain()
    with clock.moved_to(NOW + dt.timedelta(seconds=60)):
        jobs.drain()
    assert len(vendor.calls) == 3
    assert Outbound.objects.get().external_id == "9"


def test_an_answer_that_is_too_late_or_refused_is_dropped(authority: Authority, vendor: Vendor, heard: list[Inbound]) -> None:
    vendor.answers = [(503, {}), (400, {"ok": False, "error_code": 400})]
    with clock.moved_to(NOW):
        deliver("telegram", telegram())
        jobs.drain()
    with clock.moved_to(NOW + dt.timedelta(hours=13)):
        jobs.drain()
    assert [one.last_error for one in Outbound.objects.all()] == ["stale"]
    with clock.moved_to(NOW):
        deliver("telegram", telegram(2))
        jobs.drain()
    assert Outbound.objects.order_by("-pk")[0].last_error == "refused: status 400 code 400"


def test_a_pressed_button_is_answered_and_a_blocked_bot_falls_silent(authority: Authority, vendor: Vendor, heard: list[Inbound]) -> None:
    person, chat = {"id": 700001, "is_bot": False}, {"id": 700001, "type": "private"}
    with clock.moved_to(NOW):
        deliver("telegram", {"update_id": 4, "callback_query": {"id": "77", "from": person, "message": {"message_id": 5, "date": 1, "chat": chat}, "data": "yes"}})
        jobs.drain()
        assert [path.rpartition("/")[2] for path, _body in vendor.calls] == ["answerCallbackQuery", "editMessageReplyMarkup", "sendMessage"]
        assert vendor.calls[1][1]["message_id"] == 5
        vendor.answers = [(503, {})]
        deliver("telegram", telegram(5))
        jobs.drain()
        deliver("telegram", {"update_id": 6, "my_chat_member": {"chat": chat, "from": person, "new_chat_member": {"status": "kicked"}}})
        jobs.drain()
    assert Outbound.objects.order_by("-pk")[0].last_error == "left"


def test_a_pin_chosen_on_our_map_reaches_the_conversation_once(authority: Authority, vendor: Vendor, heard: list[Inbound]) -> None:
    from chatbot.postman import new_pin_link

    with clock.moved_to(NOW):
        deliver("messenger", {"object": "page", "entry": [{"id": "PAGE", "messaging": [{"sender": {"id": "P1"}, "message": {"mid": "m1", "text": "unde"}}]}]})
        jobs.drain()
        token = new_pin_link(Conversation.objects.get())
        address, point = reverse("chat_pin", args=[token]), {"lat": "46.93", "lon": "26.37"}
        assert Client().get(address).status_code == 200
        assert Client().post(address, {}).status_code == 400
        assert Client().post(address, point).status_code == 200
        assert Client().post(address, point).status_code == 410
        jobs.drain()
    assert heard[-1].kind == "pin" and heard[-1].lat == 46.93
    assert "pin:46.93" in vendor.texts()[-1]
    with clock.moved_to(NOW):
        other = new_pin_link(Conversation.objects.get())
    with clock.moved_to(NOW + dt.timedelta(minutes=31)):
        assert Client().get(reverse("chat_pin", args=[other])).status_code == 410
    assert token not in str(list(PinLink.objects.values()))
