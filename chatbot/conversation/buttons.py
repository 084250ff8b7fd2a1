"""Buttons, whether pressed, typed by their title, or by their number. One of an older message works where it changes nothing."""

from __future__ import annotations

from chatbot.conversation import draft, people, places, report, topics
from chatbot.conversation.commands import command, erase_now
from chatbot.conversation.going_on import after_place
from chatbot.conversation.talk import Talk
from chatbot.conversation.texts import say
from chatbot.conversation.unsure import missed
from chatbot.conversation.yes_no import YES_OR_NO, yes_or_no
from chatbot.understanding.normalise import clean, fold


def button_meant(talk: Talk) -> str | None:
    """The button that a typed title or number means."""
    typed = fold(clean(talk.text)).strip(" .!)")
    for place, (code, title) in enumerate(talk.memory.buttons, start=1):
        plain = fold(clean(title))
        if typed == str(place) or (typed and typed in (plain.strip(" .!?"), plain)) or typed.rstrip("?") == plain.rstrip("?"):
            return code
        if code.startswith("parcel:") and typed == code.rpartition(":")[2]:
            return code
    return None


def pressed(talk: Talk, code: str) -> None:
    """Do what a button says. What changes something is only done while its question is open."""
    memory, flow = talk.memory, talk.memory.flow
    if code in ("yes", "no", "other"):
        if memory.asked in YES_OR_NO or memory.asked in ("photo", "contact", "which_parcel"):
            yes_or_no(talk, code == "yes")
        else:
            _old_button(talk)
    elif code == "agree" and memory.asked == "consent":
        draft.create(talk)
    elif code == "send" and memory.asked == "send_report":
        report.send(talk)
    elif code == "erase" and memory.asked == "erase":
        erase_now(talk)
    elif code in ("menu", "cancel", "back", "delete_data"):
        command(talk, code)
    elif code == "human":
        people.hand_over(talk)
    elif code == "next" and memory.flow_name == "report" and flow is not None:
        report.no_more_photos(talk)
    elif code == "anonymous" and memory.flow_name == "report" and flow is not None:
        report.stay_anonymous(talk)
    elif code == "drop_photo":
        memory.photos, memory.pending = [], None
        talk.say("photo_no", "cancelled")
        topics.menu_buttons(talk)
    elif code.startswith("parcel:"):
        memory.pending = {"ask": "", "for": (memory.pending or {}).get("for", "")}
        talk.answered = "parcel_info_by_pin"
        places.by_number(talk, code.removeprefix("parcel:"))
        _confirm_chosen(talk)
    elif code.startswith("start:"):
        talk.answered = "start_request"
        draft.begin(talk, code.removeprefix("start:"))
    elif code.startswith("do:") and code.removeprefix("do:") in topics.TOPICS:
        _topic(talk, code.removeprefix("do:"))
    elif talk.text and talk.inbound.kind == "text":
        missed(talk)
    else:
        _old_button(talk)


def _topic(talk: Talk, intent: str) -> None:
    memory = talk.memory
    if intent == "complaint_report_illegal_work" or memory.flow_name == "status":
        memory.stop()
    kept_flow, kept_pending = memory.flow, memory.pending
    topics.run(talk, intent)
    if kept_flow is not None and kept_pending is not None and intent not in ("complaint_report_illegal_work", "menu", "start_request") and memory.flow is kept_flow:
        # A question asked in the middle of something: it goes on behind the answer.
        if memory.pending is not kept_pending:
            talk.unask()
        memory.pending = kept_pending
        talk.buttons.clear()
        talk.say("resume", "resume")
        talk.ask_again()


def _old_button(talk: Talk) -> None:
    """A button whose question is over, or that we never sent: nothing is done; what is open is asked again."""
    memory = talk.memory
    talk.say("old_button", "clarify")
    if memory.pending is not None and "key" in memory.pending:
        talk.ask_again()
        return
    talk.act("menu")
    topics.menu_buttons(talk)


def _confirm_chosen(talk: Talk) -> None:
    """A parcel chosen among several is confirmed by the choice."""
    if talk.memory.parcel is None:
        return
    talk.memory.parcel["confirmed"] = True
    pending = talk.memory.pending or {}
    if pending.get("ask") == "confirm_parcel":
        goal = str(pending.get("for", ""))
        talk.memory.pending = {"ask": "", "for": goal} if goal else None
        talk.paragraphs = [one for one in talk.paragraphs if one != say("parcel_ask")]
        talk.acts = [one for one in talk.acts if one != "ask_confirmation"]
        talk.buttons.clear()
        for code, key in (("do:what_can_i_build", "b_build"), ("do:endorsements_needed", "b_constraints"), ("start:urbanism_certificate", "b_start")):
            talk.button(code, key)
    after_place(talk)
