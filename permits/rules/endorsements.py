"""Endorsements (avize): from findings to the institutions to ask, their clock, and tacit endorsement.

Only what has an article of law is asked for. Silence becomes a tacit endorsement after 15 days (permits) or
30 days (planning) by OUG 31/2025, never from bodies of defence, public order and national security; and
nothing here ever makes a tacit certificate or permit: those are answers of the town hall, not endorsements.
"""
from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from gisapp.core.working_days import Calendar
from permits.rules.conditions import holds
from permits.rules.facts import CaseFacts, FindingEffect, FindingFact
from permits.rules.labels import Labelled
from permits.rules.parameters import Parameters
from permits.rules.procedure import Procedure
from permits.rules.wording import counted_en, counted_ro, date_en, date_ro


@dataclass(frozen=True, slots=True)
class Endorser:
    """An institution that endorses. `tacit` is false for defence, public order and national security."""

    code: str
    name_ro: str
    name_en: str
    tacit: bool = True


# The traffic police and the fire inspectorate are structures of the Ministry of the Interior: their silence
# is not taken for consent (OUG 31/2025 excepts public order; to be confirmed for ISU).
ENDORSERS: dict[str, Endorser] = {
    one.code: one
    for one in (
        Endorser("DJC", "Direcția Județeană pentru Cultură", "County Directorate for Culture"),
        Endorser("GAS", "Operatorul rețelei de gaze naturale", "Gas distribution operator"),
        Endorser("POWER", "Operatorul rețelei de energie electrică", "Power distribution operator"),
        Endorser("TSO", "Operatorul de transport al energiei electrice", "Power transmission operator"),
        Endorser("TRANSGAZ", "Operatorul de transport al gazelor naturale", "Gas transmission operator"),
        Endorser("WATER", "Operatorul de apă și canalizare", "Water and sewer operator"),
        Endorser("HEAT", "Operatorul de termoficare", "District heat operator"),
        Endorser("TELECOM", "Operatorii de telecomunicații", "Telecom operators"),
        Endorser("ABA", "Administrația Bazinală de Apă", "River basin administration"),
        Endorser("CFR", "Administratorul căii ferate", "Railway administrator"),
        Endorser("ROAD_NATIONAL", "Administratorul drumurilor naționale", "National road administrator"),
        Endorser("ROAD_COUNTY", "Consiliul județean, administrator al drumurilor județene", "County road administrator"),
        Endorser("ROAD_TOWN", "Administratorul străzilor", "Street administrator"),
        Endorser("CNAIR", "Compania Națională de Administrare a Infrastructurii Rutiere", "National road company"),
        Endorser("DSP", "Direcția de Sănătate Publică", "Public health directorate"),
        Endorser("ISU", "Inspectoratul pentru Situații de Urgență", "Emergency inspectorate", tacit=False),
        Endorser("APM", "Agenția pentru Protecția Mediului", "Environment agency"),
        Endorser("ANANP", "Agenția Națională pentru Arii Naturale Protejate", "Protected areas agency"),
        Endorser("FOREST", "Garda Forestieră și ocolul silvic", "Forest guard and forest district"),
        Endorser("AACR", "Autoritatea Aeronautică Civilă Română", "Civil aviation authority"),
        Endorser("MAPN", "Ministerul Apărării Naționale", "Ministry of Defence", tacit=False),
        Endorser("MAI", "Ministerul Afacerilor Interne", "Ministry of the Interior", tacit=False),
        Endorser("SRI", "Serviciul Român de Informații", "Intelligence Service", tacit=False),
        Endorser("TRAFFIC_POLICE", "Poliția Rutieră", "Traffic police", tacit=False),
        Endorser("GREEN", "Administratorul spațiilor verzi", "Green space administrator"),
        Endorser("CADASTRE", "Direcția cadastru și domeniu public", "Cadastre and public property office"),
    )
}


class Phase(Labelled):
    """Which term applies: 15 days when permitting, 30 when planning."""

    PERMIT = "permit", "autorizare", "permitting"
    PLANNING = "planning", "planificare", "planning"


@dataclass(frozen=True, slots=True)
class RequiredEndorsement:
    """An institution to ask, with every ground: finding codes and articles."""

    endorser: str
    codes: tuple[str, ...]
    legal_refs: tuple[str, ...]
    uncertain: bool = False


def required_endorsements(procedure: Procedure, facts: CaseFacts) -> tuple[RequiredEndorsement, ...]:
    """List the institutions to ask, in a stable order, each once.

    A finding counts when it is a conflict that nobody rejected, or a check without an answer, which is marked
    `uncertain`. One without endorser or without article asks nobody: see `without_ground`.
    """
    grounds: dict[str, list[tuple[str, str, bool]]] = {}
    for finding in facts.findings:
        if finding.may_apply and _asks(finding) and finding.legal_ref and finding.endorser:
            grounds.setdefault(finding.endorser, []).append((finding.code, finding.legal_ref, finding.open_question or finding.uncertain))
    for own in procedure.endorsements:
        if holds(own.when, facts):
            grounds.setdefault(own.endorser, []).append((own.when or procedure.code, own.legal_ref, False))
    return tuple(
        RequiredEndorsement(
            endorser,
            tuple(dict.fromkeys(code for code, _, _ in found)),
            tuple(dict.fromkeys(ref for _, ref, _ in found)),
            all(uncertain for _, _, uncertain in found),
        )
        for endorser, found in sorted(grounds.items())
    )


def _asks(finding: FindingFact) -> bool:
    # Some prohibitions can be lifted by an institution; the restriction then names it as endorser.
    return finding.effect in {FindingEffect.ENDORSEMENT, FindingEffect.PROHIBIT}


def without_ground(findings: Iterable[FindingFact]) -> tuple[FindingFact, ...]:
    """List findings that want an endorsement but name no institution or no article: GIS staff must mend the restriction."""
    return tuple(
        finding
        for finding in findings
        if finding.counts and finding.effect is FindingEffect.ENDORSEMENT and not (finding.legal_ref and finding.endorser)
    )


@dataclass(frozen=True, slots=True)
class EndorsementClock:
    """The term of an institution: `last_day` to answer, `tacit_from` when silence counts as consent (None: never)."""

    endorser: str
    sent_on: dt.date
    length: int
    last_day: dt.date
    tacit_from: dt.date | None
    legal_ref: str

    def is_tacit(self, on: dt.date, answered_on: dt.date | None = None) -> bool:
        """Tell whether the endorsement is tacit on a day. An answer before that day, whatever it says, prevents it."""
        if self.tacit_from is None or on < self.tacit_from:
            return False
        return answered_on is None or answered_on >= self.tacit_from

    def is_late(self, on: dt.date) -> bool:
        """Tell whether the last day has passed."""
        return on > self.last_day

    def explain(self, language: str = "ro") -> str:
        """Say until when, and what silence means; of the reference only the act, which may speak of silence in general."""
        legal_ref = self.legal_ref.partition(":")[0]
        if language.startswith("en"):
            silence = (
                f"silence counts as a tacit endorsement from {date_en(self.tacit_from)}"
                if self.tacit_from
                else "silence is never consent for this institution"
            )
            return (
                f"{counted_en(self.length, 'day', 'days')} from {date_en(self.sent_on)} ⇒ {date_en(self.last_day)}; "
                f"{silence}. By {legal_ref}."
            )
        silence = (
            f"din {date_ro(self.tacit_from)} tăcerea înseamnă aviz tacit"
            if self.tacit_from
            else "pentru această instituție tăcerea nu înseamnă niciodată aviz"
        )
        return (
            f"{counted_ro(self.length, 'zi', 'zile')} de la {date_ro(self.sent_on)} ⇒ {date_ro(self.last_day)}; "
            f"{silence}. Temei: {legal_ref}."
        )


def endorsement_clock(
    endorser: str,
    sent_on: dt.date,
    calendar: Calendar,
    parameters: Parameters,
    phase: Phase = Phase.PERMIT,
    *,
    asked_completion: tuple[dt.date, dt.date | None] | None = None,
    own_days: int = 0,
) -> EndorsementClock | None:
    """Start the clock of an institution on the day the request was sent (day zero).

    A term ending on a non-working day ends on the next working one: silence is not taken for consent early.
    `own_days` is the term that the institution's own law gives, where that is longer.
    The one request for completions that an institution may make stands the clock still (day asked, day
    answered); while it is open there is no last day, and None is returned. Unknown institutions, which GIS
    staff may add, are never tacit until somebody says so in the list of endorsers.
    """
    row = parameters.at(f"deadline.endorsement_{phase.value}", sent_on)
    waited, length = 0, max(row.whole, own_days)
    if asked_completion is not None:
        asked, answered = asked_completion
        if answered is None:
            return None
        waited = (answered - asked).days
    last_day = calendar.next_working(sent_on + dt.timedelta(days=length + waited))
    known = ENDORSERS.get(endorser)
    tacit_from = last_day + dt.timedelta(days=1) if known is not None and known.tacit else None
    return EndorsementClock(endorser, sent_on, length, last_day, tacit_from, row.legal_ref)
