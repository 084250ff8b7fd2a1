"""Builds a fee quote line by line: looks amounts up, indexes the law's own, rounds, exempts."""
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from gisapp.core.money import LEU, Money, total
from permits.rules.fee_quote import Exemption, FeeLine, LineKind
from permits.rules.parameters import Confidence, ParameterError, Parameters, Unit

ROUNDING_REF = "Legea 227/2015 art. 491 (rotunjire la leu)"
INDEXED_UNITS = frozenset({Unit.LEI, Unit.LEI_PER_M2, Unit.LEI_PER_M2_DAY})


@dataclass(frozen=True, slots=True)
class Amount:
    """A value with its authority: the council's decision, or the law's maximum indexed when there is none."""

    value: Decimal
    legal_ref: str
    decision: str
    confidence: Confidence
    note_ro: str = ""
    note_en: str = ""


def indexed(value: Decimal, base_year: int, year: int, parameters: Parameters) -> Decimal:
    """Multiply an amount of the law by the inflation of each year after its base (Cod fiscal art. 491).

    A year whose rate was not published yet leaves the amount where the last known rate put it.
    """
    for number in range(base_year + 1, year + 1):
        rate = parameters.find("indexation.rate", dt.date(number, 1, 1))
        if rate is not None:
            value = value * (100 + rate.value) / 100
    return value


def find_amount(name: str, parameters: Parameters, on: dt.date) -> Amount:
    """Return what the council set, else the maximum of the law, indexed to the year of the date."""
    row = parameters.find(f"fee.{name}", on)
    if row is not None:
        return Amount(row.value, row.legal_ref, row.decision, row.confidence)
    law = parameters.find(f"law_fee.{name}", on)
    if law is None:
        raise ParameterError(f"no value of 'fee.{name}' is in force on {on} and the law sets none")
    value = law.maximum if law.maximum is not None else law.value
    if law.base_year is None or law.unit not in INDEXED_UNITS:
        return Amount(value, law.legal_ref, "", law.confidence)
    raised = indexed(value, law.base_year, on.year, parameters)
    raised = raised.quantize(Decimal("0.01") if law.unit is Unit.LEI else Decimal("0.0001"))
    return Amount(
        raised,
        f"{law.legal_ref}; art. 491",
        "",
        Confidence.TO_BE_CONFIRMED,
        f"consiliul local nu a stabilit suma pentru {on.year}: se aplică nivelul maxim din lege, indexat",
        f"the council has set no amount for {on.year}: the law's maximum, indexed, applies",
    )


class QuoteBuilder:
    """Collects lines; `running` is what the fee lines come to so far."""

    def __init__(self, parameters: Parameters, on: dt.date) -> None:
        self.parameters = parameters
        self.on = on
        self.lines: list[FeeLine] = []
        self._exemptable: list[FeeLine] = []
        self._rounded = 0
        # Exact lei of the lines not rounded yet: rounding to the ban and then to the leu would round twice.
        self._exact = Decimal(0)

    @property
    def running(self) -> Money:
        """The fee so far, without guarantees, as shown."""
        return total(line.amount for line in self.lines if line.kind is not LineKind.GUARANTEE)

    @property
    def unrounded(self) -> Decimal:
        """Exact lei of the fee added since the last rounding."""
        return self._exact

    def amount(self, name: str) -> Amount:
        """Look an amount up for the date of the quote."""
        return find_amount(name, self.parameters, self.on)

    def add(
        self,
        code: str,
        lei: Decimal,
        by: Amount,
        said_ro: str,
        said_en: str,
        *,
        kind: LineKind = LineKind.FEE,
        exemptable: bool = True,
    ) -> None:
        """Add a line of exact lei that rests on an amount; it is shown to the ban."""
        note_ro = f" ({by.note_ro})" if by.note_ro else ""
        note_en = f" ({by.note_en})" if by.note_en else ""
        line = FeeLine(
            code, kind, Money(lei), said_ro + note_ro, said_en + note_en, by.legal_ref, by.decision, by.confidence
        )
        self.lines.append(line)
        if kind is not LineKind.GUARANTEE:
            self._exact += lei
        if exemptable:
            self._exemptable.append(line)

    def reduce(self, code: str, lei: Decimal, by: Amount, said_ro: str, said_en: str) -> None:
        """Take money off, by a rule that rests on an amount."""
        self.add(code, -lei, by, said_ro, said_en, kind=LineKind.REDUCTION)

    def subtract(self, code: str, money: Money, said_ro: str, said_en: str, legal_ref: str) -> None:
        """Take off what was paid before."""
        self.lines.append(FeeLine(code, LineKind.REDUCTION, -money, said_ro, said_en, legal_ref))
        self._rounded = len(self.lines)

    def round_group(self, code: str) -> None:
        """Round what was added since the last rounding to the whole leu, half up, as a line of its own."""
        group = [line for line in self.lines[self._rounded :] if line.kind is not LineKind.GUARANTEE]
        difference = Money(self._exact.quantize(LEU, ROUND_HALF_UP)) - total(line.amount for line in group)
        if difference:
            line = FeeLine(
                f"{code}.rounding",
                LineKind.ROUNDING,
                difference,
                "Rotunjire la leu (de la 50 de bani în sus)",
                "Rounding to the whole leu, half up",
                ROUNDING_REF,
                "",
                Confidence.TO_BE_CONFIRMED,
            )
            self.lines.append(line)
            if any(part in self._exemptable for part in group):
                self._exemptable.append(line)
        self._rounded = len(self.lines)
        self._exact = Decimal(0)

    def exempt(self, ground: Exemption, legal_ref: str, decision: str, confidence: Confidence) -> None:
        """Take off everything that the ground exempts from."""
        owed = total(line.amount for line in self._exemptable)
        if owed:
            self.lines.append(
                FeeLine(
                    "exemption",
                    LineKind.REDUCTION,
                    -owed,
                    f"Scutire: {ground.label_ro}",
                    f"Exemption: {ground.label_en}",
                    legal_ref,
                    decision,
                    confidence,
                )
            )
