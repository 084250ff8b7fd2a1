"""The page's own form: words, a button or a point, for the conversation of this session only."""

from chatbot.channels.contract import Account
from chatbot.channels.web import is_genuine, page_key, read
from chatbot.conversation.messages import OPENED

ACCOUNT = Account("pietricica", "web", "", "", {"key": "k"})


def test_a_form_made_for_another_conversation_is_not_believed() -> None:
    key = page_key("abc", ACCOUNT)
    assert is_genuine(b"abc", {"x-page-key": key}, ACCOUNT)
    assert not is_genuine(b"abd", {"x-page-key": key}, ACCOUNT)
    assert not is_genuine(b"abc", {"x-page-key": "ș"}, ACCOUNT)


def test_words_buttons_points_and_files_are_read() -> None:
    def kind(**form: object) -> tuple[str, ...]:
        [event] = read({"conversation": "c", "key": "k", **form})
        return (event.inbound.kind, event.inbound.payload) if event.inbound else ()

    assert kind(text=" bună ") == ("text", "")
    assert kind(button="p:ok", title="Da") == ("button", "p:ok")
    assert kind(lat="46.9", lon="26.3", accuracy="12") == ("pin", "")
    assert kind(has_file=True, text="") == ("media", "")
    assert kind(open="1") == ("system", OPENED)
    assert kind(text="   ") == ()
    assert kind(lat="nan", lon="26") == ()


def test_a_form_without_its_keys_is_nothing_and_a_long_text_is_cut() -> None:
    assert read({"text": "bună"}) == []
    [event] = read({"conversation": "c", "key": "k", "text": "x" * 5000})
    assert event.inbound is not None and len(event.inbound.text) == 1000
