"""Each rule of the zoning, measured: what is reached, what is allowed, by the plan or by the law where the plan is silent."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import shapely

from layers.conflicts.answer import Effect, Finding, State
from layers.conflicts.judge import source_of
from layers.land import SLIVER_M2, Share
from layers.zoning.fallback import Allowed, allowed
from layers.zoning.sides import Side
from layers.zoning.works import Work, levels_of, shape_of

if TYPE_CHECKING:
    from layers.models import PlanUnit
    from layers.zoning import Zoned

TITLES: dict[str, tuple[str, str]] = {
    "UTR": ("Încadrarea în planul urbanistic", "Place in the urban plan"),
    "UTR-PARCELA": ("Suprafața minimă a terenului", "Least area of the plot"),
    "UTR-FRONT": ("Frontul minim la stradă", "Least street frontage"),
    "UTR-FUNCTIUNE": ("Funcțiunea construcției", "Use of the building"),
    "UTR-POT": ("Procentul de ocupare a terenului (POT)", "Plot coverage (POT)"),
    "UTR-CUT": ("Coeficientul de utilizare a terenului (CUT)", "Floor ratio (CUT)"),
    "UTR-H": ("Înălțimea construcției", "Height of the building"),
    "UTR-NIVELURI": ("Regimul de înălțime", "Number of levels"),
    "UTR-RETRAGERE": ("Retragerea față de limite", "Setback from the boundaries"),
    "UTR-LIMITA": ("Construcție în afara terenului", "Building beyond the plot"),
}
# Lengths that differ by less than a millimetre and shares by less than a thousandth are equal: coordinates hold millimetres.
SAME_M, SAME_SHARE = 0.001, 1e-6
# What the general regulation says in words only, where the plan is silent: a person must judge it.
NEIGHBOURS = Allowed(0.0, "HG 525/1996 (RGU) art. 31", "to_be_confirmed", False)
ALIGNMENT = Allowed(0.0, "HG 525/1996 (RGU) art. 23", "to_be_confirmed", False)
FACING = {Side.FRONT: ("front_m", "stradă", "the street"), Side.LATERAL: ("side_m", "limita laterală", "the side boundary"), Side.REAR: ("rear_m", "limita din spate", "the rear boundary")}


def ro(value: float, digits: int = 2) -> str:
    """Return a number as Romanian writes it."""
    return f"{value:.{digits}f}".replace(".", ",")


def _finding(known: Zoned, code: str, state: State, reason: tuple[str, str], limit: Allowed | None = None, effect: Effect = Effect.PROHIBIT, tested: str = "works") -> Finding:
    title_ro, title_en = TITLES[code]
    silent = limit is not None and not limit.by_plan
    return Finding(
        code=code, state=state, effect=effect, title_ro=title_ro, title_en=title_en, tested=tested,
        explanation_ro="Planul nu spune: se aplică regula generală." if silent else "", explanation_en="The plan is silent: the general rule applies." if silent else "",
        legal_ref=limit.legal_ref if limit else known.parts[0][1].legal_ref, confidence=limit.confidence if limit else "found", source=source_of(known.facts),
        reason_ro=reason[0], reason_en=reason[1],
    )


def _uses(drawn: Sequence[Work]) -> list[str]:
    return sorted({work.use for work in drawn if work.use})


def _levels(drawn: Sequence[Work]) -> int | None:
    given = [work.levels for work in drawn]
    return None if any(levels is None for levels in given) or not given else max(levels for levels in given if levels is not None)


def _limits(known: Zoned, name: str, drawn: Sequence[Work]) -> list[tuple[float, Allowed | None]]:
    """Return (share of the plot 0..1, what is allowed there) for each zone."""
    total = sum(part.m2 for part, _unit in known.parts)
    return [(part.m2 / total, allowed(name, unit, known.on, uses=_uses(drawn), levels=_levels(drawn), rural=known.rural)) for part, unit in known.parts]


def plot_size(known: Zoned, drawn: Sequence[Work]) -> list[Finding]:
    """Compare area and street frontage with the least of the zone that holds most of the plot."""
    found = []
    effect = Effect.PROHIBIT if drawn else Effect.WARN
    _part, unit = known.parts[0]
    area = allowed("min_plot_m2", unit, known.on, uses=_uses(drawn), rural=known.rural)
    if area is not None:
        least = min(plot.area for plot in known.plots)
        small = least < area.value - SAME_M
        whole = len(known.plots) == 1
        text = (
            f"{'Terenul' if whole else 'Cea mai mică dintre părțile despărțite'} are {ro(least)} m², minimum {ro(area.value, 0)} m².",
            f"{'The plot' if whole else 'The smallest of the separate parts'} has {least:.2f} m², at least {area.value:.0f} m² are needed.",
        )
        found.append(_finding(known, "UTR-PARCELA", State.CONFLICT if small else State.CLEAR, text, area, effect, "parcel"))
    front = allowed("min_frontage_m", unit, known.on, uses=_uses(drawn), rural=known.rural)
    if front is not None:
        # Parts that do not adjoin have each a frontage of their own; the least of them decides.
        fronts = [side.line for side in known.sides if side.faces is Side.FRONT]
        longest = [max((line.length for line in fronts if line.distance(plot) < SAME_M), default=0.0) for plot in known.plots]
        if not all(longest):
            text = ("Nicio latură a terenului nu este lângă o stradă din strat: frontul și accesul nu se pot măsura.", "No side of the plot lies along a street of the layer: frontage and access cannot be measured.")
            found.append(_finding(known, "UTR-FRONT", State.UNKNOWN, text, front, effect, "parcel"))
        else:
            widest = min(longest)
            narrow = widest < front.value - SAME_M
            text = (f"Frontul la stradă are {ro(widest)} m, minimum {ro(front.value, 1)} m.", f"The street frontage is {widest:.2f} m, at least {front.value:g} m are needed.")
            found.append(_finding(known, "UTR-FRONT", State.CONFLICT if narrow else State.CLEAR, text, front, effect, "parcel"))
    return found


def use(known: Zoned, drawn: Sequence[Work]) -> list[Finding]:
    """Say whether the use is allowed, conditioned or forbidden in each zone that the building stands in."""
    found = []
    for work in drawn:
        footprint = shape_of(work.geom)
        for part, unit in _under(known, footprint):
            where = f"în {unit.code}" if unit.code else ""
            if not work.use:
                state, effect, text = State.UNKNOWN, Effect.WARN, ("Nu s-a spus ce va fi clădirea.", "The use of the building was not given.")
            elif work.use in unit.uses_forbidden:
                state, effect, text = State.CONFLICT, Effect.PROHIBIT, (f"Funcțiunea este interzisă {where}.", f"The use is forbidden in {unit.code}.")
            elif work.use in unit.uses_conditioned:
                state, effect, text = State.CONFLICT, Effect.WARN, (f"Funcțiunea este admisă cu condiții {where}: {unit.text_conditioned or 'conform regulamentului'}.", f"The use is allowed in {unit.code} under conditions.")
            elif work.use in unit.uses_allowed:
                state, effect, text = State.CLEAR, Effect.PROHIBIT, (f"Funcțiunea este admisă {where}.", f"The use is allowed in {unit.code}.")
            else:
                state, effect, text = State.UNKNOWN, Effect.WARN, (f"Regulamentul nu pomenește această funcțiune {where}.", f"The regulation of {unit.code} does not name this use.")
            found.append(replace(_finding(known, "UTR-FUNCTIUNE", state, text, effect=effect), legal_ref=unit.legal_ref, feature=part.feature, feature_key=unit.code))
    return found


def _under(known: Zoned, footprint: shapely.Geometry) -> list[tuple[Share, PlanUnit]]:
    """Return the zones that a building stands in; all of the plot's where it stands in none that is known."""
    if len(known.parts) == 1:
        return list(known.parts)
    found = [(part, unit) for part, unit in known.parts if part.part and footprint.intersection(shapely.from_wkb(part.part)).area > SLIVER_M2 / 100]
    return found or list(known.parts)


def _ratio(known: Zoned, drawn: Sequence[Work], code: str, name: str, reached: float | None, least: float, write: Callable[[float], str]) -> list[Finding]:
    """Compare a share of the plot with what is allowed; zones count by their part of the plot.

    `reached` is None where something is not known; `least` is then what is certain.
    """
    if len(known.plots) > 1:
        text = ("Terenul este din părți care nu se învecinează: nu se socotește ca o singură parcelă.", "The land is parts that do not adjoin: it does not count as one plot.")
        return [_finding(known, code, State.UNKNOWN, text, effect=Effect.WARN)]
    limits = _limits(known, name, drawn)
    ruled = [(share, limit) for share, limit in limits if limit is not None]
    if not ruled:
        return [
            _finding(known, code, State.UNKNOWN, ("Nici planul, nici regulamentul general nu dau o limită pentru această funcțiune.", "Neither the plan nor the general regulation sets a limit for this use."), effect=Effect.WARN)
        ]
    # A zone for which nobody gives a number adds nothing that is sure to be allowed.
    most = sum(share * limit.value for share, limit in ruled)
    value = least if reached is None else reached
    text = (f"Se ajunge la {write(value)}, admis {write(most)}.", f"{write(value)} is reached, {write(most)} is allowed.")
    if value > most + SAME_SHARE and len(ruled) < len(limits):
        silent = ", ".join(unit.code for (_part, unit), (_share, limit) in zip(known.parts, limits, strict=True) if limit is None)
        text = (f"Se ajunge la {write(value)}; sigur se admite {write(most)}, iar pentru {silent} nu există o limită.", f"{write(value)} is reached; {write(most)} is surely allowed, and {silent} has no limit.")
        return [_finding(known, code, State.UNKNOWN, text, ruled[0][1])]
    if value > most + SAME_SHARE:
        return [_finding(known, code, State.CONFLICT, text, ruled[0][1])]
    if reached is None:
        missing = (f"Cel puțin {write(value)} din {write(most)}: nu se cunosc toate clădirile sau nivelurile lor.", f"At least {write(value)} of {write(most)}: not all buildings or their levels are known.")
        return [_finding(known, code, State.UNKNOWN, missing, ruled[0][1])]
    return [_finding(known, code, State.CLEAR, text, ruled[0][1])]


def coverage(known: Zoned, drawn: Sequence[Work]) -> list[Finding]:
    """POT: standing and drawn footprints over the plot, in %."""
    new = [shape_of(work.geom).intersection(known.plot) for work in drawn]
    least = shapely.union_all([*new, *(one.shape for one in known.standing or ())]).area
    share = 100 * least / known.plot.area
    return _ratio(known, drawn, "UTR-POT", "pot_max", share if known.standing is not None else None, share, lambda value: f"{ro(value, 1)} %")


def floor_ratio(known: Zoned, drawn: Sequence[Work]) -> list[Finding]:
    """CUT: floor area of all levels above ground over the plot. A standing building under the new one is taken as replaced."""
    new = shapely.union_all([shape_of(work.geom) for work in drawn])
    total, sure = 0.0, known.standing is not None
    for work in drawn:
        sure = sure and work.levels is not None
        total += shape_of(work.geom).intersection(known.plot).area * (work.levels or 1)
    for one in known.standing or ():
        sure = sure and one.levels is not None
        total += one.shape.difference(new).area * (one.levels or 1)
    share = total / known.plot.area
    return _ratio(known, drawn, "UTR-CUT", "cut_max", share if sure else None, share, lambda value: ro(value, 3))


def height(known: Zoned, drawn: Sequence[Work]) -> list[Finding]:
    """Height in metres and in levels, against the strictest zone that the building stands in."""
    found = []
    for work in drawn:
        under = _under(known, shape_of(work.geom))
        metres = [(unit.height_max_m, unit) for _part, unit in under if unit.height_max_m is not None]
        levels = [(unit.levels_max or levels_of(unit.height_regime), unit) for _part, unit in under]
        storeys = [(value, unit) for value, unit in levels if value is not None]
        if metres:
            most, unit = min(metres, key=lambda pair: pair[0])
            found.append(_high(known, "UTR-H", work.height_m, most, unit.legal_ref, "m", 2))
        if storeys:
            count, by = min(storeys, key=lambda pair: pair[0])
            found.append(_high(known, "UTR-NIVELURI", work.levels, count, by.legal_ref, "niveluri", 0))
        silent = sorted({unit.code for (_part, unit), (value, _unit) in zip(under, levels, strict=True) if unit.height_max_m is None and value is None})
        if silent:
            names = ", ".join(silent)
            text = (f"Pentru {names} planul nu dă o înălțime: se ține seama de clădirile învecinate, cu cel mult două niveluri peste ele.",
                    f"For {names} the plan gives no height: the neighbouring buildings count, at most two levels above them.")
            found.append(_finding(known, "UTR-H", State.UNKNOWN, text, NEIGHBOURS, Effect.WARN))
    return found


def _high(known: Zoned, code: str, given: float | None, most: float, legal_ref: str, unit: str, digits: int) -> Finding:
    limit = Allowed(most, legal_ref, "found", True)
    if given is None:
        text = (f"Nu s-a spus cât de înaltă este clădirea; se admit cel mult {ro(most, digits)} {unit}.", f"The height was not given; at most {most:g} are allowed.")
        return _finding(known, code, State.UNKNOWN, text, limit)
    text = (f"Clădirea are {ro(given, digits)} {unit}, se admit cel mult {ro(most, digits)}.", f"The building has {given:g}, at most {most:g} are allowed.")
    return _finding(known, code, State.CONFLICT if given > most + SAME_M else State.CLEAR, text, limit)


def setbacks(known: Zoned, drawn: Sequence[Work]) -> list[Finding]:
    """Distance of the building from each side of the plot, against front, side or rear of the strictest zone that it stands in."""
    found: list[Finding] = []
    building = shapely.union_all([shape_of(work.geom) for work in drawn])
    under = _under(known, building)
    if not any(side.faces is Side.FRONT for side in known.sides) and any(unit.front_m for _part, unit in under):
        text = ("Nu se știe care latură este la stradă: retragerea față de stradă nu se poate măsura.", "Which side faces the street is not known: the front setback cannot be measured.")
        found.append(_finding(known, "UTR-RETRAGERE", State.UNKNOWN, text))
    silent = sorted({unit.code for _part, unit in under if unit.front_m is None})
    if silent:
        names = ", ".join(silent)
        text = (f"Pentru {names} planul nu dă o retragere față de stradă: se păstrează alinierea clădirilor existente.", f"For {names} the plan gives no front setback: the line of the existing buildings is kept.")
        found.append(_finding(known, "UTR-RETRAGERE", State.UNKNOWN, text, ALIGNMENT, Effect.WARN))
    for side in known.sides:
        name, words_ro, words_en = FACING[side.faces]
        every = [allowed(name, unit, known.on, uses=_uses(drawn), levels=_levels(drawn), rural=known.rural) for _part, unit in under]
        asked = [one for one in every if one is not None]
        if not asked:
            continue
        limit = max(asked, key=lambda one: one.value)
        distance = building.distance(side.line)
        near = distance < limit.value - SAME_M
        text = (f"{ro(distance)} m până la {words_ro} (latura {side.number}), minimum {ro(limit.value)} m.", f"{distance:.2f} m to {words_en} (side {side.number}), at least {limit.value:g} m.")
        part = building.intersection(side.line.buffer(limit.value)) if near else None
        found.append(
            replace(
                _finding(known, "UTR-RETRAGERE", State.CONFLICT if near else State.CLEAR, text, limit), feature_key=str(side.number), distance_m=distance, limit_m=limit.value,
                overlap_m2=part.area if part is not None else None,
                geometry=shapely.to_wkb(shapely.set_srid(part, 3844), hex=True, include_srid=True) if part is not None and not part.is_empty else None,
            )
        )
    return found
