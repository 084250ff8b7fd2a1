"""Works told in a sentence lead to the consent; corrections, „înapoi” and other questions in the middle keep what is known."""

import pytest

from chatbot.models import Conversation
from permits.models import Case

from .conftest import Person


def test_a_certificate_wanted_for_works_on_the_land_talked_about_asks_for_the_consent_at_once(ana: Person) -> None:
    ana.pin(12, 20)
    ana.says("da")
    said = ana.says("vreau să construiesc o casă P+1, am nevoie de certificat de urbanism")
    assert {"required_permits", "ask_consent"} <= set(said.acts)
    assert "ask_purpose" not in said.acts
    assert not Case.objects.exists()
    assert "draft_created" in ana.says("sunt de acord").acts
    assert "casă P+1" in Case.objects.get().purpose


def test_what_it_is_for_is_remembered_until_the_land_is_known(ana: Person) -> None:
    assert "ask_location" in ana.says("Bună ziua! Vreau certificat de urbanism pentru casă P+1").acts
    assert "ask_confirmation" in ana.pin(12, 20).acts
    said = ana.says("da")
    assert {"fee_quote", "ask_consent"} <= set(said.acts)
    ana.says("da")
    assert Case.objects.get().purpose == "casă P+1"


def test_land_and_purpose_in_one_sentence(ana: Person) -> None:
    said = ana.says("vreau certificat de urbanism pentru garaj pe terenul 50001")
    assert {"parcel_summary", "ask_consent"} <= set(said.acts)


def test_after_a_land_is_confirmed_it_is_asked_what_is_wanted_there(ana: Person) -> None:
    ana.pin(12, 20)
    assert "ask_purpose" in ana.says("da").acts
    assert "ask_consent" in ana.says("casă P+1 și garaj").acts


def test_a_question_about_works_is_answered_and_begins_nothing(ana: Person) -> None:
    ana.pin(12, 20)
    ana.says("da")
    said = ana.says("pot construi P+5?")
    assert "zoning_summary" in said.acts
    assert "ask_consent" not in said.acts


def to_consent(ana: Person) -> None:
    ana.tells("vreau să încep cererea pentru certificat de urbanism", "50001", "construire casă")


def test_other_works_and_another_land_change_the_draft_before_the_consent(ana: Person) -> None:
    to_consent(ana)
    assert "casă P+2" in ana.says("de fapt casă P+2").text
    assert "ask_cadastral" in ana.says("nu, altă parcelă").acts
    said = ana.says("50002")
    assert "ask_consent" in said.acts
    assert "50002" in said.text
    ana.says("da")
    case = Case.objects.get()
    assert (str(case.plot), case.purpose) == ("50002", "casă P+2")


def test_back_goes_to_the_question_before_and_never_repeats_the_same_one(ana: Person) -> None:
    to_consent(ana)
    first = ana.says("înapoi")
    assert "ask_purpose" in first.acts
    ana.says("casă și garaj")
    assert "ask_purpose" in ana.says("înapoi").acts
    last = ana.says("înapoi")
    assert "ask_location" in last.acts
    assert last.text.count("Ne-am întors un pas") == 1


def test_what_is_done_is_not_undone_by_going_back(ana: Person) -> None:
    to_consent(ana)
    ana.says("da")
    said = ana.says("înapoi")
    assert "ask_consent" not in said.acts
    ana.says("da")
    assert Case.objects.count() == 1


def test_a_no_to_erasing_takes_up_what_was_asked(ana: Person) -> None:
    to_consent(ana)
    ana.says("șterge datele")
    assert {"cancelled", "ask_consent"} <= set(ana.says("nu").acts)


@pytest.mark.parametrize(("words", "act"), [("acte necesare", "list_documents"), ("ce program aveți", "hours_answer"), ("cine e proprietarul?", "privacy_refusal"), ("cât costă?", "fee_quote")])
def test_a_question_in_the_middle_is_no_purpose_and_only_one_thing_is_asked(ana: Person, words: str, act: str) -> None:
    ana.tells("vreau să încep cererea pentru certificat de urbanism", "50001")
    said = ana.says(words)
    assert {act, "resume", "ask_purpose"} <= set(said.acts)
    assert "ask_area" not in said.acts


@pytest.mark.parametrize("payload", ["agree", "send", "erase", "yes", "next", "anonymous", "do:delete_everything", "parcel:", "start:../../etc/passwd", "notices:yes:1", "x" * 200, ""])
def test_a_forged_or_stale_button_does_nothing(ana: Person, payload: str) -> None:
    said = ana.presses(payload)
    assert not {"draft_created", "complaint_created", "handoff_created"} & set(said.acts)
    assert not Case.objects.exists()
    assert Conversation.objects.filter(pk=ana.conversation.pk, erased_at=None).exists()


def test_the_consents_button_is_worth_nothing_twice(ana: Person) -> None:
    to_consent(ana)
    ana.presses("agree")
    ana.presses("agree")
    assert Case.objects.count() == 1


def test_mark_up_in_the_purpose_is_not_kept(ana: Person) -> None:
    ana.tells("vreau să încep cererea pentru certificat de urbanism", "50001")
    said = ana.says("<b>casă</b> <script>alert(1)</script> P+1")
    assert "<" not in said.text
    ana.says("da")
    assert "<" not in Case.objects.get().purpose


def test_more_of_what_happens_is_added_to_the_report_and_a_no_inside_it_is_no_answer(ana: Person) -> None:
    ana.says("vreau să fac o sesizare despre o groapă nerefăcută")
    ana.pin(12, 20)
    assert "ask_photo" in ana.says("asfaltul e spart si nu l-au refacut").acts
    ana.tells("Fără poză", "Rămân anonim")
    ana.says("Trimite sesizarea")
    assert "nu l-au refacut" in str(Case.objects.get().answers)


def test_the_same_question_for_another_permit_needs_no_repeating(ana: Person) -> None:
    ana.tells("cât costă certificatul de urbanism", "600")
    assert "Autorizație de construire" in ana.says("și pentru autorizație?").text


def test_a_corrected_value_replaces_the_old_one(ana: Person) -> None:
    ana.tells("cât costă certificatul de urbanism", "600")
    assert ana.says("de fapt 900 mp").slots["area_m2"] == 900


def test_an_address_in_the_sentence_is_the_land(ana: Person) -> None:
    said = ana.says("vreau să construiesc o casă P+1 pe strada Fântânii nr. 3")
    assert "parcel_summary" in said.acts or "not_found" in said.acts
    assert "ask_location" not in said.acts or "not_found" in said.acts
