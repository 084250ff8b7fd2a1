"""The assistant's page works as a form and as fragments; it takes what it is given once and shows nothing of others."""

import io
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from chatbot import intake
from chatbot.conversation.messages import Button, Inbound, Reply
from chatbot.models import ChatSettings, Conversation, Rating, Turn
from chatbot.turns import write_turn
from gisapp.accounts.models import Authority
from gisapp.core import jobs
from gisapp.management.demo.people import make_authorities


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Inbound]:
    found: list[Inbound] = []

    def echo(conversation: Conversation, inbound: Inbound, *, now: object) -> list[Reply]:
        found.append(inbound)
        write_turn(conversation, Turn.Who.PERSON, {"kind": inbound.kind, "text": inbound.text or inbound.payload, "media": [1] * len(inbound.media)})
        turn = write_turn(conversation, Turn.Who.BOT, {"text": f"<b>am auzit</b> {inbound.kind}", "buttons": [{"id": "yes", "title": "Da"}]})
        Turn.objects.filter(pk=turn.pk).update(intent="cu_fee")
        return [Reply(acts=("x",), text="x", buttons=(Button("yes", "Da"),))]

    monkeypatch.setattr(intake, "answer", echo)
    return found


@pytest.fixture
def authority(db: None) -> Iterator[Authority]:
    with jobs.done_here():
        yield make_authorities()["pietricica"]


def hidden(page: str, name: str) -> str:
    return page.split(f'name="{name}" value="', 1)[1].split('"', 1)[0]


def send(client: Client, *, htmx: bool = False, **form: object) -> tuple[int, str]:
    page = client.get(reverse("assistant")).content.decode()
    values = {"key": hidden(page, "key"), "page_key": hidden(page, "page_key"), **form}
    answer = client.post(reverse("assistant_message"), values, headers={"HX-Request": "true"} if htmx else {})
    return answer.status_code, answer.content.decode()


def test_the_page_says_that_it_is_a_program_and_works_without_a_script(authority: Authority, heard: list[Inbound]) -> None:
    client = Client()
    page = client.get(reverse("assistant")).content.decode()
    assert "Vă răspunde un program, nu un om" in page and 'role="log"' in page and 'aria-live="polite"' in page
    assert send(client, text="cât costă?")[0] == 302
    after = client.get(reverse("assistant")).content.decode()
    assert "cât costă?" in after and "&lt;b&gt;am auzit" in after and 'name="button" value="yes"' in after
    jobs.drain()
    assert [(one.kind, one.text) for one in heard] == [("text", "cât costă?")]


def test_with_a_script_only_what_is_new_comes(authority: Authority, heard: list[Inbound]) -> None:
    client = Client()
    send(client, text="unu")
    status, fragment = send(client, htmx=True, text="doi")
    assert status == 200 and "doi" in fragment and "unu" not in fragment and "<html" not in fragment
    assert 'hx-swap-oob="true"' in fragment and "after=4" in fragment


def test_a_second_press_is_harmless(authority: Authority, heard: list[Inbound]) -> None:
    client = Client()
    for _time in range(2):
        send(client, text="o dată", key="same-key")
    assert len(heard) == 1


def test_points_buttons_and_photos_arrive(authority: Authority, heard: list[Inbound]) -> None:
    client, out = Client(), io.BytesIO()
    Image.new("RGB", (20, 10), "red").save(out, "JPEG")
    send(client, lat="46.93", lon="26.37", accuracy="12")
    send(client, button="yes")
    send(client, file=SimpleUploadedFile("gropi.jpg", out.getvalue(), "image/jpeg"))
    assert [one.kind for one in heard] == ["pin", "button", "media"]
    assert heard[0].accuracy == 12.0 and heard[2].media[0].mime == "image/jpeg"


@pytest.mark.parametrize("content", [b"MZ\x90\x00 an executable", b"<svg onload=alert(1)>", b"\xff\xd8\xff\xe0 broken", b""])
def test_a_file_that_is_no_photo_is_refused_with_a_sentence(authority: Authority, heard: list[Inbound], content: bytes) -> None:
    status, fragment = send(Client(), htmx=True, file=SimpleUploadedFile("a.jpg", content, "image/jpeg"))
    assert heard == []
    assert content == b"" or (status == 200 and "nu poate fi primit" in fragment)


def test_a_form_of_another_conversation_is_not_taken(authority: Authority, heard: list[Inbound]) -> None:
    mine, hers = Client(), Client()
    send(mine, text="a mea")
    send(hers, text="a ei")
    key = hidden(hers.get(reverse("assistant")).content.decode(), "page_key")
    assert mine.post(reverse("assistant_message"), {"text": "x", "key": "k", "page_key": key}).status_code == 400
    assert "a ei" not in mine.get(reverse("assistant")).content.decode()


def test_nothing_new_is_204_and_a_colleagues_words_are_fetched(authority: Authority, heard: list[Inbound]) -> None:
    client = Client()
    assert client.get(reverse("assistant_news") + "?after=0").status_code == 204
    send(client, text="un om")
    quiet = client.get(reverse("assistant_news") + "?after=2")
    assert (quiet.status_code, quiet["ETag"]) == (204, '"2"')
    write_turn(Conversation.objects.get(), Turn.Who.AGENT, {"text": "Bună, sunt Corina."})
    news = client.get(reverse("assistant_news") + "?after=2")
    assert news.status_code == 200 and "Bună, sunt Corina." in news.content.decode()


def test_a_thumb_is_kept_for_ones_own_answer_only(authority: Authority, heard: list[Inbound]) -> None:
    client = Client()
    send(client, text="x")
    assert Client().post(reverse("assistant_rate"), {"seq": "2", "good": "1"}).status_code == 404
    for good in ("1", "0"):
        client.post(reverse("assistant_rate"), {"seq": "2", "good": good})
    assert Rating.objects.get().good is False
    assert client.post(reverse("assistant_rate"), {"seq": "1", "good": "1"}).status_code == 404


def test_too_many_messages_a_minute_are_stopped(authority: Authority, heard: list[Inbound]) -> None:
    client = Client()
    assert [send(client, text=str(n))[0] for n in range(31)][-1] == 429


def test_an_assistant_that_is_off_says_so_and_takes_nothing(authority: Authority, heard: list[Inbound]) -> None:
    ChatSettings.objects.create(authority=authority, channels_off=["web"], notice="Luni este închis.")
    page = Client().get(reverse("assistant")).content.decode()
    assert "Asistentul este oprit acum" in page and "Luni este închis." in page and "<textarea" not in page
    assert Client().post(reverse("assistant_message"), {"text": "x"}).status_code == 404


def test_forms_need_their_token(authority: Authority) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("assistant_message"), {"text": "x"}).status_code == 403


def test_citizens_pages_carry_the_assistant(authority: Authority) -> None:
    page = Client().get(reverse("contact")).content.decode()
    assert reverse("assistant_panel") in page and "Întrebați asistentul" in page
    assert "chat-corner" not in Client().get(reverse("assistant")).content.decode()


def test_a_document_opens_only_by_its_link(authority: Authority) -> None:
    from chatbot.conversation.messages import Document
    from chatbot.postman import document_token
    from gisapp.core import files

    blob = files.store(b"%PDF-1.7 act")
    answer = Client().get(reverse("chat_document", args=[document_token(Document(blob.sha256, "act.pdf", "application/pdf"))]))
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 act"
    assert Client().get(reverse("chat_document", args=["forged"])).status_code == 404
