"""Excavations against each other and the seasons: space and time together, found as the same kind of finding."""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.contrib.gis.geos import GEOSGeometry
from django.contrib.gis.measure import D

from gisapp.accounts.models import Authority
from gisapp.core import clock
from layers import api as layers
from permits.models import Case, Works
from permits.queries.land_answer import works_shape
from permits.queries.openings import works_window
from permits.queries.parameters import parameters_of
from permits.queries.works import drawn_works
from permits.rules.excavation import Ban, Window, clash_in_time, days_apart, new_pavement_ban, season_ban_applies, season_bans
from permits.rules.parameters import ParameterError, Parameters
from permits.rules.procedure_files import all_procedures
from permits.rules.states import CaseState, Family
from permits.rules.wording import date_en, date_ro

# Planned (asked for) or allowed and not yet closed: what another contractor should know of.
PLANNED = frozenset({
    CaseState.SUBMITTED, CaseState.REGISTERED, CaseState.IN_REVIEW, CaseState.WAITING_PAPERS, CaseState.DRAFTING, CaseState.SIGNING, CaseState.ISSUED,
    CaseState.DELIVERED, CaseState.EXTENDED, CaseState.WORKS_STARTED,
})
NATURAL = frozenset({"earth", "gravel", "pavers"})
CASES = layers.Source("cases", "Dosare de săpături și șantiere", "Excavation and building cases", None, None, 0.0, "registrul primăriei")
LOCAL = "Regulamentul local al lucrărilor în domeniul public"


@dataclass(frozen=True, slots=True)
class Dig:
    """One excavation or building site, without anything personal. `geom` is the opened strip, EPSG:3844; no window: dates not known."""

    case: Case
    title: str
    geom: GEOSGeometry
    window: Window | None
    is_excavation: bool


@dataclass(frozen=True, slots=True)
class Planned:
    """An excavation as it is drawn now, stored or not: opened strip, axes (EPSG:3844), days."""

    case: Case
    shape: GEOSGeometry
    axes: tuple[GEOSGeometry, ...]
    window: Window | None


def dig_findings(case: Case) -> tuple[layers.Finding, ...]:
    """Return what stands against the stored works of an excavation in time. Nothing for other procedures."""
    shape = works_shape(drawn_works(case))
    if shape is None:
        return ()
    return planned_findings(Planned(case, shape, tuple(work.geom for work in case.works.all() if work.geom.dims == 1), window_of(case)))


def planned_findings(planned: Planned) -> tuple[layers.Finding, ...]:
    """Return what stands against an excavation in time: other works, the winter ban, new pavement. Nothing for other procedures."""
    case, shape, window = planned.case, planned.shape, planned.window
    if all_procedures()[case.procedure].family is not Family.EXCAVATION:
        return ()
    day = case.rules_on or clock.today()
    parameters = parameters_of(case.authority)
    if window is None:
        return (_finding("SAP-DATE", layers.State.UNKNOWN, "warn", ("Zilele lucrării", "Days of the works"),
                         ("Nu se știe când se lucrează: suprapunerea cu alte lucrări și interdicția de iarnă nu se pot verifica.",
                          "When the works take place is not known: overlaps and the winter ban cannot be checked.")),)
    try:
        return (*_others(planned, window, parameters, day), *_season(case, shape, window, parameters, day), *_pavement(case, shape, window, parameters, day))
    except ParameterError as error:
        return (_finding("SAP-REGULI", layers.State.FAILED, "warn", ("Regulile săpăturilor", "Rules of excavations"),
                         (f"Valorile regulamentului de săpături nu sunt încărcate ({error}).", f"The values of the excavation rules are not loaded ({error}).")),)


def _finding(code: str, state: layers.State, effect: str, title: tuple[str, str], reason: tuple[str, str], legal_ref: str = LOCAL) -> layers.Finding:
    return layers.Finding(
        code=code, state=state, effect=layers.Effect(effect), title_ro=title[0], title_en=title[1], explanation_ro="", explanation_en="", tested="works",
        legal_ref=legal_ref, confidence="to_be_confirmed", source=CASES, reason_ro=reason[0], reason_en=reason[1],
    )


def window_of(case: Case) -> Window | None:
    """Return the days of the works: as answered, as drawn, or for a permit in force the time it is valid."""
    answered = works_window(case)
    if answered is not None:
        return Window(*answered)
    dated = [(work.starts_on, work.ends_on) for work in case.works.all() if work.starts_on and work.ends_on and work.starts_on <= work.ends_on]
    if dated:
        return Window(min(first for first, _last in dated), max(last for _first, last in dated))
    if case.decided_at and case.valid_until:
        first = case.decided_at.astimezone(clock.TOWN_TIME).date()
        return Window(first, max(first, case.valid_until))
    return None


def digs_near(authority: Authority, shape: GEOSGeometry | None = None, distance_m: float = 0.0, *, leave_out: Case | None = None, only_excavations: bool = False) -> list[Dig]:
    """Return the planned and issued excavations and building sites of a town hall, within a distance of a shape (EPSG:3844) if one is given."""
    families = {Family.EXCAVATION} if only_excavations else {Family.EXCAVATION, Family.PERMIT}
    codes = {code: one for code, one in all_procedures().items() if one.family in families}
    rows = Works.objects.filter(case__authority=authority, case__state__in=[state.value for state in PLANNED], case__procedure__in=codes, case__practice=False)
    if shape is not None:
        # The strip is wider than the axis that is stored: half a wide trench more is searched, then measured exactly.
        rows = rows.filter(geom__dwithin=(shape, D(m=distance_m + 5)))
    if leave_out is not None:
        rows = rows.exclude(case=leave_out)
    cases = {case.pk: case for case in Case.objects.filter(pk__in=rows.values("case")).order_by("created_at", "pk")}
    found = []
    for case in cases.values():
        strip = works_shape(drawn_works(case))
        if strip is None or (shape is not None and strip.distance(shape) > distance_m):
            continue
        procedure = codes[case.procedure]
        found.append(Dig(case, procedure.title_ro, strip, window_of(case), procedure.family is Family.EXCAVATION))
    return found


def _others(planned: Planned, window: Window, parameters: Parameters, day: dt.date) -> list[layers.Finding]:
    case, shape = planned.case, planned.shape
    reach = parameters.at("excavation.overlap_distance", day)
    found = []
    for other in digs_near(case.authority, shape, float(reach.value), leave_out=case):
        distance = shape.distance(other.geom)
        number = other.case.number or "în curs de înregistrare"
        titles = ("Altă săpătură în apropiere", "Another excavation nearby") if other.is_excavation else ("Șantier în apropiere", "Building site nearby")
        if other.window is None:
            text = (f"Dosarul {number}: nu se știe când se lucrează acolo.", f"Case {number}: when works take place there is not known.")
            state = layers.State.UNKNOWN
        elif clash_in_time(window, other.window, parameters, day):
            apart = days_apart(window, other.window)
            when_ro = "în aceleași zile" if apart == 0 else f"la {apart} zile distanță"
            when_en = "on the same days" if apart == 0 else f"{apart} days apart"
            shared = _shared_length(planned, other, float(reach.value))
            joint_ro = f" Se propun tranșee comună pe circa {shared:.0f} m și o singură refacere." if other.is_excavation and shared >= 1 else " Se propune o singură refacere."
            joint_en = f" A joint trench of about {shared:.0f} m and one restoration are proposed." if other.is_excavation and shared >= 1 else " One restoration is proposed."
            text = (
                f"Dosarul {number} ({other.title}), {date_ro(other.window.first)} – {date_ro(other.window.last)}, {when_ro}.{joint_ro}",
                f"Case {number}, {date_en(other.window.first)} – {date_en(other.window.last)}, {when_en}.{joint_en}",
            )
            state = layers.State.CONFLICT
        else:
            continue
        near = _finding("SAP-COMUN", state, "warn", titles, text, reach.legal_ref)
        part = other.geom.buffer(float(reach.value), quadsegs=32).intersection(shape)
        found.append(replace(
            near, feature_key=number, distance_m=distance, limit_m=float(reach.value), overlap_m2=part.area, geometry=part.hexewkb.decode() if not part.empty else None,
        ))
    return found


def _shared_length(planned: Planned, other: Dig, reach_m: float) -> float:
    """Length of the case's own axes that runs within reach of the other trench, in metres."""
    zone = other.geom.buffer(reach_m, quadsegs=16)
    return float(sum(axis.intersection(zone).length for axis in planned.axes))


def _season(case: Case, shape: GEOSGeometry, window: Window, parameters: Parameters, day: dt.date) -> list[layers.Finding]:
    materials = {str(one.attrs.get("surface") or "") for one in layers.features_near(case.authority, shape, ["street_surfaces"])}
    natural = bool(materials) and materials <= NATURAL
    emergency, under_way = case.procedure == "excavation_emergency", case.answers.get("starts_under_way") in (True, "yes", "true")
    if not season_ban_applies(emergency=emergency, under_way=under_way, natural_ground=natural):
        return []
    return [_banned("SAP-IARNA", ban, ("Interdicția de iarnă", "Winter ban")) for ban in season_bans(window.first, window.last, parameters, day)]


def _banned(code: str, ban: Ban, title: tuple[str, str]) -> layers.Finding:
    return _finding(code, layers.State.CONFLICT, "prohibit", title, (ban.sentence_ro, ban.sentence_en), ban.legal_ref)


def _pavement(case: Case, shape: GEOSGeometry, window: Window, parameters: Parameters, day: dt.date) -> list[layers.Finding]:
    trenchless, emergency = case.answers.get("method") == "drilling", case.procedure == "excavation_emergency"
    found = []
    for one in layers.features_near(case.authority, shape, ["street_surfaces"]):
        part = one.geom.intersection(shape)
        try:
            paved = dt.date.fromisoformat(str(one.attrs.get("paved_on") or ""))
        except ValueError:
            continue
        ban = new_pavement_ban(paved, window.first, parameters, day, trenchless=trenchless, emergency=emergency) if part.area > 0.05 else None
        if ban is not None:
            found.append(replace(
                _banned("SAP-ASFALT", ban, ("Stradă asfaltată de curând", "Recently paved street")), feature=one.id, feature_key=one.key, feature_label=one.label,
                distance_m=0.0, overlap_m2=part.area, geometry=part.hexewkb.decode(),
            ))
    return found


def settle_events(findings: Iterable[layers.Finding], case: Case) -> list[layers.Finding]:
    """Return the findings with events outside the days of the works settled as clear; without days they stay."""
    window = window_of(case)
    settled = []
    for one in findings:
        days = (one.feature_attrs.get("from"), one.feature_attrs.get("to"))
        if one.source.layer == "events" and one.state is layers.State.CONFLICT and window is not None and all(days):
            try:
                event = Window(dt.date.fromisoformat(str(days[0])), dt.date.fromisoformat(str(days[1])))
            except ValueError:
                event = window
            if days_apart(window, event) > 0:
                one = replace(one, state=layers.State.CLEAR, reason_ro="Evenimentul nu este în zilele lucrării.", reason_en="The event is not on the days of the works.")
        settled.append(one)
    return settled
