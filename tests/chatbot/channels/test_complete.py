"""Every channel folder offers the whole contract, degrades, and knows no other."""

import ast
from pathlib import Path

import pytest

from chatbot.channels import CHANNELS
from chatbot.channels.contract import Account, Capabilities, Recipient
from chatbot.channels.degrade import Shape, numbered, pieces, shape_of
from chatbot.conversation.messages import Button, MapCard, Reply

ROOM = Path(__file__).resolve().parents[3] / "chatbot" / "channels"
FOLDERS = sorted(path.name for path in ROOM.iterdir() if path.is_dir() and (path / "__init__.py").exists())
ADDRESS = {"telegram": "700001", "whatsapp": '{"to": "40700000000"}', "messenger": "PSID_1", "web": "x"}


def test_every_folder_is_a_channel() -> None:
    assert set(CHANNELS) == set(FOLDERS) == {"web", "telegram", "whatsapp", "messenger"}


@pytest.mark.parametrize("name", FOLDERS)
def test_a_channel_is_complete(name: str) -> None:
    channel = CHANNELS[name]
    assert isinstance(channel.CAPABILITIES, Capabilities)
    assert callable(channel.is_genuine) and callable(channel.read) and callable(channel.send)


@pytest.mark.parametrize("name", FOLDERS)
def test_a_channel_without_its_secret_believes_nobody(name: str) -> None:
    account = Account("pietricica", name, "1", "p", {})
    forged = {"x-telegram-bot-api-secret-token": "", "x-hub-signature-256": "sha256=", "x-page-key": ""}
    assert not CHANNELS[name].is_genuine(b"{}", forged, account)
    assert not CHANNELS[name].is_genuine(b"{}", {}, account)


@pytest.mark.parametrize("name", FOLDERS)
@pytest.mark.parametrize("odd", [{}, {"update_id": None}, {"entry": 3}, {"entry": [None, {"changes": "x", "messaging": [1]}]}, {"update_id": 1, "message": []}])
def test_a_channel_survives_whatever_comes(name: str, odd: dict[str, object]) -> None:
    assert all(event.inbound is None for event in CHANNELS[name].read(odd))


@pytest.mark.parametrize("name", FOLDERS)
def test_channels_do_not_know_each_other(name: str) -> None:
    for path in (ROOM / name).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
            others = {f"chatbot.channels.{other}" for other in FOLDERS if other != name}
            assert not any(module == other or module.startswith(other + ".") for other in others), f"{path.name} imports {module}"


@pytest.mark.parametrize("name", [one for one in FOLDERS if one != "web"])
def test_words_choices_and_links_all_reach_the_person(name: str) -> None:
    buttons = tuple(Button(f"b:{n}", f"Varianta {n}") for n in range(1, 15))
    reply = Reply(acts=("menu",), text="Ce doriți? " * 400, buttons=buttons, map_card=MapCard("50001", "Strada Fântânii 1", "https://x.example/h", 46.9, 26.3))
    calls = CHANNELS[name].send(reply, Recipient(address=ADDRESS[name]))
    said = "".join(str(call.body) for call in calls)
    assert "Varianta 14" in said
    assert "https://x.example/h" in said
    assert said.count("Ce doriți?") == 400


def test_buttons_become_a_list_and_a_list_numbered_text() -> None:
    can = Capabilities(max_text=100, max_buttons=3, button_len=20, list_rows=10, row_len=24)
    few = [Button(str(n), f"Da {n}") for n in range(3)]
    assert shape_of([], can) is Shape.NONE
    assert shape_of(few, can) is Shape.BUTTONS
    assert shape_of([Button("a", "o variantă de 22 semne")], can) is Shape.LIST
    assert shape_of([Button(str(n), "x") for n in range(10)], can) is Shape.LIST
    assert shape_of([Button(str(n), "x") for n in range(11)], can) is Shape.NUMBERS
    assert shape_of([Button("a", "un titlu mult prea lung pentru orice rând")], can) is Shape.NUMBERS
    assert numbered("Care?", few) == "Care?\n\n1. Da 0\n2. Da 1\n3. Da 2"


def test_a_long_text_is_cut_between_sentences_and_loses_nothing() -> None:
    text = "Prima propoziție este aici. A doua urmează după ea. " * 30
    cut = pieces(text, 200)
    assert all(len(piece) <= 200 for piece in cut)
    assert " ".join(cut).split() == text.split()
    assert all(piece.endswith(".") for piece in cut)
    assert "".join(pieces("x" * 500, 200)) == "x" * 500
    assert pieces("", 10) == []
