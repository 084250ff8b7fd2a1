"""Amounts as receipts write them: in figures and in Romanian words."""
from __future__ import annotations

from decimal import Decimal

_ONES = ("", "unu", "doi", "trei", "patru", "cinci", "șase", "șapte", "opt", "nouă", "zece", "unsprezece", "douăsprezece", "treisprezece",
         "paisprezece", "cincisprezece", "șaisprezece", "șaptesprezece", "optsprezece", "nouăsprezece")
_FEMININE = {1: "una", 2: "două", 12: "douăsprezece"}
_TENS = ("", "", "douăzeci", "treizeci", "patruzeci", "cincizeci", "șaizeci", "șaptezeci", "optzeci", "nouăzeci")


def number_in_words(number: int, *, feminine: bool = False) -> str:
    """Write a whole number from 0 to 999 999 999 in Romanian words."""
    if not 0 <= number < 10**9:
        raise ValueError("only amounts from 0 to 999 999 999 are written in words")
    if number == 0:
        return "zero"
    words = []
    for size, one, many in ((10**6, "un milion", "milioane"), (1000, "o mie", "mii")):
        count, number = divmod(number, size)
        if count == 1:
            words.append(one)
        elif count:
            de = " de" if count % 100 >= 20 or count % 100 == 0 else ""
            words.append(f"{_below_thousand(count, feminine=True)}{de} {many}")
    if number:
        words.append(_below_thousand(number, feminine=feminine))
    return " ".join(words)


def _below_thousand(number: int, *, feminine: bool) -> str:
    words = []
    hundreds, rest = divmod(number, 100)
    if hundreds:
        words.append("o sută" if hundreds == 1 else f"{_FEMININE.get(hundreds, _ONES[hundreds])} sute")
    if rest < 20:
        if rest:
            words.append(_FEMININE.get(rest, _ONES[rest]) if feminine else ("doisprezece" if rest == 12 else _ONES[rest]))
    else:
        tens, ones = divmod(rest, 10)
        words.append(_TENS[tens] + (f" și {(_FEMININE.get(ones, _ONES[ones]) if feminine else _ONES[ones])}" if ones else ""))
    return " ".join(words)


def lei_in_words(amount: Decimal) -> str:
    """Write an amount of lei and bani in words: `o sută douăzeci de lei și cincizeci de bani`."""
    lei, bani = divmod(int((amount * 100).to_integral_value()), 100)
    text = "un leu" if lei == 1 else f"{number_in_words(lei)}{_de(lei)} lei"
    if bani:
        text += " și un ban" if bani == 1 else f" și {number_in_words(bani)}{_de(bani)} bani"
    return text


def _de(number: int) -> str:
    return " de" if number >= 20 and (number % 100 >= 20 or number % 100 == 0) else ""


def lei_text(amount: Decimal | str) -> str:
    """Write an amount with two decimals: `1.234,50`, and a true minus before what is taken off."""
    return f"{Decimal(amount):,.2f}".translate(str.maketrans(",.-", ".,−"))
