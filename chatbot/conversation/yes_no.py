"""A yes or a no to what was asked last."""

from __future__ import annotations

from chatbot.conversation import draft, land, people, places, report, topics
from chatbot.conversation.commands import command, erase_now
from chatbot.conversation.going_on import after_place
from chatbot.conversation.talk import Talk

# Questions that a yes or a no answers.
YES_OR_NO = frozenset({"confirm_parcel", "report_parcel", "swap", "handoff", "erase", "consent", "send_report", "photo_place", "second", "live"})


def yes_or_no(talk: Talk, yes: bool) -> None:
    """Take a yes or a no; where none was asked for, ask what is meant."""
    memory = talk.memory
    asked, goal = memory.asked, str((memory.pending or {}).get("for", ""))
    if asked == "confirm_parcel" and memory.parcel is not None:
        talk.answered = "parcel_info_by_pin"
        _this_land(talk, yes, goal)
    elif asked == "report_parcel" and memory.flow is not None:
        if yes:
            report.place_known(talk)
        else:
            memory.parcel = None
            report.go_on(talk)
    elif asked in ("swap", "which_parcel", "live"):
        talk.answered = "parcel_info_by_pin"
        _this_place(talk, yes, goal)
    elif asked == "consent":
        if yes:
            draft.create(talk)
        else:
            memory.stop()
            talk.say("draft_declined", "cancelled")
            topics.menu_buttons(talk)
    elif asked == "send_report":
        if yes:
            report.send(talk)
        else:
            command(talk, "cancel")
    elif asked == "photo_place" and memory.flow is not None:
        _place_of_photo(talk, yes)
    elif asked == "photo" and memory.flow is not None:
        if yes:
            talk.ask_again()
        else:
            report.no_more_photos(talk)
    elif asked == "contact" and not yes:
        report.stay_anonymous(talk)
    elif asked == "handoff":
        if yes:
            people.hand_over(talk, "not_understood" if memory.misses else "asked")
        else:
            memory.pending = None
            topics.menu(talk)
    elif asked == "erase":
        if yes:
            erase_now(talk)
        else:
            memory.pending = (memory.pending or {}).get("before")
            talk.say("not_deleted", "cancelled")
            talk.ask_again()
    elif asked == "second":
        memory.pending = None
        if yes and goal in topics.TOPICS:
            topics.run(talk, goal)
        else:
            talk.say("one_prompt", "menu")
            topics.menu_buttons(talk)
    elif (asked and memory.flow is not None) or (yes and asked in ("location", "plan")):
        talk.ask_again()
    else:
        memory.pending = None
        talk.say("one_prompt", "clarify", "menu")
        topics.menu_buttons(talk)


def _this_land(talk: Talk, yes: bool, goal: str) -> None:
    memory = talk.memory
    assert memory.parcel is not None
    if not yes:
        memory.parcel = None
        memory.slots.pop("cadastral_number", None)
        talk.ask("location", "ask_cadastral", "ask_cadastral", "ask_location", more={"for": goal})
        return
    memory.parcel["confirmed"] = True
    memory.pending = {"ask": "", "for": goal} if goal else None
    if goal:
        after_place(talk)
    else:
        land.summary(talk)


def _this_place(talk: Talk, yes: bool, goal: str) -> None:
    memory, pending = talk.memory, talk.memory.pending or {}
    if not yes:
        talk.ask("location", "ask_location", "ask_location", "ask_cadastral", more={"for": goal})
        return
    if memory.asked == "which_parcel":
        talk.ask_again()
        return
    place = pending if memory.asked == "swap" else memory.point
    if place is None:
        talk.ask("location", "ask_location", "ask_location", "ask_cadastral", more={"for": goal})
        return
    memory.pending = {"ask": "", "for": goal} if goal else None
    places.locate(talk, float(place["lat"]), float(place["lon"]))
    after_place(talk)


def _place_of_photo(talk: Talk, yes: bool) -> None:
    """The place hidden in a photograph is used only after a yes, and forgotten after a no."""
    flow = talk.memory.flow
    assert flow is not None
    if yes and flow["gps"]:
        lon, lat = flow["gps"]
        talk.memory.pending = {"ask": "", "for": "report"}
        places.locate(talk, lat, lon)
        after_place(talk)
        return
    flow["gps"] = []
    report.go_on(talk)
