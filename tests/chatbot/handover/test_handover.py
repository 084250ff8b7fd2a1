"""A person takes over, answers, gives back; the bot never talks over them, and strangers find nothing."""

import datetime as dt
import io
from collections.abc import Iterator

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from PIL import Image

from chatbot import intake, media, retention
from chatbot.channel_accounts import web_account
from chatbot.channels import web
from chatbot.conversation.messages import Reply
from chatbot.handover import answer_due, close_handover, hand_back, is_open_now, office_hours, open_handover, say_as_agent, take_handover
from chatbot.models import (
    CannedText,
    ChatChange,
    ChatSettings,
    Conversation,
    Handover,
    InboundEvent,
    Outbound,
    SeedMeasure,
    StaffSeed,
    Turn,
    opaque,
)
from chatbot.office.measures import measured
from chatbot.turns import write_turn
from gisapp.accounts.models import Authority, User
from gisapp.core import clock, jobs
from gisapp.core.errors import BadInput, Conflict
from gisapp.management.demo.people import make_authorities, make_people

TUESDAY = dt.datetime(2026, 11, 24, 10, 0, tzinfo=clock.TOWN_TIME)


@pytest.fixture
def people(db: None) -> Iterator[dict[str, User]]:
    with jobs.done_here(), clock.moved_to(TUESDAY):
        yield make_people(make_authorities())


@pytest.fixture
def authority(people: dict[str, User]) -> Authority:
    return Authority.objects.get(slug="pietricica")


def conversation_of(authority: Authority, channel: str = "web") -> Conversation:
    now = clock.now()
    one = Conversation.objects.create(authority=authority, channel=channel, external_user=opaque(channel, "", "abc"), started_at=now, last_seen=now, lang="ro")
    one.state = {"slots": {"cadastral_number": "50001"}, "topic": "complaint_report_illegal_work", "parcel": {"lon": 26.3665, "lat": 46.9262}}
    one.save()
    write_turn(one, Turn.Who.PERSON, {"kind": "text", "text": "se construiește fără autorizație"})
    return one


def client(person: User, host: str = "localhost") -> Client:
    one = Client(HTTP_HOST=host)
    one.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return one


def test_a_handover_reaches_the_right_department_with_slots_pin_and_a_promise(authority: Authority) -> None:
    row = open_handover(conversation_of(authority), "asked")
    assert row.department is not None and row.department.code == "discipline"
    assert row.slots == {"cadastral_number": "50001"}
    assert row.pin is not None and row.pin.srid == 3844
    # Ten o’clock and eight office hours: 6.5 today, 1.5 tomorrow.
    assert row.due_at == dt.datetime(2026, 11, 25, 9, 30, tzinfo=clock.TOWN_TIME)
    assert open_handover(row.conversation, "asked").pk == row.pk
    jobs.drain()
    [letter] = mail.outbox
    assert letter.to == ["discipline@pietricica.example"]
    assert "autorizație" not in letter.body and str(row.conversation_id) in letter.body


def test_what_nobody_does_goes_to_the_registry(authority: Authority) -> None:
    one = conversation_of(authority)
    one.state = {}
    one.save()
    row = open_handover(one, "asked")
    assert row.department is not None and row.department.code == "registry"


def test_hours_are_read_as_the_town_hall_writes_them(authority: Authority) -> None:
    assert office_hours(authority)[3] == (dt.time(8), dt.time(18, 30))
    authority.office_hours = [{"days": "luni-joi", "hours": "8:00-16:30"}, {"days": "vineri", "hours": "8:00–14:00"}]
    assert sorted(office_hours(authority)) == [0, 1, 2, 3, 4]
    assert is_open_now(authority)
    with clock.moved_to(dt.datetime(2026, 11, 28, 12, tzinfo=clock.TOWN_TIME)):
        assert not is_open_now(authority)
        # Saturday; Monday 30 November and Tuesday 1 December are days off: eight hours end on Wednesday.
        assert answer_due(authority) == dt.datetime(2026, 12, 2, 16, 0, tzinfo=clock.TOWN_TIME)


def test_the_colleague_speaks_and_the_bot_comes_back_saying_that_it_is_one(authority: Authority, people: dict[str, User]) -> None:
    row = open_handover(conversation_of(authority), "asked")
    take_handover(handover=row, by=people["corina"])
    say_as_agent(handover=row, by=people["corina"], text="Trimitem o echipă mâine.")
    row.conversation.refresh_from_db()
    assert row.conversation.owner == "agent"
    with pytest.raises(Conflict):
        take_handover(handover=row, by=people["dan"])
    with pytest.raises(Conflict):
        hand_back(handover=row, by=people["dan"])
    with pytest.raises(BadInput):
        say_as_agent(handover=row, by=people["corina"], text="  ")
    hand_back(handover=row, by=people["corina"])
    said = [(turn.who, turn.said["text"]) for turn in row.conversation.turns.order_by("seq")]
    assert [who for who, _text in said] == ["person", "agent", "agent", "bot"]
    assert "Corina Planșă" in said[1][1] and said[2][1] == "Trimitem o echipă mâine." and "asistentul automat" in said[3][1]
    row.conversation.refresh_from_db()
    assert row.conversation.owner == "bot"


def test_the_bots_words_are_dropped_once_a_colleague_speaks(authority: Authority, people: dict[str, User], settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    from chatbot import postman, vendor

    settings.CHAT_CHANNELS = {"pietricica": {"telegram": {"path": "telegram_path_0001", "token": "t", "secret": "s"}}}  # type: ignore[attr-defined]
    sent: list[str] = []
    monkeypatch.setattr(vendor, "post", lambda account, call: sent.append(call.body["text"]) or vendor.Answer(200, {"ok": True}))
    monkeypatch.setattr(postman, "PAIR_SECONDS", {"telegram": 0})
    one = conversation_of(authority, "telegram")
    one.address = "700001"
    one.save()
    postman.post(one, [Reply(acts=("greet",), text="înainte")])
    row = open_handover(one, "asked")
    with clock.moved_to(TUESDAY + dt.timedelta(seconds=1)):
        take_handover(handover=row, by=people["corina"])
    with clock.moved_to(TUESDAY + dt.timedelta(seconds=2)):
        postman.post(one, [Reply(acts=("greet",), text="peste om")])
        say_as_agent(handover=row, by=people["corina"], text="Bună ziua")
        jobs.drain()
    assert sent[0] == "înainte" and "peste om" not in sent and sent[-1] == "Bună ziua"
    assert Outbound.objects.get(call__body__text="peste om").last_error == "a colleague speaks"


def test_who_waits_too_long_is_told_once_more_and_only_once(authority: Authority) -> None:
    row = open_handover(conversation_of(authority), "asked")
    jobs.drain()
    with clock.moved_to(row.due_at + dt.timedelta(minutes=1)):
        for _time in range(3):
            jobs.tick()
            jobs.drain()
    assert len(mail.outbox) == 2 and "depășit" in mail.outbox[1].subject


def test_staff_answer_from_their_page_and_ioana_finds_nothing(authority: Authority, people: dict[str, User]) -> None:
    CannedText.objects.create(authority=authority, key="reply-merci", lang="ro", title="Mulțumim", text="Vă mulțumim pentru sesizare.", updated_at=clock.now(), updated_by=people["corina"])
    one = conversation_of(authority)
    row = open_handover(one, "asked")
    office = client(people["corina"])
    page = office.get(reverse("chat_conversation", args=[one.pk])).content.decode()
    assert "se construiește fără autorizație" in page and "50001" in page and "Vă mulțumim pentru sesizare." in page and "pin-shown" in page
    assert str(one.pk) in office.get(reverse("chat_inbox") + "?scope=all").content.decode()
    assert office.post(reverse("chat_act", args=[one.pk, "raspunde"]), {"text": "Venim azi."}).status_code == 302
    row.refresh_from_db()
    assert row.agent == people["corina"]
    assert client(people["dan"]).post(reverse("chat_act", args=[one.pk, "raspunde"]), {"text": "Și eu."}).status_code == 409
    assert office.post(reverse("chat_act", args=[one.pk, "inchide"])).status_code == 302
    assert office.post(reverse("chat_act", args=[one.pk, "redeschide"])).status_code == 302
    assert Handover.objects.filter(conversation=one, state="queue").count() == 1


def test_staff_do_not_read_conversations_that_were_never_handed_over(authority: Authority, people: dict[str, User]) -> None:
    one = conversation_of(authority)
    assert client(people["corina"]).get(reverse("chat_conversation", args=[one.pk])).status_code == 404


PAGES = ["chat_inbox", "chat_measures", "chat_words", "chat_settings", "chat_phrases"]


@pytest.mark.parametrize("name", [*PAGES, "chat_measure"])
def test_strangers_find_no_page_of_staff(authority: Authority, people: dict[str, User], name: str) -> None:
    for method in ("get", "post"):
        assert getattr(client(people["ioana"]), method)(reverse(name)).status_code == 404
        assert getattr(Client(), method)(reverse(name)).status_code == 302


def test_every_address_of_the_room_refuses_strangers_or_is_known_to_be_public(authority: Authority, people: dict[str, User]) -> None:
    from chatbot import urls

    one = conversation_of(authority)
    open_handover(one, "asked")
    public = {"assistant", "assistant_panel", "assistant_news", "assistant_message", "assistant_rate", "assistant_map", "chat_pin", "chat_parcel_picture", "chat_document", "chat_webhook"}
    arguments = {"chat_conversation": [one.pk], "chat_act": [one.pk, "preia"], "chat_photo": [one.pk, 1, 0], "chat_publish": [1]}
    mayor = next(person for person in people.values() if person.memberships.filter(authority__slug="dumbrava", role="mayor").exists())
    for pattern in urls.urlpatterns:
        if pattern.name in public:
            continue
        address = reverse(pattern.name, args=arguments.get(pattern.name, []))
        for stranger in (client(people["ioana"]), client(mayor)):
            assert {stranger.get(address).status_code, stranger.post(address).status_code} <= {404, 405}, pattern.name
        if pattern.name in arguments:
            assert client(mayor, "dumbrava.localhost").get(address).status_code in (404, 405)


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_staff_open(authority: Authority, people: dict[str, User], name: str) -> None:
    assert client(people["bogdan"]).get(reverse(name)).status_code == 200


def test_settings_and_texts_are_changed_with_a_trace(authority: Authority, people: dict[str, User]) -> None:
    office = client(people["bogdan"])
    assert office.post(reverse("chat_settings"), {"answer_within_hours": 4, "channels_off": ["telegram"], "answer_at": "0.6", "confirm_at": "0.7"}).status_code == 422
    assert office.post(reverse("chat_settings"), {"answer_within_hours": 4, "channels_off": ["telegram"]}).status_code == 302
    assert not ChatSettings.of(authority).is_on("telegram")
    assert office.post(reverse("chat_words"), {"key": "reply-x", "lang": "ro", "text": "Revenim."}).status_code == 302
    assert office.post(reverse("chat_words"), {"key": "no-such-key", "lang": "ro", "text": "x"}).status_code == 422
    assert {one.what for one in ChatChange.objects.all()} == {"settings", "text reply-x ro"}


def test_a_phrase_becomes_an_example_only_after_a_measure_that_is_no_worse(authority: Authority, people: dict[str, User], monkeypatch: pytest.MonkeyPatch) -> None:
    from chatbot.office import seeds
    from chatbot.understanding import measuring
    from chatbot.understanding.measuring import Report

    turn = write_turn(conversation_of(authority), Turn.Who.PERSON, {"text": "vreau hartia aia de la arhitect"})
    Turn.objects.filter(pk=turn.pk).update(band="clarify", intent="need_cu")
    office, page = client(people["bogdan"]), reverse("chat_phrases")
    assert "vreau hartia aia de la arhitect" in office.get(page).content.decode()
    office.post(page, {"text": "vreau hartia aia de la arhitect", "lang": "ro", "intent": "need_cu"})
    seed = StaffSeed.objects.get()
    assert (seed.state, seed.intent) == ("draft", "need_cu")
    published: list[int] = []
    monkeypatch.setattr(seeds.model, "publish", lambda extra, root: published.append(len(list(extra))))
    for right, may in ((80, False), (91, True)):
        monkeypatch.setattr(measuring, "before_and_after", lambda extra, right=right: (Report(own=100, own_right=90), Report(own=100, own_right=right)))
        office.post(reverse("chat_measure"))
        jobs.drain()
        row = SeedMeasure.objects.order_by("-pk")[0]
        assert row.no_worse is may
        office.post(reverse("chat_publish", args=[row.pk]))
        jobs.drain()
    assert published == [1]
    seed.refresh_from_db()
    assert seed.state == "published"


def test_measures_count_by_intent_and_channel(authority: Authority) -> None:
    one = conversation_of(authority)
    for band, intent in (("answer", "cu_fee"), ("answer", "cu_fee"), ("clarify", "need_cu")):
        turn = write_turn(one, Turn.Who.PERSON, {"text": "x"})
        Turn.objects.filter(pk=turn.pk).update(band=band, intent=intent)
    open_handover(one, "asked")
    told = measured(authority, 30)
    assert (told["total"]["asked"], told["total"]["understood"], told["handed"]) == (3, 2, 1)
    assert {row["name"]: row["asked"] for row in told["by_intent"]}["Taxa certificatului"] == 2
    assert told["by_channel"][0]["handed"] == 1


def test_staff_see_the_photos_of_who_asked_for_them_and_strangers_do_not(authority: Authority, people: dict[str, User]) -> None:
    one = conversation_of(authority)
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(out, "JPEG")
    taken = media.take(out.getvalue(), "groapa.jpg")
    assert taken is not None
    turn = write_turn(one, Turn.Who.PERSON, {"kind": "media", "media": [{"sha256": taken.sha256, "mime": taken.mime}]})
    address = reverse("chat_photo", args=[one.pk, turn.seq, 0])
    # Nobody reads along before the conversation is handed over.
    assert client(people["corina"]).get(address).status_code == 404
    open_handover(one, "asked")
    assert client(people["corina"]).get(address).headers["Content-Type"] == "image/jpeg"
    assert address in client(people["corina"]).get(reverse("chat_conversation", args=[one.pk])).content.decode()
    assert client(people["ioana"]).get(address).status_code == 404
    assert client(people["corina"]).get(reverse("chat_photo", args=[one.pk, turn.seq, 5])).status_code == 404


def test_words_are_forgotten_after_twelve_months_and_deliveries_after_thirty_days(authority: Authority) -> None:
    one = conversation_of(authority)
    account = web_account(authority.slug)
    intake.store(account, authority, web.read({"conversation": "abc", "key": "k", "text": "bună"}))
    InboundEvent.objects.update(processed_at=clock.now())
    with clock.moved_to(TUESDAY + dt.timedelta(days=31)):
        retention.forget()
    assert InboundEvent.objects.get().raw is None
    assert one.turns.get().said["text"]
    with clock.moved_to(TUESDAY + dt.timedelta(days=366)):
        retention.forget()
    one.refresh_from_db()
    assert one.turns.get().said == {} and one.state == {} and one.erased_at is not None


def test_closing_says_goodbye_too(authority: Authority, people: dict[str, User]) -> None:
    row = open_handover(conversation_of(authority), "asked")
    close_handover(handover=row, by=people["corina"])
    assert Handover.objects.get().state == "closed"
