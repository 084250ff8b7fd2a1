"""Notices about a case reach the conversation that asked for them, once, and nobody else's."""

import datetime as dt

import pytest

from chatbot import notices
from chatbot.conversation.messages import Inbound, Reply
from chatbot.models import Conversation, NoticeChoice, Turn, opaque
from gisapp.accounts.models import Authority, User
from gisapp.core import clock
from permits.models import Case, Notice

CREATED = Reply(acts=("draft_created",), text="Ciorna este gata.")


@pytest.fixture
def case(authority: Authority) -> Case:
    ana = User.objects.create_user("ana@example.ro")
    now = clock.now()
    return Case.objects.create(authority=authority, procedure="urbanism_certificate", owner=ana, created_at=now, updated_at=now)


@pytest.fixture
def talk(authority: Authority, case: Case) -> Conversation:
    now = clock.now()
    return Conversation.objects.create(authority=authority, channel="web", external_user=opaque("web", "", "x"), started_at=now, last_seen=now, state={"draft": str(case.pk)})


def notice(case: Case, user: User | None, address: str = "x@example.ro") -> Notice:
    return Notice.objects.create(authority=case.authority, case=case, user=user, address=address, kind="deliver", subject="Act emis", body="Certificatul este gata.", created_at=clock.now() + dt.timedelta(seconds=1))


def test_it_is_asked_once_and_only_a_yes_brings_notices(talk: Conversation, case: Case) -> None:
    asked = notices.offer(talk, [CREATED])
    assert asked is not None and [one.title for one in asked.buttons] == ["Da, scrieți-mi", "Nu, mulțumesc"]
    assert all(len(one.id.encode()) <= 64 and len(one.title) <= 20 for one in asked.buttons)
    notice(case, case.owner)
    notices.tell_notices()
    assert not talk.turns.filter(said__has_key="notice").exists()
    assert notices.take_choice(talk, Inbound(kind="button", payload=asked.buttons[0].id)) is not None
    assert notices.offer(talk, [CREATED]) is None
    notice(case, case.owner)
    staff = User.objects.create_user("corina@pietricica.example")
    notice(case, staff, staff.email)
    for _time in range(3):
        notices.tell_notices()
    told = [turn.said["text"] for turn in talk.turns.filter(who=Turn.Who.BOT) if "notice" in turn.said]
    assert len(told) in (1, 2) and all(text == "Act emis\n\nCertificatul este gata." for text in told)
    assert Notice.objects.exclude(user=staff).count() >= len(told)


def test_nobody_follows_a_case_that_was_not_begun_in_their_conversation(talk: Conversation, case: Case) -> None:
    other = Case.objects.create(authority=case.authority, procedure="urbanism_certificate", created_at=clock.now(), updated_at=clock.now())
    assert notices.take_choice(talk, Inbound(kind="button", payload=f"notices:yes:{other.pk}")) is None
    assert notices.take_choice(talk, Inbound(kind="button", payload="notices:yes")) is None
    assert notices.take_choice(talk, Inbound(kind="text", text="da")) is None
    assert NoticeChoice.objects.count() == 0


@pytest.mark.parametrize(("typed", "agreed"), [("da", 1), ("Da, scrieți-mi", 1), ("1", 1), ("nu", 0), ("Nu, mulțumesc", 0), ("2", 0)])
def test_where_buttons_are_text_the_answer_may_be_typed(talk: Conversation, case: Case, typed: str, agreed: int) -> None:
    notices.offer(talk, [CREATED])
    assert notices.take_choice(talk, Inbound(kind="text", text=typed)) is not None
    assert NoticeChoice.objects.filter(conversation=talk, ended_at=None).count() == agreed


def test_other_words_after_the_question_are_for_the_assistant(talk: Conversation, case: Case) -> None:
    notices.offer(talk, [CREATED])
    assert notices.take_choice(talk, Inbound(kind="text", text="ce acte trebuie?")) is None
