"""Drafts, reports, status and people: what changes something, and only after a yes."""

import datetime as dt
import io

import pytest
from PIL import Image

from chatbot import media
from chatbot.conversation.messages import Media
from chatbot.models import Conversation, Turn
from gisapp.core import files, jobs
from permits.models import Applicant, Case, IssuedDocument, Paper

from .conftest import NOON, Person, Town


def to_consent(ana: Person) -> None:
    ana.pin(12, 20)
    ana.tells("da", "vreau sa incep cererea pentru certificat de urbanism", "construire casa P+1")


def test_from_a_pin_to_a_draft(ana: Person, town: Town) -> None:
    ana.pin(12, 20)
    assert "ask_purpose" in ana.tells("da", "incepe cererea").acts
    asked = ana.says("casa P+1 si garaj")
    assert "ask_consent" in asked.acts and not Case.objects.exists()
    said = ana.says("da")
    assert "draft_created" in said.acts and "/cerere/continua/" in said.text
    case = Case.objects.get()
    assert (case.state, case.procedure, case.owner, case.channel) == ("draft", "urbanism_certificate", None, "chat")
    assert str(case.plot) == "50001" and case.purpose == "casa P+1 si garaj"


def test_without_consent_nothing_is_saved(ana: Person) -> None:
    to_consent(ana)
    assert "cancelled" in ana.says("nu").acts
    assert not Case.objects.exists()


def test_the_link_leads_who_signs_in_first_into_the_form_and_nobody_after(ana: Person, town: Town) -> None:
    to_consent(ana)
    url = next(word for word in ana.says("sunt de acord").text.split() if "/cerere/continua/" in word)
    path = url[url.index("/cerere/") :]
    assert town.client("ana").get(path).status_code == 302
    assert Case.objects.get().owner == town.ana
    assert town.client("ioana").get(path).status_code >= 400
    assert town.client("ana").get(path[:-2] + "x/").status_code == 404


def test_a_draft_is_resumed_and_told_when_submitted(ana: Person) -> None:
    to_consent(ana)
    ana.says("da")
    assert "resume" in ana.says("vreau sa depun cererea pentru certificat de urbanism").acts
    Case.objects.update(state="submitted")
    assert "draft_submitted" in ana.says("care e stadiul cererii?").acts


def test_a_question_in_the_middle_is_answered_and_the_draft_goes_on(ana: Person) -> None:
    ana.pin(12, 20)
    ana.tells("da", "incepe cererea")
    said = ana.says("ce program aveți?")
    assert {"hours_answer", "resume", "ask_purpose"} <= set(said.acts)
    assert "ask_consent" in ana.says("gard la strada").acts


def test_an_excavation_asks_what_for_and_when(ana: Person) -> None:
    ana.says("vreau sa sap in trotuar pentru bransament")
    assert "ask_purpose" in ana.says("incepe cererea").acts
    assert "ask_dates" in ana.says("bransament apa").acts
    # Not a day: whatever is answered, the days are asked for again and nothing is lost.
    assert {"clarify", "ask_dates"} & set(ana.says("cand se poate").acts)
    assert "ask_consent" in ana.says("1 iunie - 15 iunie 2027").acts
    ana.says("de acord")
    assert Case.objects.get().answers["ends_on"] == "2027-06-15"


def picture(gps: bool = True) -> Media:
    image, out = Image.new("RGB", (40, 30), "red"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "TelefonulAnei"
    if gps:
        exif.get_ifd(0x8825).update({1: "N", 2: (46.0, 55.0, 40.0), 3: "E", 4: (26.0, 21.0, 42.0)})
    image.save(out, "JPEG", exif=exif)
    taken = media.take(out.getvalue(), "IMG_1.jpg")
    assert taken is not None
    return taken


def test_a_report_with_photo_is_registered_only_after_the_yes(ana: Person) -> None:
    first = ana.says("vreau sa reclam vecinul ca si-a ridicat un etaj fara autorizatie")
    assert {"anonymity_info", "ask_location"} <= set(first.acts)
    assert "ask_photo" in ana.pin(12, 20).acts
    assert "photo_received" in ana.sends(kind="media", media=(picture(gps=False),)).acts
    assert "ask_contact" in ana.says("mai departe").acts
    asked = ana.says("Rămân anonim")
    assert "ask_confirmation" in asked.acts and not Case.objects.exists()
    said = ana.says("da")
    assert {"complaint_created", "department_name"} <= set(said.acts)
    case = Case.objects.get()
    assert case.procedure == "illegal_works_report" and case.number in said.text
    stored = files.path_of(Paper.objects.get().sha256).read_bytes()
    assert b"TelefonulAnei" not in stored and b"Exif" not in stored
    assert jobs.drain() is None or True


def test_the_place_in_a_photo_is_used_only_with_consent(ana: Person) -> None:
    ana.says("vreau sa fac o sesizare")
    said = ana.sends(kind="media", media=(picture(),))
    assert {"photo_received", "ask_consent"} <= set(said.acts)
    assert ana.state["flow"]["where"] is None
    assert "ask_location" in ana.says("nu").acts


def test_a_report_with_an_address_for_the_answer(ana: Person) -> None:
    ana.says("groapa nerefacuta dupa reparatie la apa pe strada Fântânii nr 3, e pericol")
    ana.tells("nu am poza")
    assert "ask_confirmation" in ana.says("ana@exemplu.ro").acts
    assert "confirm_channel_reply" in ana.says("trimite").acts
    assert Applicant.objects.get().email == "ana@exemplu.ro"
    assert "ana@exemplu.ro" not in str(list(Turn.objects.values_list("said", flat=True)))


def test_a_photo_without_a_word_is_asked_about(ana: Person) -> None:
    said = ana.photo()
    assert "photo_received" in said.acts and "clarify" in said.acts
    assert "ask_location" in ana.says("Fac o sesizare").acts


def test_danger_in_the_middle_of_a_report_does_not_lose_it(ana: Person) -> None:
    ana.says("vreau sa fac o sesizare")
    assert "112" in ana.says("miroase puternic a gaz!").text
    assert "ask_details" in ana.pin(12, 20).acts


def test_only_so_many_reports_a_day(ana: Person) -> None:
    for number in range(4):
        ana.says(f"vreau sa fac o sesizare, vecinul construieste fara autorizatie {number}")
        if "ask_confirmation" not in ana.pin(12 + 25 * number, 20).acts and ana.state["pending"]["ask"] == "location":
            ana.pin(12 + 25 * number, 20)
        ana.presses("yes") if ana.state["pending"]["ask"] == "report_parcel" else None
        ana.tells("nu am poza", "anonim")
        last = ana.presses("send")
    assert "complaint_created" not in last.acts
    assert Case.objects.count() == 3


@pytest.fixture
def registered(town: Town) -> tuple[str, str]:
    case = town.submitted()
    jobs.drain()
    code = IssuedDocument.objects.get(case=case, kind="acknowledgment").verification_code
    return case.number.partition("/")[0] + f"/{case.registry_year}", code


def test_status_needs_number_and_code(ana: Person, registered: tuple[str, str]) -> None:
    number, code = registered
    assert "ask_request_number" in ana.says("in ce stadiu e cererea mea?").acts
    assert "handoff_offer" in ana.says("nu stiu numarul").acts
    asked = ana.says(number)
    assert "ask_verification" in asked.acts
    said = ana.says(code.lower())
    assert "status_answer" in said.acts and "Certificat de urbanism" in said.text
    assert "Ana" not in said.text


def test_status_in_one_message(ana: Person, registered: tuple[str, str]) -> None:
    assert "status_answer" in ana.says(f"stadiul cererii {registered[0]} cod {registered[1]}").acts


def test_a_wrong_number_and_a_wrong_code_are_answered_alike(someone, registered: tuple[str, str]) -> None:
    number, code = registered
    answers = []
    for name, asked in (("a", f"stadiul cererii {number} cod AAAA2222BBBB3333"), ("b", f"stadiul cererii 99999/2026 cod {code}"), ("c", "stadiul cererii 88888/2026 cod AAAA2222BBBB3333")):
        person = someone(name)
        person.says("buna ziua")
        said = person.says(asked)
        assert "verification_failed" in said.acts
        answers.append((said.acts, said.text, tuple(said.buttons)))
    assert len(set(answers)) == 1
    known, unknown = someone("d").says(f"stadiul cererii {number}"), someone("e").says("stadiul cererii 99999/2026")
    assert known.text == unknown.text


def test_guessing_is_stopped_even_when_the_last_guess_is_right(ana: Person, registered: tuple[str, str]) -> None:
    number, code = registered
    for guess in range(5):
        ana.says(f"stadiul cererii {number} cod AAAA2222BBBB333{2 + guess}")
    said = ana.says(f"stadiul cererii {number} cod {code}")
    assert "status_answer" not in said.acts and "verification_failed" in said.acts
    later = ana.says(f"stadiul cererii {number} cod {code}", now=NOON + dt.timedelta(minutes=20))
    assert "status_answer" in later.acts


def test_a_linked_account_needs_no_code(someone, town: Town, registered: tuple[str, str]) -> None:
    assert "status_answer" in someone("linked", user=town.ana).says("care e stadiul cererii mele?").acts
    assert "status_answer" not in someone("other", user=town.ioana).says(f"stadiul cererii {registered[0]}").acts


@pytest.mark.parametrize("asked", ["om", "vreau să vorbesc cu un om", "I want to talk to a human please"])
def test_a_person_is_called_at_once_and_the_bot_is_silent_after_one_notice(ana: Person, asked: str) -> None:
    said = ana.says(asked)
    assert {"handoff_created", "department_name", "confirm_channel_reply"} <= set(said.acts)
    assert ana.conversation.owner == Conversation.Owner.QUEUE
    assert "waiting_notice_once" in ana.says("mai e cineva?").acts
    for words in ("ce acte trebuie?", "alo", "meniu"):
        assert ana.says(words).text == ""
    assert "112" in ana.says("miroase a gaz!").text


def test_who_waits_may_give_it_up_and_is_answered_again(ana: Person) -> None:
    ana.says("om")
    assert "cancelled" in ana.says("anulează").acts
    assert ana.conversation.owner == "bot"
    assert "hours_answer" in ana.says("ce program aveti?").acts


def test_who_waits_may_have_everything_erased(ana: Person) -> None:
    ana.says("om")
    assert "ask_confirmation" in ana.says("șterge datele").acts
    ana.says("da")
    assert not Turn.objects.filter(conversation=ana.conversation).exists()


def test_the_bot_never_talks_over_a_person(ana: Person) -> None:
    ana.says("om")
    Conversation.objects.filter(pk=ana.conversation.pk).update(owner="agent")
    said = ana.says("ce acte trebuie pentru certificat?")
    assert said.text == "" and said.acts == ("silent",)
    Conversation.objects.filter(pk=ana.conversation.pk).update(owner="bot")
    assert "list_documents" in ana.says("ce acte trebuie pentru certificat de urbanism?").acts


def test_out_of_hours_says_when(ana: Person) -> None:
    said = ana.says("om", now=dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC))
    assert "hours_answer" in said.acts


def test_a_picture_that_is_none_does_no_harm(ana: Person) -> None:
    ana.says("vreau sa fac o sesizare")
    bad = files.store(b"not a picture").sha256
    assert "photo_received" in ana.sends(kind="media", media=(Media(bad, "image/jpeg", 13),)).acts
