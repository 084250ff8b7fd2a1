"""Where: pins, links, typed coordinates, numbers and addresses, and what to say of each."""

from __future__ import annotations

import math
from typing import Any

from django.contrib.gis.geos import Point

from chatbot.conversation.land import zone_line
from chatbot.conversation.messages import Link, MapCard
from chatbot.conversation.talk import Talk
from chatbot.conversation.texts import say
from chatbot.conversation.wording import number
from gisapp.core.errors import BadInput
from layers import api as layers

# Above this a telephone's position may be the neighbour's; above the second it says nothing about a parcel.
SURE_M, USELESS_M = 30.0, 250.0
EDGE_M = 1.5
ROMANIA_LAT, ROMANIA_LON = (43.5, 48.4), (20.1, 29.9)


def locate(talk: Talk, lat: float | None, lon: float | None, accuracy: float | None = None) -> None:
    """Answer a place in degrees (WGS 84), however it came."""
    if lat is None or lon is None or not (math.isfinite(lat) and math.isfinite(lon)) or (lat, lon) == (0.0, 0.0) or abs(lon) > 180 or abs(lat) > 180:
        _bad(talk, lat, lon)
        return
    if not _in_romania(lat, lon):
        if _in_romania(lon, lat):
            talk.ask("swap", "swapped", "ask_confirmation", choices=[("yes", "b_yes"), ("no", "b_no")], values={"lat": f"{lon:.5f}", "lon": f"{lat:.5f}"}, more={"lat": lon, "lon": lat, "for": _goal(talk)})
            return
        if abs(lat) > 90:
            _bad(talk, lat, lon)
            return
        talk.memory.slots.update(lat=lat, lon=lon)
        talk.say("outside_country", "outside_area", town=talk.authority.name)
        return
    talk.memory.slots.update(lat=lat, lon=lon)
    point(talk, layers.point_from_lonlat(lon, lat), accuracy if accuracy is not None and math.isfinite(accuracy) and accuracy >= 0 else None)


def _bad(talk: Talk, lat: object, lon: object) -> None:
    if lat is None or lon is None:
        talk.ask("location", "location_help", "location_help", "map_link", "ask_location", values={"map": talk.map_url()}, more={"for": _goal(talk)})
        return
    talk.ask("location", "bad_pin", "location_help", "ask_location", values={"given": f"{lat}, {lon}"}, more={"for": _goal(talk)})


def _in_romania(lat: float, lon: float) -> bool:
    return ROMANIA_LAT[0] <= lat <= ROMANIA_LAT[1] and ROMANIA_LON[0] <= lon <= ROMANIA_LON[1]


def _goal(talk: Talk) -> str:
    """What the place was asked for."""
    return str(talk.memory.pending.get("for", "")) if talk.memory.pending else ""


def stereo(talk: Talk, north: float, east: float, *, order_known: bool) -> None:
    """Answer Stereo 70 coordinates (metres); where nobody said which is north, the reading inside our land is the one meant."""
    readings = [Point(east, north, srid=3844)]
    if not order_known:
        readings.append(Point(north, east, srid=3844))
    own = [one for one in readings if (layers.authority_at(talk.authority, one) or ("",))[0] == talk.authority.siruta]
    if len(own) == 2 and own[0].distance(own[1]) > 5:
        parcels = [layers.parcel_at(talk.authority, one) for one in own]
        known = [one for one in parcels if one is not None]
        if len(known) == 2:
            _offer(talk, known, "which_order")
            return
        own = [spot for spot, parcel in zip(own, parcels, strict=True) if parcel is not None] or own
    chosen = (own or readings)[0]
    lon, lat = layers.lonlat_of(chosen)
    talk.memory.slots.update(lat=round(lat, 7), lon=round(lon, 7))
    point(talk, chosen, None)


def point(talk: Talk, spot: Point, accuracy: float | None) -> None:
    """Answer a point in EPSG:3844: its parcel, several that it may be, public land, water, or somebody else's territory."""
    lon, lat = layers.lonlat_of(spot)
    talk.memory.point = {"lon": lon, "lat": lat, "label": f"{lat:.5f}, {lon:.5f}"}
    uat = layers.authority_at(talk.authority, spot)
    if uat is None or uat[0] != talk.authority.siruta:
        talk.memory.parcel = None
        _outside(talk, spot, uat)
        return
    if accuracy is not None and accuracy > SURE_M:
        _uncertain(talk, spot, accuracy)
        return
    for near in layers.features_near(talk.authority, spot, ["rivers", "lakes"]):
        talk.memory.parcel, talk.memory.pending = None, None
        talk.say("water", "public_domain_notice", "required_approvals", label=near.label or near.attrs.get("name", ""))
        return
    parcel = layers.parcel_at(talk.authority, spot)
    if parcel is None:
        _no_parcel(talk, spot)
        return
    if parcel.attrs.get("owner_kind") in ("public_town", "public_state"):
        place = layers.place_at(talk.authority, spot)
        talk.say("public_domain", "public_domain_notice", label=place.public_domain or place.street or parcel.cadastral_number)
        settle(talk, parcel, typed=True)
        return
    beside = [one for one in layers.parcels_in(talk.authority, spot.buffer(EDGE_M), least_m2=0.3) if one.feature_id != parcel.feature_id]
    if beside:
        _offer(talk, [parcel, *beside][:3], "candidates_edge")
        return
    settle(talk, parcel)


def _outside(talk: Talk, spot: Point, uat: tuple[str, str] | None) -> None:
    if uat is None:
        talk.say("outside_unknown", "outside_area", "refer_other_authority", town=talk.authority.name)
        return
    county = next((str(one.attrs.get("county", "")) for one in layers.features_near(talk.authority, spot, ["admin_limits"])), "")
    talk.say("outside", "outside_area", "refer_other_authority", town=talk.authority.name, name=uat[1], county=county or talk.authority.county)


def _uncertain(talk: Talk, spot: Point, accuracy: float) -> None:
    found = layers.parcels_in(talk.authority, spot.buffer(min(accuracy, USELESS_M)), least_m2=5.0) if accuracy <= USELESS_M else []
    if not found:
        talk.ask("location", "candidates_none", "location_help", "map_link", "ask_cadastral", values={"accuracy": number(accuracy, talk), "map": talk.map_url()}, more={"for": _goal(talk)})
        talk.link = Link(say("b_map"), talk.map_url())
        return
    found.sort(key=lambda one: one.geom.distance(spot))
    _offer(talk, found[:3], "candidates", accuracy=number(accuracy, talk))
    talk.act("map_link")
    talk.link = Link(say("b_map"), talk.map_url(found[0].cadastral_number))


def _offer(talk: Talk, parcels: list[layers.ParcelInfo], key: str, **values: object) -> None:
    """Offer parcels as choices; none is taken silently."""
    talk.memory.parcel = None
    talk.memory.candidates = [one.cadastral_number for one in parcels]
    choices = [(f"parcel:{one.number_with_uat}", one.cadastral_number) for one in parcels]
    talk.ask("which_parcel", key, "parcel_summary", "ask_confirmation", choices=choices, values=dict(values), more={"for": _goal(talk)})
    talk.paragraphs.append("\n".join(f"{place}. {one.cadastral_number} {one.address}".rstrip() for place, one in enumerate(parcels, start=1)))


def _no_parcel(talk: Talk, spot: Point) -> None:
    talk.memory.parcel = None
    place = layers.place_at(talk.authority, spot)
    if place.public_domain:
        talk.memory.point = {**(talk.memory.point or {}), "label": place.public_domain}
        talk.memory.pending = None
        talk.say("public_domain", "public_domain_notice", label=place.public_domain)
        if talk.memory.flow is None:
            talk.act("required_permits")
            talk.button("do:excavation_permit", "b_excavation")
            talk.button("do:complaint_report_illegal_work", "b_report")
        return
    talk.ask("location", "no_parcel", "not_found", "map_link", "ask_cadastral", values={"map": talk.map_url()}, more={"for": _goal(talk)})


def by_number(talk: Talk, typed: str) -> None:
    """Answer a cadastral number as typed."""
    try:
        parcel = layers.parcel_by_number(talk.authority, typed)
    except BadInput as bad:
        key = "number_several" if bad.code in ("number_in_several_uats", "number_twice") else "number_unreadable"
        talk.ask("cadastral_number", key, "not_found", "ask_cadastral", values={"map": talk.map_url()}, more={"for": _goal(talk)})
        return
    if parcel is None:
        talk.ask("cadastral_number", "not_found", "not_found", "ask_cadastral", values={"number": typed[:30]}, more={"for": _goal(talk)})
        return
    settle(talk, parcel, typed=True)


def by_address(talk: Talk, street: str, house: str) -> None:
    """Answer an address: one house, several to choose from, or none."""
    asked = f"{street} {house}".strip()
    hits = [hit for hit in layers.search_places(talk.authority, asked) if hit.kind in ("address", "street")]
    houses = {hit.parcel: hit for hit in hits if hit.kind == "address" and hit.parcel}
    exact = [hit for hit in houses.values() if hit.score >= 90]
    chosen = exact or list(houses.values())
    if len(chosen) == 1:
        by_number(talk, chosen[0].parcel)
    elif chosen:
        parcels = [one for one in (layers.parcel_by_number(talk.authority, hit.parcel) for hit in chosen[:3]) if one is not None]
        _offer(talk, parcels, "candidates_address")
    elif hits:
        talk.ask("location", "address_no_parcel", "ask_location", "ask_cadastral", values={"address": hits[0].label}, more={"for": _goal(talk)})
    else:
        talk.ask("location", "address_not_found", "not_found", "ask_location", values={"address": asked[:60]}, more={"for": _goal(talk)})


def keep(talk: Talk, parcel: layers.ParcelInfo, *, confirmed: bool) -> dict[str, Any]:
    """Remember the parcel talked about."""
    lon, lat = layers.lonlat_of(parcel.geom.point_on_surface)
    talk.memory.parcel = {
        "number": parcel.cadastral_number, "siruta": parcel.siruta, "feature": parcel.feature_id, "address": parcel.address, "area_m2": round(parcel.area_m2, 1),
        "lon": lon, "lat": lat, "confirmed": confirmed,
    }  # fmt: skip
    talk.memory.slots["cadastral_number"] = parcel.cadastral_number
    talk.memory.candidates = []
    return talk.memory.parcel


def settle(talk: Talk, parcel: layers.ParcelInfo, *, typed: bool = False) -> None:
    """Show a parcel with its map and address. A number that was typed for a question goes straight to the answer."""
    goal = _goal(talk)
    held = keep(talk, parcel, confirmed=False)
    address = f", {parcel.address}" if parcel.address else ""
    talk.say("parcel", "parcel_summary", number=parcel.cadastral_number, address=address, area=number(parcel.area_m2, talk))
    url = talk.map_url(parcel.number_with_uat)
    talk.map_card = MapCard(parcel.cadastral_number, parcel.address or parcel.cadastral_number, url, held["lat"], held["lon"])
    talk.link = Link(say("map"), url)
    talk.act("map_link")
    if goal and (typed or goal == "report"):
        held["confirmed"] = True
        talk.memory.pending = {"ask": "", "for": goal}
        return
    zone_line(talk, parcel)
    talk.ask("confirm_parcel", "parcel_ask", "ask_confirmation", choices=[("yes", "b_yes"), ("other", "b_other_land")], more={"for": goal})
