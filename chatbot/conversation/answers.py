"""Answers to what was asked last, buttons, yes and no, commands, and what is done when nothing was understood."""

from __future__ import annotations

import math
import re

from chatbot.conversation import draft, land, people, places, report, status, topics
from chatbot.conversation.talk import Talk
from chatbot.conversation.texts import say
from chatbot.models import ChatSettings, Turn
from chatbot.understanding import understand
from chatbot.understanding.bands import Band
from chatbot.understanding.intents import CHANGES_STATE
from chatbot.understanding.normalise import clean, fold
from chatbot.understanding.street_list import street_index

# Pins this near are the same place; so many in a row are answered once.
SAME_PLACE_DEGREES = 0.0001
MOST_PINS = 6
_YES_OR_NO = frozenset({"confirm_parcel", "report_parcel", "swap", "handoff", "erase", "consent", "send_report", "photo_place", "second", "live"})


def band_of(talk: Talk) -> Band:
    """The band of the message by the town hall's own thresholds, where it set some."""
    assert talk.meant is not None
    settings = ChatSettings.of(talk.authority)
    if settings.answer_at is None and settings.confirm_at is None:
        return talk.meant.band
    if talk.meant.confidence >= (settings.answer_at or 0.75):
        return Band.ANSWER
    return Band.CONFIRM if talk.meant.confidence >= (settings.confirm_at or 0.45) else Band.CLARIFY


def button_meant(talk: Talk) -> str | None:
    """The button that a typed title or number means."""
    typed = fold(clean(talk.text)).strip(" .!)")
    for place, (code, title) in enumerate(talk.memory.buttons, start=1):
        if typed == str(place) or (typed and typed == fold(clean(title)).strip(" .!?")) or typed.rstrip("?") == fold(clean(title)).rstrip("?"):
            return code
        if code.startswith("parcel:") and typed == code.rpartition(":")[2]:
            return code
    return None


def pressed(talk: Talk, code: str) -> None:
    """A button, whether pressed or typed. One of an older message still works where it changes nothing."""
    memory = talk.memory
    if code in ("yes", "no", "other"):
        yes_or_no(talk, code == "yes")
    elif code == "agree" and memory.asked == "consent":
        draft.create(talk)
    elif code == "send" and memory.asked == "send_report":
        report.send(talk)
    elif code == "erase" and memory.asked == "erase":
        _erase_now(talk)
    elif code in ("menu", "cancel", "back"):
        command(talk, code)
    elif code == "human":
        people.hand_over(talk)
    elif code == "next" and memory.flow_name == "report" and memory.flow is not None:
        memory.flow["photos_done"] = True
        report.go_on(talk)
    elif code == "anonymous" and memory.flow_name == "report" and memory.flow is not None:
        memory.flow["contact"] = "anonymous"
        report.go_on(talk)
    elif code == "drop_photo":
        memory.photos, memory.pending = [], None
        talk.say("photo_no", "cancelled")
    elif code.startswith("parcel:"):
        pending = memory.pending or {}
        memory.pending = {"ask": "", "for": pending.get("for", "")}
        places.by_number(talk, code.removeprefix("parcel:"))
        _confirm_chosen(talk)
    elif code.startswith("start:"):
        draft.begin(talk, code.removeprefix("start:"))
    elif code.startswith("do:") and code.removeprefix("do:") in topics.TOPICS:
        intent = code.removeprefix("do:")
        if intent == "complaint_report_illegal_work":
            memory.stop()
        topics.run(talk, intent)
    elif talk.text:
        missed(talk)
    else:
        topics.menu(talk)


def _confirm_chosen(talk: Talk) -> None:
    """A parcel chosen among several is confirmed by the choice."""
    from chatbot.conversation.policy import after_place

    if talk.memory.parcel is None:
        return
    talk.memory.parcel["confirmed"] = True
    pending = talk.memory.pending or {}
    if pending.get("ask") == "confirm_parcel":
        goal = str(pending.get("for", ""))
        talk.memory.pending = {"ask": "", "for": goal} if goal else None
        talk.paragraphs = [one for one in talk.paragraphs if one != say("parcel_ask")]
        talk.buttons.clear()
        for code, key in (("do:what_can_i_build", "b_build"), ("do:endorsements_needed", "b_constraints"), ("start:urbanism_certificate", "b_start")):
            talk.button(code, key)
    after_place(talk)


def command(talk: Talk, said: str) -> None:
    """meniu, înapoi, anulează, om, șterge datele: the same everywhere."""
    memory = talk.memory
    if said == "menu":
        topics.menu(talk)
    elif said == "cancel":
        busy = memory.flow is not None or memory.pending is not None
        memory.stop()
        memory.photos = []
        talk.say("cancelled" if busy else "nothing_to_cancel", "cancelled")
        topics.menu_buttons(talk)
    elif said == "back":
        _back(talk)
    elif said == "talk_to_human":
        people.hand_over(talk)
    elif said == "delete_data":
        talk.ask("erase", "delete_ask", "ask_confirmation", choices=[("erase", "b_delete"), ("no", "b_no")])


def _back(talk: Talk) -> None:
    memory = talk.memory
    # The top of the pile is the state before this very message.
    memory.step_back()
    if not memory.step_back() or not memory.shown:
        talk.say("nothing_before", "menu")
        topics.menu_buttons(talk)
        return
    talk.say("back")
    talk.paragraphs.append(str(memory.shown.get("text", "")))
    talk.act("resume", *[str(one) for one in memory.shown.get("acts", [])])
    for code, title in memory.shown.get("buttons", []):
        talk.button(code, title=title)


def yes_or_no(talk: Talk, yes: bool) -> None:
    """A yes or a no to what was asked last."""
    from chatbot.conversation.policy import after_place

    memory = talk.memory
    asked, pending = memory.asked, memory.pending or {}
    goal = str(pending.get("for", ""))
    if asked == "confirm_parcel" and memory.parcel is not None:
        if yes:
            memory.parcel["confirmed"] = True
            memory.pending = {"ask": "", "for": goal} if goal else None
            if goal:
                after_place(talk)
            else:
                land.summary(talk)
        else:
            memory.parcel = None
            memory.slots.pop("cadastral_number", None)
            talk.ask("location", "ask_cadastral", "ask_cadastral", "ask_location", more={"for": goal})
    elif asked == "report_parcel" and memory.flow is not None:
        if yes:
            report.place_known(talk)
        else:
            memory.parcel = None
            report.go_on(talk)
    elif asked == "swap" and yes:
        memory.pending = {"ask": "", "for": goal} if goal else None
        places.locate(talk, float(pending["lat"]), float(pending["lon"]))
        after_place(talk)
    elif asked in ("swap", "which_parcel") and not yes:
        talk.ask("location", "ask_location", "ask_location", "ask_cadastral", more={"for": goal})
    elif asked == "consent":
        if yes:
            draft.create(talk)
        else:
            memory.stop()
            talk.say("draft_declined", "cancelled")
    elif asked == "send_report":
        if yes:
            report.send(talk)
        else:
            command(talk, "cancel")
    elif asked == "photo_place" and memory.flow is not None:
        if yes and memory.flow["gps"]:
            lon, lat = memory.flow["gps"]
            memory.pending = {"ask": "", "for": "report"}
            places.locate(talk, lat, lon)
            after_place(talk)
        else:
            memory.flow["gps"] = []
            report.go_on(talk)
    elif asked == "photo" and memory.flow is not None:
        if yes:
            talk.ask_again()
        else:
            pressed(talk, "next")
    elif asked == "contact" and not yes:
        pressed(talk, "anonymous")
    elif asked == "handoff":
        if yes:
            people.hand_over(talk, "not_understood" if memory.misses else "asked")
        else:
            memory.pending = None
            topics.menu(talk)
    elif asked == "erase":
        if yes:
            _erase_now(talk)
        else:
            memory.pending = None
            talk.say("not_deleted", "cancelled")
    elif asked == "live" and yes and memory.point is not None:
        memory.pending = None
        places.locate(talk, float(memory.point["lat"]), float(memory.point["lon"]))
        after_place(talk)
    elif asked == "second":
        memory.pending = None
        if yes and goal in topics.TOPICS:
            topics.run(talk, goal)
        else:
            talk.say("one_prompt", "menu")
    elif (asked and memory.flow is not None) or (yes and memory.topic and asked == "location"):
        talk.ask_again()
    else:
        talk.say("one_prompt", "clarify", "menu")
        topics.menu_buttons(talk)


def pending(talk: Talk, *, question: bool) -> bool:
    """Take the message as the answer to what was asked; False where it is something else."""
    from chatbot.conversation.policy import after_place

    memory = talk.memory
    asked, goal = memory.asked, str((memory.pending or {}).get("for", ""))
    assert talk.meant is not None
    if not asked or talk.meant.intent in ("affirm", "deny"):
        return False
    if asked in _YES_OR_NO and not talk.meant.slots.keys() - {"project_type"}:
        said = fold(clean(talk.text))
        # A yes that changes something is short; elsewhere more words may follow it.
        most = 4 if asked in ("consent", "send_report", "erase", "handoff") else 7
        if len(said.split()) <= most and not question:
            if re.match(r"(?:da|yes|sigur|corect|exact|ok|asa e|yep|yeah)\b(?! (?:dar|nu|but))", said):
                yes_or_no(talk, True)
                return True
            if re.match(r"(?:nu|no|nope)\b(?! (?:stiu|inteleg|am inteles))", said):
                yes_or_no(talk, False)
                return True
    if asked in ("request_number", "access_code"):
        return status.take_number_or_code(talk)
    if question and not talk.meant.answers_pending:
        return False
    if talk.meant.intent in CHANGES_STATE - {"complaint_report_illegal_work", "start_request"} and talk.meant.band is Band.ANSWER:
        return False
    if asked == "photo" and re.search(r"\b(?:mai departe|n-?am|nu am|fara|nu pot|no photo|go on|skip|don'?t have|without)\b", fold(clean(talk.text))):
        pressed(talk, "next")
        return True
    if asked == "contact" and re.search(r"\banonim\w*|\banonym\w*|\bfara (?:nume|raspuns)", fold(clean(talk.text))):
        pressed(talk, "anonymous")
        return True
    if asked == "consent" and re.search(r"^(?:sunt de acord|de acord|accept|i agree|agree)", fold(clean(talk.text))):
        draft.create(talk)
        return True
    if asked == "send_report" and re.search(r"^(?:trimite|trimiteti|da,? trimite|send)", fold(clean(talk.text))):
        report.send(talk)
        return True
    if asked == "purpose":
        return draft.take_purpose(talk)
    if asked == "dates":
        return draft.take_dates(talk)
    if asked == "details":
        return report.take_details(talk)
    if asked == "contact":
        return report.take_contact(talk)
    if asked == "area_m2" and "area_m2" in talk.meant.slots:
        memory.pending = None
        topics.run(talk, goal or "cu_fee")
        return True
    if asked == "location" and "street" in talk.meant.slots and "lat" not in talk.meant.slots and "cadastral_number" not in talk.meant.slots:
        street, house = str(talk.meant.slots["street"]), str(talk.meant.slots.get("house_number", ""))
        if goal == "report" and memory.flow is not None:
            memory.flow["where"] = {"label": f"{street} {house}".strip()}
        places_before = memory.parcel
        memory.pending = {"ask": "", "for": goal}
        if house or goal != "report":
            places.by_address(talk, street, house)
        if goal == "report" and memory.parcel is places_before:
            talk.paragraphs.clear()
            talk.buttons.clear()
            report.go_on(talk)
        else:
            after_place(talk)
        return True
    return False


def corrected(talk: Talk) -> bool:
    """A correction: a new value replaces the old one and the last question is answered again; „nu ăsta” drops the parcel."""
    memory, meant = talk.memory, talk.meant
    assert meant is not None
    new_value = meant.slots.keys() & {"area_m2", "length_m", "project_type", "height_regime"}
    only_value = bool(new_value) and len(re.findall(r"[^\W\d_]{3,}", talk.text)) <= 4
    if (meant.is_correction or (only_value and meant.band is not Band.ANSWER)) and new_value and memory.topic in ("cu_fee", "what_can_i_build", "need_building_permit", "permit_fee", "excavation_permit"):
        topics.run(talk, memory.topic)
        return True
    if meant.is_correction and memory.parcel is not None and not (meant.slots.keys() - {"cadastral_number"}) and meant.band is not Band.ANSWER:
        goal = memory.topic if memory.topic in ("what_can_i_build", "cu_fee", "endorsements_needed") else ""
        memory.parcel = None
        memory.slots.pop("cadastral_number", None)
        talk.ask("location", "ask_cadastral", "ask_cadastral", "ask_location", more={"for": goal})
        return True
    return False


def did_you_mean(talk: Talk, intent: str) -> None:
    """The middle band: two or three choices, and nothing is done yet."""
    assert talk.meant is not None
    offered = [one for one in dict.fromkeys([intent, talk.meant.listed, *(name for name, _share in talk.meant.alternatives)]) if one in topics.TITLES]
    if not offered:
        missed(talk)
        return
    if len({topics.TITLES[one] for one in offered}) == 1 and not set(offered) & CHANGES_STATE:
        # Two names of one thing: nothing to choose between.
        topics.run(talk, offered[0])
        return
    talk.say("did_you_mean", "clarify", "ask_confirmation")
    for one in offered[:2]:
        talk.button("human" if one == "talk_to_human" else f"do:{one}", topics.TITLES[one])
    talk.button("menu", "b_menu")
    if len(offered) == 1 or offered[0] == intent:
        talk.memory.pending = {"ask": "second", "for": offered[0]} if offered[0] not in CHANGES_STATE else None


def missed(talk: Talk) -> None:
    """Not understood: ask once to say it otherwise, then menu and a person."""
    memory = talk.memory
    memory.misses += 1
    if memory.flow is not None and memory.pending is not None and memory.misses <= 2:
        talk.say("clarify", "clarify")
        talk.ask_again()
        return
    if memory.misses == 1:
        talk.say("clarify", "clarify")
        topics.menu_buttons(talk)
        return
    talk.say("fallback", "fallback", "menu")
    people.offer(talk)


def offer_second(talk: Talk, first: str) -> None:
    """A message with two sure questions: the first is answered, the second offered."""
    parts = [part for part in re.split(r"[?;.!]\s+|,?\s+(?:si|și|and|plus|iar)\s+(?=(?:ce|cat|cât|cum|unde|cand|când|care|how|what|where|when|which)\b)", talk.text, flags=re.IGNORECASE) if len(part.split()) >= 2]
    if len(parts) < 2 or len(talk.buttons) > 3:
        return
    for part in parts:
        other = understand(part, lang=talk.language, streets=street_index(talk.authority.pk))
        if other.band is Band.ANSWER and other.intent != first and other.intent in topics.TITLES and other.intent not in CHANGES_STATE:
            talk.buttons.clear()
            talk.ask("second", "also_asked", "offer_second_intent", choices=[("yes", "b_yes"), ("no", "b_no")], more={"for": other.intent})
            return


def repeated_pin(talk: Talk) -> bool:
    """The same place again and again, or many places in a row: one prompt, then silence."""
    lat, lon, memory = talk.inbound.lat, talk.inbound.lon, talk.memory
    if lat is None or lon is None or not (math.isfinite(lat) and math.isfinite(lon)):
        return False
    kept = memory.streak if memory.streak.get("kind") == "pin" else {}
    same = bool(kept) and abs(float(kept["lat"]) - lat) < SAME_PLACE_DEGREES and abs(float(kept["lon"]) - lon) < SAME_PLACE_DEGREES
    same_count = int(kept.get("same", 0)) + 1 if same else 0
    count = int(kept.get("count", 0)) + 1
    memory.streak = {"kind": "pin", "lat": lat, "lon": lon, "same": same_count, "count": count}
    if memory.asked == "location" and same_count <= 1:
        return False
    if same_count == 1 and memory.parcel is not None:
        talk.say("same_parcel", "silent_or_single_prompt", number=memory.parcel["number"])
        for code, key in (("do:what_can_i_build", "b_build"), ("do:endorsements_needed", "b_constraints"), ("start:urbanism_certificate", "b_start")):
            talk.button(code, key)
        return True
    if same_count >= 1:
        if same_count == 1:
            talk.say("one_prompt", "silent_or_single_prompt")
        else:
            talk.act("silent", "silent_or_single_prompt")
        return True
    if count > MOST_PINS:
        if count == MOST_PINS + 1:
            talk.say("too_many_pins", "silent_or_single_prompt", "ask_cadastral")
            return True
        talk.act("silent", "silent_or_single_prompt")
        return True
    return False


def _erase_now(talk: Talk) -> None:
    """Said here, done by the engine after the answer."""
    talk.memory.pending = {"ask": "erase_now"}
    talk.say("deleted", "cancelled")


def erase(talk: Talk) -> None:
    """Forget the words, the places and the pictures of this conversation."""
    Turn.objects.filter(conversation=talk.conversation).delete()
