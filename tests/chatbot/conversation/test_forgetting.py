"""„Șterge datele” on the tables, photographs without what was hidden in them, codes that are not kept, and guessing that is stopped for all."""

import datetime as dt
import io
import json

import pytest
from django.core.cache import cache
from django.db import connection
from PIL import Image

from chatbot import intake, media, retention
from chatbot.channel_accounts import web_account
from chatbot.channels import web
from chatbot.models import Conversation, Handover, InboundEvent, NoticeChoice, PinLink, Turn
from gisapp.core import clock, files, jobs
from permits.models import IssuedDocument

from .conftest import NOON, Person, Town

HERS = "groapa-anei-de-sters"


@pytest.fixture(autouse=True)
def _no_counts() -> None:
    cache.clear()


def picture() -> bytes:
    image, out = Image.new("RGB", (40, 30), "red"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "TelefonulAnei"
    exif.get_ifd(0x8825).update({1: "N", 2: (46.0, 55.0, 40.0), 3: "E", 4: (26.0, 21.0, 42.0)})
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def tables() -> str:
    """Everything that the chat's tables hold, as text."""
    found = ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'chatbot_%'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'SELECT coalesce(string_agg(row_to_json(t)::text, \' \'), \'\') FROM "{name}" t')
            found += str(cursor.fetchone()[0])
    return found


def test_erasing_leaves_no_word_place_or_photo_of_the_person(ana: Person, django_capture_on_commit_callbacks) -> None:
    taken = media.take(picture(), "IMG.jpg")
    assert taken is not None
    ana.says(f"vreau să fac o sesizare: {HERS} pe strada Fântânii nr 3, groapă nerefăcută")
    ana.sends(kind="media", media=(taken,))
    ana.says("om")
    conversation = Conversation.objects.get(pk=ana.conversation.pk)
    PinLink.objects.create(conversation=conversation, digest="x" * 64, expires_at=clock.now())
    NoticeChoice.objects.create(conversation=conversation, case="00000000-0000-0000-0000-000000000001", agreed_at=clock.now())
    assert HERS in tables()
    assert files.path_of(taken.sha256).exists()
    ana.says("șterge datele")
    with django_capture_on_commit_callbacks(execute=True):
        ana.says("da")
    assert HERS not in tables()
    assert "Fântânii" not in tables()
    assert not files.path_of(taken.sha256).exists()
    assert not Turn.objects.filter(conversation=conversation).exists()
    assert not PinLink.objects.exists()
    assert not NoticeChoice.objects.exists()
    row = Handover.objects.get()
    assert (row.summary, row.slots, row.pin) == ("", {}, None)


def test_what_the_vendors_delivered_goes_with_the_words(ana: Person) -> None:
    account = web_account(ana.town.authority.slug)
    intake.store(account, ana.town.authority, web.read({"conversation": "abc", "key": "k", "text": HERS}))
    Conversation.objects.filter(pk=ana.conversation.pk).update(account=account.id, external_user=InboundEvent.objects.get().person)
    InboundEvent.objects.update(processed_at=NOON)
    ana.tells("șterge datele", "da")
    retention.forget()
    assert InboundEvent.objects.get().raw is None


def test_a_photo_is_stored_without_what_was_hidden_in_it_and_its_place_nowhere(ana: Person) -> None:
    taken = media.take(picture(), "IMG.jpg")
    assert taken is not None
    stored = files.read(taken.sha256)
    assert b"TelefonulAnei" not in stored
    assert b"Exif" not in stored
    assert taken.place == pytest.approx((26.361667, 46.927778), abs=1e-5)
    ana.sends(kind="media", media=(taken,))
    assert "46.9277" not in tables()


def test_a_pdf_is_said_to_be_no_photo_and_is_not_kept() -> None:
    taken = media.take(b"%PDF-1.7 ...", "act.pdf")
    assert taken is not None
    assert taken.sha256 == ""


@pytest.fixture
def registered(town: Town) -> tuple[str, str]:
    case = town.submitted()
    jobs.drain()
    return case.number.partition("/")[0] + f"/{case.registry_year}", IssuedDocument.objects.get(case=case, kind="acknowledgment").verification_code


def test_a_code_is_neither_kept_nor_taken_for_a_number_of_land(ana: Person, registered: tuple[str, str]) -> None:
    number, code = registered
    said = ana.says(f"stadiul cererii {number} cod {code}")
    assert "status_answer" in said.acts
    ana.says(f"stadiul cererii {number} cod AAAA2222BBBB3333")
    assert "cadastral_number" not in ana.state["slots"]
    kept = json.dumps([*Turn.objects.values_list("said", flat=True), ana.state])
    assert code not in kept
    assert "2222" not in kept


def test_guessing_from_many_conversations_is_stopped_for_the_number_whether_it_exists_or_not(someone, registered: tuple[str, str]) -> None:
    number, code = registered
    for asked in (number, "98765/2026"):
        for guess in range(20):  # seven codes, again and again
            if guess % 4 == 0:
                person = someone(f"{asked}-{guess}")
            person.says(f"stadiul cererii {asked} cod AAAA2222BBBB{2222 + 111 * (guess % 7)}")
    known = someone("owner").says(f"stadiul cererii {number} cod {code}")
    unknown = someone("other").says(f"stadiul cererii 98765/2026 cod {code}")
    assert "status_answer" not in known.acts
    assert (known.acts, known.text) == (unknown.acts, unknown.text)
    assert "status_answer" in someone("later").says(f"stadiul cererii {number} cod {code}", now=NOON + dt.timedelta(minutes=70)).acts


def test_erasing_does_not_bring_new_tries(ana: Person, registered: tuple[str, str]) -> None:
    number, code = registered
    for guess in range(5):
        ana.says(f"stadiul cererii {number} cod AAAA2222BBBB333{2 + guess}")
    ana.tells("șterge datele", "da")
    assert "verification_failed" in ana.says(f"stadiul cererii {number} cod {code}").acts


@pytest.mark.parametrize(("words", "act"), [("ce program aveți", "hours_answer"), ("ce pot construi pe 50001?", "zoning_summary"), ("VREAU SA VORBESC CU CINEVA", "handoff_created"), ("vreau să fac o sesizare", "anonymity_info"), ("meniu", "menu")])
def test_a_wrong_code_does_not_keep_hold_of_the_talk(ana: Person, words: str, act: str) -> None:
    ana.tells("stadiul cererii 12345/2026", "AAAA2222BBBB3333")
    assert act in ana.says(words).acts
    if act != "handoff_created":
        assert ana.state["flow"] is None or ana.state["flow"]["name"] != "status"
