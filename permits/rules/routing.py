"""Who gets a work item: a pure choice, the same for the same facts, and able to say why.

In order: holds the role, knows the procedure, was not excluded (four eyes), is there on the day; then the
area of town, the load, the longest time without a new item, the id. An absent holder's delegate stands in
only when no holder is there.
"""
from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from permits.rules.labels import Labelled
from permits.rules.people import Role
from permits.rules.refusals import RuleRefused

NEVER = dt.date(1, 1, 1)


@dataclass(frozen=True, slots=True)
class Away:
    """Days (both included) on which a person is not there, and who stands in."""

    first: dt.date
    last: dt.date
    delegate: str = ""

    def covers(self, day: dt.date) -> bool:
        """Tell whether the person is away on a day."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Person:
    """A colleague as routing sees them. Empty `competences` or `areas` mean all."""

    id: str
    name: str
    roles: frozenset[Role]
    competences: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    load: Decimal = Decimal(0)
    away: tuple[Away, ...] = ()
    last_assigned: dt.date | None = None
    active: bool = True

    def absence(self, day: dt.date) -> Away | None:
        """Return the absence that covers a day."""
        return next((away for away in self.away if away.covers(day)), None)

    def knows(self, procedure: str) -> bool:
        """Tell whether the person is competent for a procedure."""
        return not self.competences or procedure in self.competences

    def serves(self, area: str) -> bool:
        """Tell whether the person was given this area of town by name."""
        return bool(area) and area in self.areas


class NoChoice(Labelled):
    """Why nobody was chosen; the item then waits in the department's own list, where the head sees it."""

    NO_HOLDER = "no_holder", "nimeni nu are acest rol", "nobody holds the role"
    NOT_COMPETENT = "not_competent", "nimeni cu acest rol nu are competența pentru procedură", "no holder is competent for the procedure"
    EXCLUDED = "excluded", "singurii care ar putea au lucrat deja la proiect", "the only ones who could have worked on the draft"
    ALL_AWAY = "all_away", "toți sunt absenți și nu au înlocuitor prezent", "all are away without a delegate present"


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who does the work, in whose stead if delegated, and why."""

    person: str
    instead_of: str
    reason_ro: str
    reason_en: str


def choose(
    people: Sequence[Person],
    *,
    role: Role,
    procedure: str,
    on: dt.date,
    area: str = "",
    excluded: Collection[str] = (),
) -> Assignment | NoChoice:
    """Choose a person for a work item, or say why there is none."""
    holders = [person for person in people if role in person.roles and person.active]
    if not holders:
        return NoChoice.NO_HOLDER
    competent = [person for person in holders if person.knows(procedure)]
    if not competent:
        return NoChoice.NOT_COMPETENT
    allowed = [person for person in competent if person.id not in excluded]
    present = [person for person in allowed if person.absence(on) is None]
    if present:
        return _best(present, role, area)
    stand_ins = _stand_ins(people, competent, on, excluded)
    if stand_ins:
        person, holder = min(stand_ins, key=lambda pair: _rank(pair[0], area))
        return Assignment(
            person.id,
            holder.id,
            f"{person.name} ține locul: {holder.name} ({role.label_ro}) este absent",
            f"{person.name} stands in: {holder.name} ({role.label_en}) is away",
        )
    return NoChoice.ALL_AWAY if allowed else NoChoice.EXCLUDED


def _best(present: Sequence[Person], role: Role, area: str) -> Assignment:
    chosen = min(present, key=lambda person: _rank(person, area))
    if len(present) == 1:
        return Assignment(chosen.id, "", f"singurul {role.label_ro} disponibil", f"the only {role.label_en} available")
    why_ro, why_en = f"încărcarea cea mai mică ({chosen.load})", f"the lightest load ({chosen.load})"
    if chosen.serves(area):
        why_ro, why_en = f"răspunde de zona {area}; {why_ro}", f"serves the area {area}; {why_en}"
    return Assignment(chosen.id, "", why_ro, why_en)


def _rank(person: Person, area: str) -> tuple[int, Decimal, dt.date, str]:
    # A person given areas, none of them this one, comes after those who serve the whole town.
    place = 0 if person.serves(area) else 1 if not person.areas or not area else 2
    return place, person.load, person.last_assigned or NEVER, person.id


def _stand_ins(
    people: Sequence[Person], holders: Sequence[Person], on: dt.date, excluded: Collection[str]
) -> list[tuple[Person, Person]]:
    by_id = {person.id: person for person in people}
    found = []
    for holder in holders:
        absence = holder.absence(on)
        stand_in = by_id.get(absence.delegate) if absence is not None else None
        if stand_in is not None and stand_in.active and stand_in.id not in excluded and stand_in.absence(on) is None:
            found.append((stand_in, holder))
    return found


def check_four_eyes(signer: str, drafted_by: str, signed_by: Collection[str]) -> None:
    """Refuse a signature by whoever drafted the document, or by the same person twice."""
    if signer == drafted_by:
        raise RuleRefused(
            "Ați redactat acest document, deci nu îl puteți și semna. Îl semnează altcineva cu acest rol sau înlocuitorul.",
            "You drafted this document, so you may not sign it too. Another holder of the role or a delegate signs.",
            code="four_eyes.drafter",
        )
    if signer in signed_by:
        raise RuleRefused(
            "Ați semnat deja acest document în altă calitate. A doua semnătură trebuie să fie a altei persoane.",
            "You have already signed this document in another role. The second signature must be another person's.",
            code="four_eyes.twice",
        )
