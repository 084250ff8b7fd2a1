"""The same place again and again, or many places in a row: one prompt, then silence."""

from __future__ import annotations

import math

from chatbot.conversation.talk import Talk

# Pins this near are the same place; so many in a row are answered once.
SAME_PLACE_DEGREES = 0.0001
MOST_PINS = 6


def repeated_pin(talk: Talk) -> bool:
    """Answer a repeated pin shortly, or not at all; False for a pin that deserves its answer."""
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
    if same_count == 1:
        talk.say("one_prompt", "silent_or_single_prompt")
        return True
    if same_count > 1 or count > MOST_PINS + 1:
        talk.act("silent", "silent_or_single_prompt")
        return True
    if count == MOST_PINS + 1:
        talk.say("too_many_pins", "silent_or_single_prompt", "ask_cadastral")
        return True
    return False
