"""Answers about a piece of land: what it is, what may be built on it, what applies to it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from chatbot.conversation.talk import Talk
from chatbot.conversation.texts import say
from chatbot.conversation.wording import day, endorser_titles, layer_source, listed, number, reference, sources_of
from chatbot.conversation.works_words import USES
from gisapp.core.errors import BadInput
from layers import api as layers
from permits import api as permits

State, Effect = layers.State, layers.Effect


def current_parcel(talk: Talk) -> layers.ParcelInfo | None:
    """The parcel talked about as it is now; None when there is none (any more)."""
    held = talk.memory.parcel
    if held is None:
        return None
    try:
        return layers.parcel_by_number(talk.authority, f"{held['siruta']}:{held['number']}" if held.get("siruta") else str(held["number"]))
    except BadInput:
        found = layers.parcels_by_ids(talk.authority, [int(held.get("feature", 0))])
        return found[0] if found else None


def need_parcel(talk: Talk, topic: str) -> layers.ParcelInfo | None:
    """The parcel for an answer; asks for one, and remembers what for, when there is none."""
    parcel = current_parcel(talk)
    if parcel is None:
        talk.memory.parcel = None
        talk.ask("location", "ask_location", "ask_location", "ask_cadastral", more={"for": topic})
        return None
    if talk.memory.parcel is not None and talk.memory.asked == "confirm_parcel":
        # Going on with a question about it says that it is the one.
        talk.memory.parcel["confirmed"] = True
        talk.memory.pending = None
    return parcel


def zone_line(talk: Talk, parcel: layers.ParcelInfo) -> None:
    """One line: zone and whether it is inside the built-up limit, for the card of a parcel."""
    land = layers.describe_land(parcel.geom, authority=talk.authority)
    locality = say(f"locality_{land['locality']}")
    if land["zoning"]:
        talk.say("parcel_zone", "zoning_summary", zone=listed(_zone_title(zone, talk) for zone in land["zoning"]), locality=locality)
    else:
        talk.say("parcel_zone_unknown", "zoning_summary", locality=locality)
    talk.say("source", source=_land_sources(land, talk))


def _zone_title(zone: dict[str, Any], talk: Talk) -> str:
    rules = zone.get("rules")
    title = rules["title_en"] if rules and talk.english and rules["title_en"] else zone["label"]
    return str(title) if zone["key"] in str(title) else f"{zone['key']} – {title}"


def _land_sources(land: dict[str, Any], talk: Talk) -> str:
    names = {"zoning": ("Plan urbanistic (UTR)", "Urban plan (zones)"), "built_up": ("Limita intravilanului", "Built-up limit")}
    told = []
    for role, (ro, en) in names.items():
        date = land.get(f"{role}_date")
        told.append(layer_source(ro, en, dt.date.fromisoformat(date) if date else None, talk))
    return listed(told)


def what_can_be_built(talk: Talk) -> None:
    """Zone, uses, limits and envelope, with what is not known."""
    parcel = need_parcel(talk, "what_can_i_build")
    if parcel is None:
        return
    land = layers.describe_land(parcel.geom, authority=talk.authority)
    locality = say(f"locality_{land['locality']}")
    zones = [zone for zone in land["zoning"] if zone.get("rules")]
    if not zones:
        talk.say("zoning_unknown", "zoning_summary", number=parcel.cadastral_number, locality=locality)
    for zone in zones[:2]:
        rules = zone["rules"]
        silent = say("zoning_silent")
        talk.say(
            "zoning", "zoning_summary", number=parcel.cadastral_number, zone=_zone_title(zone, talk), locality=locality,
            allowed=_uses(rules, "allowed", talk) or silent, conditioned=_uses(rules, "conditioned", talk) or silent, forbidden=_uses(rules, "forbidden", talk) or silent,
        )  # fmt: skip
        if rules["detail_plan_needed"] or rules["zonal_plan_needed"]:
            talk.say("detail_plan", "required_approvals")
    if zones:
        _limits(talk, parcel, zones[0]["rules"])
    _asked_works(talk, zones)
    grounds = zones[0]["rules"]["legal_ref"] if zones else ""
    talk.say("source", "intent_answer", source=listed([reference(grounds, talk), _land_sources(land, talk)]))
    for code, key in (("do:endorsements_needed", "b_constraints"), ("do:cu_documents", "b_papers"), ("start:urbanism_certificate", "b_start")):
        talk.button(code, key)


def _uses(rules: dict[str, Any], kind: str, talk: Talk) -> str:
    if talk.english:
        return ", ".join(USES.get(str(code), str(code).replace("_", " ")) for code in rules[f"uses_{kind}"])
    # The plan's own words; its codes are for machines.
    return str(rules[f"text_{kind}"])


def _limits(talk: Talk, parcel: layers.ParcelInfo, rules: dict[str, Any]) -> None:
    envelope = layers.buildable(parcel.geom, authority=talk.authority)
    silent = say("zoning_silent")
    if envelope is None or all(rules[name] in (None, "") for name in ("pot_max", "cut_max", "height_max_m", "height_regime")):
        talk.say("limits_silent", "limits_summary")
        return
    talk.say(
        "limits", "limits_summary", pot=f"{number(rules['pot_max'], talk, 1)} %" if rules["pot_max"] is not None else silent,
        cut=number(rules["cut_max"], talk, 2) if rules["cut_max"] is not None else silent,
        height=f"{number(rules['height_max_m'], talk, 1)} m" if rules["height_max_m"] is not None else silent, regime=rules["height_regime"] or silent,
        footprint=f"{number(envelope.footprint_m2, talk)} m²" if envelope.footprint_m2 is not None else silent,
        floor=f"{number(envelope.floor_area_m2, talk)} m²" if envelope.floor_area_m2 is not None else silent,
    )  # fmt: skip
    if not envelope.complete:
        talk.say("limits_incomplete")


def limits_for_works(talk: Talk) -> None:
    """Before a request is begun: the zone, its limits, and what of the works asked for is over them."""
    parcel = current_parcel(talk)
    if parcel is None:
        return
    land = layers.describe_land(parcel.geom, authority=talk.authority)
    zones = [zone for zone in land["zoning"] if zone.get("rules")]
    locality = say(f"locality_{land['locality']}")
    if not zones:
        talk.say("zoning_unknown", "zoning_summary", number=parcel.cadastral_number, locality=locality)
        return
    talk.say("parcel_zone", "zoning_summary", zone=listed(_zone_title(zone, talk) for zone in zones), locality=locality)
    _limits(talk, parcel, zones[0]["rules"])
    _asked_works(talk, zones)
    talk.say("source", source=_land_sources(land, talk))


def _levels(regime: str) -> int | None:
    """Storeys above ground of P+1E+M and the like: the attic counts half, so not at all here."""
    import re

    match = re.search(r"\+(\d+)", regime.upper())
    return 1 + int(match.group(1)) if match else (1 if "P" in regime.upper() else None)


def _asked_works(talk: Talk, zones: list[dict[str, Any]]) -> None:
    """What the person wants to build, against the plan, where both are plain."""
    asked = str(talk.memory.slots.get("height_regime", ""))
    if asked and zones and zones[0]["rules"]["height_regime"]:
        wanted, most = _levels(asked), _levels(zones[0]["rules"]["height_regime"])
        if wanted is not None and most is not None and wanted > most:
            talk.say("limits_over", asked=asked, regime=zones[0]["rules"]["height_regime"])
    works = str(talk.memory.slots.get("project_type", ""))
    uses = {"block": "flats", "warehouse": "warehouse", "billboard": "billboard", "house": "house", "annex": "annex", "shop": "shop"}
    if works in uses and any(uses[works] in zone["rules"]["uses_forbidden"] for zone in zones):
        talk.say("use_forbidden")


def _answer_of(talk: Talk, parcel: layers.ParcelInfo) -> layers.Answer:
    return permits.land_answer(parcel.geom, authority=talk.authority, procedure=permits.all_procedures()[permits.DEFAULT_QUESTION])


def _titles(findings: tuple[layers.Finding, ...], talk: Talk) -> str:
    return listed(one.title_en if talk.english and one.title_en else one.title_ro for one in findings)


def constraints(talk: Talk) -> None:
    """What the layers say of the land: prohibitions, endorsements, warnings, and what nobody knows."""
    parcel = need_parcel(talk, "constraints")
    if parcel is None:
        return
    answer = _answer_of(talk, parcel)
    conflicts, unknown = answer.of(State.CONFLICT), answer.of(State.UNKNOWN, State.FAILED)
    talk.say("constraints", "constraints_summary", number=parcel.cadastral_number)
    lines = []
    for effect, key in ((Effect.PROHIBIT, "constraints_prohibit"), (Effect.ENDORSEMENT, "constraints_endorse"), (Effect.WARN, "constraints_warn"), (Effect.NOTE, "constraints_warn")):
        rows = tuple(one for one in conflicts if one.effect is effect)
        if rows:
            lines.append(say(key, list=_titles(rows, talk)))
    if not conflicts:
        lines.append(say("constraints_none"))
    if unknown:
        lines.append(say("constraints_unknown", list=_titles(unknown, talk)))
    talk.paragraphs[-1] += "\n" + "\n".join(dict.fromkeys(lines))
    _tell_approvals(talk, answer)
    talk.say("source", "intent_answer", source=sources_of([*conflicts, *unknown], talk) or day(answer.on, talk))


def restrictions(talk: Talk) -> None:
    """What applies to the land, asked for by itself."""
    constraints(talk)
    if talk.memory.pending is None:
        for code, key in (("do:what_can_i_build", "b_build"), ("do:cu_documents", "b_papers"), ("start:urbanism_certificate", "b_start")):
            talk.button(code, key)


def approvals(talk: Talk) -> None:
    """Which institutions have to be asked for this land, and which may have to."""
    parcel = current_parcel(talk)
    if parcel is None:
        talk.say("approvals_general", "required_approvals", "intent_answer")
        need_parcel(talk, "endorsements_needed")
        return
    need_parcel(talk, "endorsements_needed")
    constraints(talk)
    for code, key in (("do:what_can_i_build", "b_build"), ("do:cu_documents", "b_papers"), ("start:urbanism_certificate", "b_start")):
        talk.button(code, key)


def _tell_approvals(talk: Talk, answer: layers.Answer) -> None:
    names = endorser_titles(answer.endorsers, talk)
    if names:
        talk.say("approvals", "required_approvals", list=names)
    else:
        talk.say("approvals_none", "required_approvals")
    maybe = [one.endorser for one in answer.of(State.UNKNOWN, State.FAILED) if one.endorser and one.endorser not in answer.endorsers]
    if maybe:
        talk.say("approvals_unknown", list=endorser_titles(maybe, talk))


def summary(talk: Talk) -> None:
    """After a parcel was confirmed and nothing else was asked: what applies to it, in short."""
    parcel = need_parcel(talk, "parcel_info_by_pin")
    if parcel is None:
        return
    zone_line(talk, parcel)
    constraints(talk)
    talk.ask("plan", "ask_plan", "ask_purpose", choices=[("do:what_can_i_build", "b_build"), ("do:cu_documents", "b_papers"), ("start:urbanism_certificate", "b_start")])
