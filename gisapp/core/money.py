"""Money: lei as exact decimals, always whole bani. There is no other money type and no float.

Rounding is half up, the way Romanian tax offices round (Decimal's default is half even).
"""
from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import total_ordering

from gisapp.core.errors import BadInput

BAN = Decimal("0.01")
LEU = Decimal("1")
# 1.234,56 · 1 234,56 · 1234.56 · 1234: thousands only in groups of three, at most two decimals.
ROMANIAN_AMOUNT = re.compile(r"-?(?:\d{1,3}(?:[.\u00a0 ]\d{3})+|\d+)(?:,\d{1,2})?")
PLAIN_AMOUNT = re.compile(r"-?\d+\.\d{1,2}")


def _(sentence: str) -> str:
    """Mark a sentence for translation without needing Django here."""
    return sentence


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An amount in lei, quantised to bani on creation."""

    lei: Decimal

    def __init__(self, lei: Decimal | int | str) -> None:
        if isinstance(lei, float):
            raise TypeError("Money is never made from a float: give a Decimal, an int or a string")
        object.__setattr__(self, "lei", Decimal(lei).quantize(BAN, rounding=ROUND_HALF_UP))

    @classmethod
    def zero(cls) -> Money:
        """Return no money."""
        return cls(0)

    @classmethod
    def from_bani(cls, bani: int) -> Money:
        """Build from whole bani, as payment providers send them."""
        return cls(Decimal(bani) / 100)

    @classmethod
    def parse(cls, text: str) -> Money:
        """Read an amount as people type it in Romania (1.234,56) or as machines write it (1234.56)."""
        cleaned = re.sub(r"\s*(lei|ron)\.?$", "", text.strip(), flags=re.IGNORECASE)
        if PLAIN_AMOUNT.fullmatch(cleaned):
            return cls(cleaned)
        if not ROMANIAN_AMOUNT.fullmatch(cleaned):
            raise BadInput(
                _("Suma nu poate fi citită. Scrieți-o cu cifre, de exemplu 1.234,56."), code="money.unreadable"
            )
        try:
            return cls(re.sub(r"[.\u00a0 ]", "", cleaned).replace(",", "."))
        except InvalidOperation as error:
            raise BadInput(_("Suma este prea mare pentru a fi înregistrată."), code="money.too_big") from error

    @property
    def bani(self) -> int:
        """The amount in whole bani."""
        return int(self.lei * 100)

    def percent(self, percent: Decimal | int) -> Money:
        """Return a percentage of this amount, to the ban."""
        return Money(self.lei * Decimal(percent) / 100)

    def times(self, factor: Decimal | int) -> Money:
        """Return the amount multiplied by a quantity, to the ban."""
        return Money(self.lei * Decimal(factor))

    def whole_leu(self) -> Money:
        """Round to the whole leu, half up (half away from zero for refunds)."""
        return Money(self.lei.quantize(LEU, rounding=ROUND_HALF_UP))

    def __add__(self, other: Money) -> Money:
        return Money(self.lei + other.lei)

    def __sub__(self, other: Money) -> Money:
        return Money(self.lei - other.lei)

    def __neg__(self) -> Money:
        return Money(-self.lei)

    def __lt__(self, other: Money) -> bool:
        return self.lei < other.lei

    def __bool__(self) -> bool:
        return self.lei != 0

    def __str__(self) -> str:
        """Write it the Romanian way: 1.234,56 lei."""
        text = f"{self.lei:,.2f}".replace(",", "\u00a0").replace(".", ",").replace("\u00a0", ".")
        return f"{text} lei"


def total(amounts: Iterable[Money]) -> Money:
    """Add amounts up; nothing gives zero."""
    return Money(sum((amount.lei for amount in amounts), Decimal(0)))
