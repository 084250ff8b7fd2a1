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
    for encoding in ("utf-8-sig", "cp1250"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("fișierul nu este text")


def _amount(text: str, where: str) -> Decimal:
    plain = text.strip().replace(" ", "").replace("\u00a0", "")
    if re.fullmatch(r"\d{1,3}(\.\d{3})*,\d{1,2}|\d+,\d{0,2}", plain):
        plain = plain.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d{1,3}(,\d{3})+\.\d{1,2}", plain):
        plain = plain.replace(",", "")
    try:
        value = Decimal(plain)
    except InvalidOperation as error:
        raise Unreadable(f"{where}: „{text[:30]}” nu este o sumă") from error
    if not value.is_finite() or abs(value) >= Decimal(10) ** 10:
        raise Unreadable(f"{where}: „{text[:30]}” nu este o sumă")
    return value.quantize(Decimal("0.01"))


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
                words = [part.text or "" for part in detail.iter("Ustrd")] + [part.text or "" for part in detail.iter("Ref")]
                reference = _text(detail, "Refs/AcctSvcrRef") or _text(entry, "AcctSvcrRef") or _text(detail, "Refs/TxId")
                payer = _text(detail, "RltdPties/Dbtr/Nm") or _text(detail, "RltdPties/Dbtr/Pty/Nm")
                yield Entry(account, day, _amount(amount.text or "", where), amount.get("Ccy", ""), reference, " ".join([*words, _text(detail, "Refs/EndToEndId")]).strip(), payer)


def _text(node: Any, path: str) -> str:
    found = node.find(path)
    return (found.text or "").strip() if found is not None else ""


_61 = re.compile(r"(?P<day>\d{6})(?P<entry>\d{4})?(?P<sign>R?[CD])(?P<funds>[A-Z])?(?P<amount>\d+,\d{0,2})(?P<kind>[NFS][A-Z0-9]{3})?(?P<rest>.*)", re.DOTALL)


def _mt940(text: str) -> Iterable[Entry]:
    tags = re.findall(r"^:(\d{2}[A-Z]?):(.*?)(?=^:\d{2}[A-Z]?:|^-\}?\s*$|\Z)", text, re.MULTILINE | re.DOTALL)
    account, currency = "", "RON"
    for number, (tag, value) in enumerate(tags):
        value = value.strip()
        if tag == "25":
            account = value.split("/")[-1].split()[0] if value else ""
        elif tag in ("60F", "60M") and len(value) > 10:
            currency = value[7:10]
        elif tag == "61":
            where = f"rândul :61: {value[:20]}"
            found = _61.match(value)
            if found is None:
                raise Unreadable(f"{where} nu se poate citi")
            if found["sign"] != "C":
                continue
            own, _slashes, bank = found["rest"].split("\n")[0].partition("//")
            words = tags[number + 1][1] if number + 1 < len(tags) and tags[number + 1][0] == "86" else ""
            yield Entry(account, _day("20" + found["day"], ["%Y%m%d"], where), _amount(found["amount"], where), currency, (bank or own).strip()[:80], " ".join(re.sub(r"\?\d\d", " ", words).split()), "")


_COLUMNS = {
    "day": ("data", "data tranzactiei", "data inregistrarii", "data operatiunii", "booking date", "date"), "amount": ("credit", "suma", "amount", "suma credit"),
    "currency": ("moneda", "valuta", "currency"), "bank_reference": ("referinta", "reference", "numar tranzactie", "nr. document"),
    "text": ("detalii", "descriere", "explicatii", "details", "description"), "payer": ("platitor", "ordonator", "nume platitor", "payer"), "account": ("cont", "iban"),
}


def _csv(text: str) -> Iterable[Entry]:
    first = text.split("\n", 1)[0]
    rows = list(csv.reader(io.StringIO(text), delimiter=max(";,\t", key=first.count)))
    if len(rows) < 2:
        raise Unreadable("fișierul nu este CAMT.053, MT940 sau CSV cu cap de tabel")
    bare = str.maketrans("ăâîșşțţ", "aaisstt")
    head = [name.strip().lower().translate(bare) for name in rows[0]]
    place = {column: next((head.index(name) for name in names if name in head), None) for column, names in _COLUMNS.items()}
    if place["day"] is None or place["amount"] is None or place["text"] is None:
        raise Unreadable("lipsește una dintre coloanele „Data”, „Credit” (sau „Suma”) și „Detalii”")
    for number, row in enumerate(rows[1:], start=2):
        def cell(column: str, row: list[str] = row) -> str:
            at = place[column]
            return row[at].strip() if at is not None and at < len(row) else ""

        if not any(row) or not cell("amount"):
            continue
        amount = _amount(cell("amount"), f"rândul {number}")
        if amount > 0:
            day = _day(cell("day"), ["%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y"], f"rândul {number}")
            yield Entry(cell("account"), day, amount, cell("currency") or "RON", cell("bank_reference")[:80], cell("text"), cell("payer"))


NUMBER = re.compile(r"(?<![\d/])(\d{1,7})\s*/\s*(?:\d{1,2}[./]\d{1,2}[./])?(20\d\d)(?!\d)")


def case_numbers(text: str) -> list[tuple[int, int]]:
    """Return registry numbers with their years as people write them in a transfer: 123/2026, 123/24.11.2026."""
    return [(int(number), int(year)) for number, year in NUMBER.findall(text)]
