"""What is answered from our own data, and how one question leads to the next."""

import re

import pytest

from .conftest import Person

QUESTIONS = [
    ("ce acte imi trebuie pt certificat de urbanism", {"list_documents", "intent_answer"}),
    ("ce hartii tre sa aduc pt cu", {"list_documents"}),
    ("what documents are needed for the urbanism certificate", {"list_documents"}),
    ("cat costa certificatul de urbanism", {"fee_quote", "ask_area"}),
    ("vreau un certificat de urbanism", {"intent_answer", "required_permits"}),
    ("imi trebuie autorizatie pentru o casa?", {"required_permits"}),
    ("do I need a permit to build a garage?", {"required_permits"}),
    ("ce acte trebuie la autorizatia de construire", {"list_documents"}),
    ("cat costa autorizatia de construire", {"fee_quote"}),
    ("vreau sa sparg trotuarul pentru un bransament de gaz", {"required_permits", "guarantee", "fee_quote"}),
    ("ce program aveti la urbanism", {"hours_answer"}),
    ("what are your opening hours", {"hours_answer"}),
    ("vreau certificat de nomenclatura stradala", {"list_documents", "fee_quote", "department_name"}),
    ("in cat timp se elibereaza certificatul de urbanism", {"intent_answer"}),
    ("vreau sa prelungesc certificatul de urbanism", {"intent_answer", "fee_quote"}),
    ("unde incarc completarile la dosar?", {"intent_answer"}),
    ("ce lucrari pot face fara autorizatie", {"required_permits"}),
    ("ce se poate construi", {"ask_location"}),
    ("vreau informatii despre o parcela", {"ask_location"}),
    ("multumesc, o zi buna", {"intent_answer"}),
]


@pytest.mark.parametrize(("question", "acts"), QUESTIONS)
def test_each_kind_of_question_is_answered(ana: Person, question: str, acts: set[str]) -> None:
    assert acts <= set(ana.says(question).acts)


@pytest.mark.parametrize("question", [q for q, acts in QUESTIONS if acts & {"list_documents", "fee_quote", "required_permits"}])
def test_facts_come_with_source_date_and_what_they_are_not(ana: Person, question: str) -> None:
    text = ana.says(question).text
    assert re.search(r"Sursa:|Source:", text) and re.search(r"Informativ|information only", text)


def test_the_fee_is_of_the_land_talked_about(ana: Person) -> None:
    ana.pin(12, 20)
    ana.says("da")
    said = ana.says("si cat costa certificatul?")
    assert "fee_quote" in said.acts and "1.000 m²" in said.text


def test_a_bare_number_answers_the_area_asked_for(ana: Person) -> None:
    ana.says("cat costa certificatul de urbanism")
    assert "700 m²" in ana.says("700").text
    assert "900 m²" in ana.says("de fapt 900 mp").text


def test_a_short_question_is_about_what_was_talked_of(ana: Person) -> None:
    ana.says("vreau certificat de urbanism")
    assert "list_documents" in ana.says("ce acte?").acts
    assert "Certificat de urbanism" in ana.says("si cat costa?").text
    ana.says("dar autorizatia de construire cum se obtine?")
    assert "Autorizație de construire" in ana.says("și cât costă?").text
    ana.says("vreau sa sap un sant in strada")
    assert "săpătură" in ana.says("și cât costă?").text


def test_a_bare_question_of_no_subject_is_asked_back(ana: Person) -> None:
    said = ana.says("cat costa?")
    assert "clarify" in said.acts and len(said.buttons) == 3
    assert "fee_quote" in ana.says("1").acts


def test_a_question_about_the_land_shown_confirms_it(ana: Person) -> None:
    ana.pin(12, 20)
    said = ana.says("ce pot construi aici?")
    assert {"zoning_summary", "limits_summary"} <= set(said.acts)
    assert ana.state["parcel"]["confirmed"] is True


def test_which_endorsements_without_land_asks_for_it_and_goes_on(ana: Person) -> None:
    assert "ask_location" in ana.says("ce avize trebuie?").acts
    assert "ask_confirmation" in ana.pin(12, 20).acts
    assert {"required_approvals", "constraints_summary"} <= set(ana.says("da").acts)


def test_what_nobody_knows_is_said_to_be_unknown(ana: Person) -> None:
    ana.pin(12, 20)
    said = ana.says("ce restrictii are terenul, ce avize trebuie?")
    assert "NU SE ȘTIE" in said.text


def test_two_questions_in_one_message_get_one_answer_and_an_offer(ana: Person) -> None:
    said = ana.says("ce acte trebuie pentru certificatul de urbanism? ce program aveti?")
    assert "offer_second_intent" in said.acts
    assert {"hours_answer", "list_documents"} & set(ana.says("da").acts)


@pytest.mark.parametrize(("words", "act"), [("da e bun", "constraints_summary"), ("da, acesta este", "constraints_summary"), ("nu e bun", "ask_cadastral"), ("corect", "constraints_summary")])
def test_a_yes_or_no_may_have_more_words(ana: Person, words: str, act: str) -> None:
    ana.pin(12, 20)
    assert act in ana.says(words).acts


def test_the_guarantee_of_an_excavation_is_told(ana: Person) -> None:
    ana.says("vreau sa sap 30 m de sant pentru fibra optica")
    assert "guarantee" in ana.says("cat ar fi garantia?").acts


def test_a_button_works_by_its_words_its_number_and_its_id(ana: Person) -> None:
    ana.says("ce acte trebuie pentru certificatul de urbanism")
    assert "fee_quote" in ana.says("cat costa?").acts
    ana.says("ce acte trebuie pentru certificatul de urbanism?")
    assert "fee_quote" in ana.says("1").acts
    assert "hours_answer" in ana.presses("do:office_hours_contact").acts


@pytest.mark.parametrize("payload", ["", "nonsense", "do:__import__", "agree", "send", "erase", "parcel:", "parcel:'; DROP", "start:nothing", "yes"])
def test_a_forged_button_does_nothing(ana: Person, payload: str) -> None:
    said = ana.presses(payload)
    assert not {"draft_created", "complaint_created", "handoff_created"} & set(said.acts)
