"""Two questions in a message: the first answered, the second offered; and the language of a talk, which short words leave alone."""

import pytest

from .conftest import Person


@pytest.mark.parametrize(
    ("words", "first", "second"),
    [
        ("ce program aveți și cât costă certificatul de urbanism?", "fee_quote", "hours_answer"),
        ("Bună ziua, ce acte îmi trebuie pentru certificatul de urbanism și cât durează?", "list_documents", "intent_answer"),
        ("how much is the urbanism certificate and what are your opening hours?", "fee_quote", "hours_answer"),
        ("cat costa certificatul de urbanism? unde va gasesc?", "fee_quote", "hours_answer"),
    ],
)
def test_the_second_question_is_offered_and_answered_after_a_yes(ana: Person, words: str, first: str, second: str) -> None:
    said = ana.says(words)
    assert "offer_second_intent" in said.acts
    other = ana.says("da" if said.lang == "ro" else "yes")
    assert {first, second} <= {*said.acts, *other.acts}


def test_one_question_with_two_things_to_build_is_one_question(ana: Person) -> None:
    ana.pin(12, 20)
    ana.says("da")
    assert "offer_second_intent" not in ana.says("vreau să construiesc o casă și un garaj").acts


def test_a_no_to_the_second_leads_to_the_menu(ana: Person) -> None:
    ana.says("ce program aveți și cât costă certificatul de urbanism?")
    assert "menu" in ana.says("nu").acts


def test_where_land_is_asked_for_the_second_waits_behind_a_button(ana: Person) -> None:
    said = ana.says("ce pot construi pe terenul meu si ce program aveti?")
    assert {"ask_location", "offer_second_intent"} <= set(said.acts)
    assert "Program și contact" in said.buttons


@pytest.mark.parametrize("word", ["ok", "da", "OK", "👍", "menu", "54321", "no", "stop"])
def test_short_words_leave_a_romanian_talk_romanian(ana: Person, word: str) -> None:
    assert [ana.says(word).lang for _again in range(3)] == ["ro", "ro", "ro"]


def test_short_words_leave_an_english_talk_english(someone) -> None:
    john = someone("john")
    john.says("what can I build on my land?")
    assert [john.says(word).lang for word in ("ok", "da", "50001", "ok")] == ["en"] * 4


def test_who_sent_a_pin_first_is_answered_in_the_language_of_the_first_words(someone) -> None:
    john = someone("john")
    assert john.pin(12, 20).lang == "ro"
    assert john.says("hello, what can I build here?").lang == "en"


@pytest.mark.parametrize("wish", ["in romana va rog", "multumesc, dar in romana se poate?", "pe romana te rog"])
def test_the_language_is_changed_by_asking_for_it_in_any_words(someone, wish: str) -> None:
    john = someone("john")
    john.says("hello, what can I build on my land?")
    assert john.says(wish).lang == "ro"


@pytest.mark.parametrize(
    ("words", "own"),
    [
        ("Bonjour, je voudrais construire une maison, quels documents faut-il?", "roumain"), ("Guten Tag, ich brauche eine Baugenehmigung", "Rumänisch"),
        ("Jó napot, építési engedélyt szeretnék", "Románul"), ("Добрий день, мені потрібен дозвіл на будівництво", "румунською"),
    ],
)  # fmt: skip
def test_other_languages_are_told_which_are_spoken(ana: Person, words: str, own: str) -> None:
    said = ana.says(words)
    assert own in said.text
    assert "I speak Romanian and English" in said.text


def test_an_english_answer_has_english_numbers_and_no_codes(someone) -> None:
    john = someone("john")
    said = john.says("how much is the urbanism certificate for 1234.5 sqm?")
    assert "1,234.5" in said.text
    assert ",00 lei" not in said.text
    assert "Legea" not in said.text
    said = john.says("what can I build on 50001?")
    assert "_" not in said.text.replace(said.text[said.text.find("http") :] if "http" in said.text else "", "")


def test_danger_in_the_first_message_is_met_with_112_and_then_with_who_speaks(someone) -> None:
    said = someone("ion").says("miroase a gaz pe scara blocului!")
    assert "disclose_bot" in said.acts
    assert said.text.index("112") < said.text.index("asistentul automat")


@pytest.mark.parametrize("words", ["ce date păstrați despre mine?", "GDPR?", "what data do you keep about me?"])
def test_what_is_kept_of_a_person_is_told(ana: Person, words: str) -> None:
    assert "/datele-dumneavoastra/" in ana.says(words).text


def test_a_year_behind_the_bar_is_a_registry_number_and_no_land(ana: Person) -> None:
    assert "ask_verification" in ana.says("stadiul cererii 344/2026").acts
    assert "topo_number" not in ana.state["slots"]
