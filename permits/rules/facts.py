"""What is known about a case when rules are asked about it: plain data, gathered by actions and queries."""
from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from gisapp.core.money import Money
from permits.rules.fee_quote import Surface
from permits.rules.labels import Labelled
from permits.rules.procedure import ApplicantKind


class FindingState(Labelled):
    """The four states of a check (the same words as in `layers`)."""

    CONFLICT = "conflict", "conflict", "conflict"
    CLEAR = "clear", "fără conflict", "clear"
    UNKNOWN = "unknown", "nu se știe", "unknown"
    FAILED = "failed", "nu s-a putut verifica", "failed"


class FindingEffect(Labelled):
    """What a conflict means for the request (the same words as in `layers`)."""

    PROHIBIT = "prohibit", "interzice", "prohibits"
    ENDORSEMENT = "endorsement", "cere aviz", "needs an endorsement"
    WARN = "warn", "atenționează", "warns"
    NOTE = "note", "informează", "informs"


class Locality(Labelled):
    """Where the land lies with respect to the built-up limit."""

    INSIDE = "inside", "intravilan", "built-up"
    OUTSIDE = "outside", "extravilan", "outside the built-up area"
    SPLIT = "split", "parțial intravilan", "partly built-up"
    UNKNOWN = "unknown", "nu se știe", "unknown"


@dataclass(frozen=True, slots=True)
class FindingFact:
    """One finding as rules see it. A planner's rejection, with its reason, takes a finding out."""

    code: str
    state: FindingState
    effect: FindingEffect
    endorser: str = ""
    legal_ref: str = ""
    rejected: bool = False
    uncertain: bool = False

    @property
    def counts(self) -> bool:
        """A conflict that nobody rejected."""
        return self.state is FindingState.CONFLICT and not self.rejected

    @property
    def open_question(self) -> bool:
        """A check that has no answer, and that nobody settled in writing."""
        return self.state in {FindingState.UNKNOWN, FindingState.FAILED} and not self.rejected

    @property
    def may_apply(self) -> bool:
        """A conflict, or a check that could not say there is none: what is not known is not clear."""
        return self.counts or self.open_question


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A case in the eyes of conditions, completeness, routing and endorsements."""

    procedure: str
    applicant: ApplicantKind = ApplicantKind.PERSON
    represented: bool = False
    variant: str = ""
    urgent: bool = False
    answers: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    findings: tuple[FindingFact, ...] = ()
    value: Money | None = None
    large_value: Money | None = None
    area_m2: Decimal | None = None
    works_drawn: bool = False
    land_registered: bool | None = None
    locality: Locality = Locality.UNKNOWN
    plan_unit: str = ""
    surfaces: tuple[Surface, ...] = ()
    on: dt.date | None = None

    def answer(self, code: str) -> str:
        """Return an answer as text; an unanswered question is an empty text."""
        value = self.answers.get(code)
        return "" if value is None else str(value)

    def answered_yes(self, code: str) -> bool:
        """Tell whether a yes/no question was answered yes."""
        return self.answers.get(code) in {True, "yes", "da", "true", "True", "on", "1"}

    def chose(self, code: str, *wanted: str) -> bool:
        """Tell whether one of the wanted answers was chosen, in a question of one or of several choices."""
        value = self.answers.get(code)
        chosen = value if isinstance(value, list | tuple) else [value]
        return any(word in chosen for word in wanted)

    def touches(self, *codes: str) -> bool:
        """Tell whether some restriction of these codes, or of a part of one (`LEA-MT-P`), applies or may apply."""
        return any(
            finding.may_apply and any(finding.code == code or finding.code.startswith(f"{code}-") for code in codes)
            for finding in self.findings
        )
