"""Bank statements as their formats say: CAMT.053 (ISO 20022), MT940 (SWIFT), CSV of internet banking. Only money that came in."""
from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

MOST_BYTES = 10 * 1024 * 1024


class Unreadable(Exception):
    """The file is not a statement; the text says where."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One amount that came in. `nth` tells entries apart that are equal in everything."""

    account: str
    booked_on: dt.date
    amount: Decimal
    currency: str
    bank_reference: str
    text: str
    payer: str
    nth: int = 0

    @property
    def key(self) -> str:
        """The fingerprint by which the same entry in another file is known."""
        parts = (self.account, self.booked_on.isoformat(), f"{self.amount:.2f}", self.currency, self.bank_reference, " ".join(self.text.split()), str(self.nth))
        return hashlib.sha256("|".join(parts).encode()).hexdigest()


def read_statement(data: bytes) -> tuple[str, list[Entry]]:
    """Tell the format by the contents and return it with what came in, in the order of the file."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf \r\n\t")
    if head.startswith(b"<"):
        return "camt053", _numbered(_camt(data))
    text = _decoded(data)
    if re.search(r"^:20:", text, re.MULTILINE) and re.search(r"^:61:", text, re.MULTILINE):
        return "mt940", _numbered(_mt940(text))
    return "csv", _numbered(_csv(text))


def _numbered(entries: Iterable[Entry]) -> list[Entry]:
    seen: Counter[str] = Counter()
    found = []
    for one in entries:
        seen[one.key] += 1
        nth = seen[one.key] - 1
        found.append(Entry(one.account, one.booked_on, one.amount, one.currency, one.bank_reference, one.text, one.payer, nth))
    return found


def _decoded(data: bytes) -> str:
    # A spreadsheet's „Unicode text” begins with the mark of UTF-16; without it every file would pass for Windows-1250.
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1250"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("fișierul nu este text")


def _amount(text: str, where: str) -> Decimal:
    plain = text.strip().replace(" ", "").replace("\u00a0", "").replace("\u2212", "-")
    sign = "-" if plain[:1] == "-" or plain[-1:] == "-" else ""
    plain = plain.strip("+-")
    if re.fullmatch(r"\d{1,3}(\.\d{3})*,\d{1,2}|\d+,\d{0,2}", plain):
        plain = plain.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d{1,3}(,\d{3})+\.\d{1,2}", plain):
        plain = plain.replace(",", "")
    try:
        value = Decimal(sign + plain)
    except InvalidOperation as error:
        raise Unreadable(f"{where}: „{text[:30]}” nu este o sumă") from error
    if not value.is_finite() or abs(value) >= Decimal(10) ** 10:
        raise Unreadable(f"{where}: „{text[:30]}” nu este o sumă")
    if value != value.quantize(Decimal("0.01")):
        raise Unreadable(f"{where}: „{text[:30]}” are mai mult de doi bani după virgulă")
    return value.quantize(Decimal("0.01"))


def _balanced(opening: Decimal | None, moved: Decimal, closing: Decimal | None) -> None:
    """Refuse a file whose lines do not lead from one balance to the other: something was cut out of it or changed."""
    if opening is not None and closing is not None and opening + moved != closing:
        raise Unreadable(f"soldul inițial {opening} și mișcările {moved} nu dau soldul final {closing}; fișierul este incomplet sau schimbat")


def _day(text: str, formats: Iterable[str], where: str) -> dt.date:
    for form in formats:
        try:
            return dt.datetime.strptime(text.strip()[:10], form).date()  # noqa: DTZ007 - a day of the bank has no zone
        except ValueError:
            continue
    raise Unreadable(f"{where}: „{text[:20]}” nu este o dată")


def _camt(data: bytes) -> Iterable[Entry]:
    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise Unreadable("fișierul XML nu se poate citi") from error
    for one in root.iter():
        one.tag = str(one.tag).rsplit("}", 1)[-1]
    if root.find(".//BkToCstmrStmt") is None:
        raise Unreadable("fișierul XML nu este un extras CAMT.053")
    for statement in root.iter("Stmt"):
        account = _text(statement, "Acct/Id/IBAN") or _text(statement, "Acct/Id/Othr/Id")
        _camt_balances(statement)
        for number, entry in enumerate(statement.iter("Ntry"), start=1):
            where = f"înregistrarea {number}"
            status = _text(entry, "Sts/Cd") or _text(entry, "Sts")
            if _text(entry, "CdtDbtInd") != "CRDT" or status not in ("BOOK", "") or _text(entry, "RvslInd") == "true":
                continue
            day = _day(_text(entry, "BookgDt/Dt") or _text(entry, "BookgDt/DtTm") or _text(entry, "ValDt/Dt"), ["%Y-%m-%d"], where)
            details = entry.findall("NtryDtls/TxDtls") or [entry]
            for detail in details:
                amount = detail.find("Amt") if detail.find("Amt") is not None else detail.find("AmtDtls/TxAmt/Amt")
                if amount is None:
                    if len(details) > 1:
                        raise Unreadable(f"{where}: o plată din lot nu are sumă")
                    amount = entry.find("Amt")
                if amount is None:
                    raise Unreadable(f"{where} nu are sumă")
                if len(details) > 1 and detail is details[0]:
                    _lot(entry, details, where)
                words = [part.text or "" for part in detail.iter("Ustrd")] + [part.text or "" for part in detail.iter("Ref")]
                reference = _text(detail, "Refs/AcctSvcrRef") or _text(entry, "AcctSvcrRef") or _text(detail, "Refs/TxId")
                payer = _text(detail, "RltdPties/Dbtr/Nm") or _text(detail, "RltdPties/Dbtr/Pty/Nm")
                value = _amount(amount.text or "", where)
                if value < 0:
                    raise Unreadable(f"{where}: suma {value} este negativă; direcția o spune CdtDbtInd")
                if not value:
                    continue
                yield Entry(account, day, value, amount.get("Ccy", ""), reference, " ".join([*words, _text(detail, "Refs/EndToEndId")]).strip(), payer)


def _camt_balances(statement: Any) -> None:
    """Compare the booked movements with the balances, where the bank gives both; opening may come as the previous day's closing."""
    found = {}
    for balance in statement.iter("Bal"):
        kind, amount = _text(balance, "Tp/CdOrPrtry/Cd"), balance.find("Amt")
        if amount is not None:
            found[kind] = _signed(balance, amount)
    moved = Decimal(0)
    for entry in statement.iter("Ntry"):
        amount = entry.find("Amt")
        if amount is not None and (_text(entry, "Sts/Cd") or _text(entry, "Sts")) in ("BOOK", ""):
            moved += _signed(entry, amount)
    _balanced(found.get("OPBD", found.get("PRCD")), moved, found.get("CLBD"))


def _signed(node: Any, amount: Any) -> Decimal:
    value = _amount(amount.text or "", "soldurile")
    return value if _text(node, "CdtDbtInd") == "CRDT" else -value


def _lot(entry: Any, details: list[Any], where: str) -> None:
    """The payments of a lot in one currency add up to the amount booked."""
    parts = [found for one in details if (found := one.find("Amt") if one.find("Amt") is not None else one.find("AmtDtls/TxAmt/Amt")) is not None]
    whole = entry.find("Amt")
    if whole is None or len(parts) != len(details) or {part.get("Ccy") for part in parts} != {whole.get("Ccy")}:
        return
    total = sum((_amount(part.text or "", where) for part in parts), Decimal(0))
    if total != _amount(whole.text or "", where):
        raise Unreadable(f"{where}: plățile din lot dau {total}, iar suma înregistrată este {whole.text}")


def _text(node: Any, path: str) -> str:
    found = node.find(path)
    return (found.text or "").strip() if found is not None else ""


_61 = re.compile(r"(?P<day>\d{6})(?P<entry>\d{4})?(?P<sign>R?[CD])(?P<funds>[A-Z])?(?P<amount>\d+,\d{0,2})(?P<kind>[NFS][A-Z0-9]{3})?(?P<rest>.*)", re.DOTALL)


def _mt940(text: str) -> Iterable[Entry]:
    tags = re.findall(r"^:(\d{2}[A-Z]?):(.*?)(?=^:\d{2}[A-Z]?:|^-\}?\s*$|\Z)", text, re.MULTILINE | re.DOTALL)
    account, currency = "", "RON"
    opening, moved = None, Decimal(0)
    for number, (tag, value) in enumerate(tags):
        value = value.strip()
        if tag == "25":
            account = value.split("/")[-1].split()[0] if value else ""
        elif tag in ("60F", "60M") and len(value) > 10:
            currency, opening, moved = value[7:10], _mt940_balance(value), Decimal(0)
        elif tag in ("62F", "62M") and len(value) > 10:
            _balanced(opening, moved, _mt940_balance(value))
        elif tag == "61":
            where = f"rândul :61: {value[:20]}"
            found = _61.match(value)
            if found is None:
                raise Unreadable(f"{where} nu se poate citi")
            value_moved = _amount(found["amount"], where)
            moved += value_moved if found["sign"] in ("C", "RD") else -value_moved
            if found["sign"] != "C" or not value_moved:
                continue
            own, _slashes, bank = found["rest"].split("\n")[0].partition("//")
            words = tags[number + 1][1] if number + 1 < len(tags) and tags[number + 1][0] == "86" else ""
            yield Entry(account, _day("20" + found["day"], ["%Y%m%d"], where), value_moved, currency, (bank or own).strip()[:80], " ".join(re.sub(r"\?\d\d", " ", words).split()), "")


def _mt940_balance(value: str) -> Decimal:
    """C261119RON100,00: sign, day, currency, amount."""
    amount = _amount(value[10:].split()[0], "soldurile")
    return -amount if value[0] == "D" else amount


_COLUMNS = {
    "day": ("data", "data tranzactiei", "data inregistrarii", "data operatiunii", "booking date", "date"), "amount": ("credit", "suma", "amount", "suma credit"),
    "currency": ("moneda", "valuta", "currency"), "bank_reference": ("referinta", "reference", "numar tranzactie", "nr. document"),
    "text": ("detalii", "descriere", "explicatii", "details", "description"), "payer": ("platitor", "ordonator", "nume platitor", "payer"), "account": ("cont", "iban"),
}


HEAD_WITHIN = 30


def _table(text: str) -> tuple[list[list[str]], int, dict[str, int | None]]:
    """Return the rows, which of them is the head (banks put lines about the account above it) and where each column stands."""
    bare = str.maketrans("ăâîșşțţ", "aaisstt")
    for delimiter in ";\t,":
        try:
            rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
        except csv.Error as error:
            raise Unreadable("fișierul nu este CAMT.053, MT940 sau CSV cu cap de tabel") from error
        for top, row in enumerate(rows[:HEAD_WITHIN]):
            head = [name.strip().lower().translate(bare) for name in row]
            place = {column: next((head.index(name) for name in names if name in head), None) for column, names in _COLUMNS.items()}
            if place["day"] is not None and place["amount"] is not None and place["text"] is not None:
                return rows, top, place
    raise Unreadable("lipsește una dintre coloanele „Data”, „Credit” (sau „Suma”) și „Detalii”")


def _csv(text: str) -> Iterable[Entry]:
    rows, top, place = _table(text)
    for number, row in enumerate(rows[top + 1 :], start=top + 2):
        def cell(column: str, row: list[str] = row) -> str:
            at = place[column]
            return row[at].strip() if at is not None and at < len(row) else ""

        # The lines of totals under the table are no money that came in.
        named = next((part.strip().lower() for part in row if part.strip()), "")
        if not named or not cell("amount") or named.startswith(("total", "sold", "rulaj")):
            continue
        if re.fullmatch(r"[+-]?\d{1,3}\.\d{3}", cell("amount")):
            raise Unreadable(f"rândul {number}: „{cell('amount')}” poate fi o mie și ceva sau un leu și ceva; scrieți sumele cu bani, de exemplu 1.234,00")
        amount = _amount(cell("amount"), f"rândul {number}")
        if amount > 0:
            day = _day(cell("day"), ["%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y"], f"rândul {number}")
            yield Entry(cell("account"), day, amount, cell("currency") or "RON", cell("bank_reference")[:80], cell("text"), cell("payer"))


NUMBER = re.compile(r"(?<![\d/])(\d{1,7})\s*/\s*(?:\d{1,2}[./]\d{1,2}[./])?(20\d\d)(?!\d)")


def case_numbers(text: str) -> list[tuple[int, int]]:
    """Return registry numbers with their years as people write them in a transfer: 123/2026, 123/24.11.2026."""
    return [(int(number), int(year)) for number, year in NUMBER.findall(text)]
