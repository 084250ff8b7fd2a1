"""meniu, înapoi, anulează, om, șterge datele: the same everywhere."""

from __future__ import annotations

from chatbot.conversation import people, topics
from chatbot.conversation.talk import Talk


def command(talk: Talk, said: str) -> None:
    """Do what a command says."""
    memory = talk.memory
    if said == "menu":
        topics.menu(talk)
    elif said == "cancel":
        busy = memory.flow is not None or memory.pending is not None
        memory.stop()
        memory.photos, memory.purpose = [], ""
        talk.say("cancelled" if busy else "nothing_to_cancel", "cancelled")
        topics.menu_buttons(talk)
    elif said == "back":
        _back(talk)
    elif said == "talk_to_human":
        people.hand_over(talk)
    elif said == "delete_data":
        before = memory.pending if memory.asked != "erase" else (memory.pending or {}).get("before")
        talk.ask("erase", "delete_ask", "ask_confirmation", choices=[("erase", "b_delete"), ("no", "b_no")], more={"before": before})


def _back(talk: Talk) -> None:
    """Show the question before: not the same one again, where an answer in between came back to it."""
    memory = talk.memory
    now_asked = (memory.asked, memory.flow_name, str((memory.shown or {}).get("text", "")))
    # The top of the pile is the state before this very message.
    memory.step_back()
    found = memory.step_back()
    while found and memory.asked and (memory.asked, memory.flow_name) == now_asked[:2]:
        found = memory.step_back()
    shown = memory.shown or {}
    if not found or not shown or shown.get("text") == now_asked[2]:
        memory.stop()
        talk.say("nothing_before", "menu")
        topics.menu_buttons(talk)
        return
    talk.say("back")
    talk.paragraphs.append(str(shown.get("text", "")))
    talk.act("resume", *[str(one) for one in shown.get("acts", [])])
    talk.asks_location = memory.asked == "location"
    for code, title in shown.get("buttons", []):
        talk.button(code, title=title)


def erase_now(talk: Talk) -> None:
    """Said here, done by the engine after the answer."""
    talk.memory.pending = {"ask": "erase_now"}
    talk.say("deleted", "cancelled")
