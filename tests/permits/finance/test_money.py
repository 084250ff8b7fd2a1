"""Money comes by card, by statement and goes back: once, for the right amount, by two people."""

import datetime as dt
from decimal import Decimal
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from gisapp.core import clock, jobs
from gisapp.core.errors import Refused
from permits.actions.pay import declare_transfer, take_at_counter
from permits.actions.pay_online import start_online, take_callback
from permits.actions.reconcile import settle_line, take_statement
from permits.actions.refund import ask_refund, decide_refund
from permits.models import Case, Charge, Payment, ProviderCall, StatementLine
from permits.queries.money import owed, paid
from permits.rules.payment_provider import EuPlatesc, NotGenuine, Order
from permits.rules.statements import Unreadable, read_statement
from tests.permits.conftest import Town

# The provider's public test account.
ACCOUNT = {"merchant": "testaccount", "key": "00112233445566778899AABBCCDDEEFF"}
BANK = EuPlatesc(**ACCOUNT)


def called_back(order: str, amount: str, action: str = "0", curr: str = "RON", **more: str) -> dict[str, str]:
    """A callback as the provider signs it."""
    fields = {
        "amount": amount, "curr": curr, "invoice_id": order, "ep_id": "E1F2A3", "merch_id": "testaccount", "action": action, "message": "Approved" if action == "0" else "Declined",
        "approval": "123456" if action == "0" else "", "timestamp": "20261124080000", "nonce": "0123456789abcdef0123456789abcdef", **more,
    }
    return {**fields, "fp_hash": BANK.mac(fields.values())}


@pytest.fixture
def charge(town: Town, settings) -> Charge:
    settings.PAYMENT_ACCOUNTS = {"pietricica": ACCOUNT}
    return town.submitted().charges.get(kind="fee")


def start(charge: Charge) -> tuple[Payment, str]:
    return start_online(case=charge.case, charge=charge, by=charge.case.owner, back="https://x.ro/", callback="https://x.ro/c")


def test_the_mac_is_the_one_of_the_contract() -> None:
    # Each value after its length, a dash for an empty one: by hand for one short message.
    import hashlib
    import hmac

    expected = hmac.new(bytes.fromhex(ACCOUNT["key"]), b"510.003RON-", hashlib.md5).hexdigest().upper()
    assert BANK.mac(["10.00", "RON", ""]) == expected
    address = BANK.address(Order("n1", Decimal("9"), "Taxa", "https://x.ro/b", "https://x.ro/c"), at=dt.datetime(2026, 1, 1, 2, tzinfo=dt.UTC), nonce="ab" * 16)
    fields = dict(parse_qsl(urlsplit(address).query))
    names = ("amount", "curr", "invoice_id", "order_desc", "merch_id", "timestamp", "nonce")
    assert fields["amount"] == "9.00" and fields["timestamp"] == "20260101020000" and fields["fp_hash"] == BANK.mac(fields[name] for name in names)


def test_anas_card_pays_once_however_often_the_provider_calls(town: Town, charge: Charge) -> None:
    payment, address = start(charge)
    assert address.startswith("https://secure.euplatesc.ro/") and charge.case.applicant.name not in address
    message = called_back(payment.provider_id, f"{payment.amount:.2f}")
    outcomes = [take_callback(authority=town.authority, fields=message).outcome for _n in range(3)]
    later = take_callback(authority=town.authority, fields=called_back(payment.provider_id, f"{payment.amount:.2f}", timestamp="20261124090000"))
    assert outcomes == ["confirmed"] * 3 and later.outcome == "repeated"
    assert paid(charge) == charge.amount and ProviderCall.objects.count() == 2
    jobs.drain()
    payment.refresh_from_db()
    assert payment.receipt is not None and payment.receipt.state == "numbered"


def test_what_the_provider_did_not_sign_or_what_is_not_ours_pays_nothing(town: Town, charge: Charge) -> None:
    payment, _address = start(charge)
    genuine = called_back(payment.provider_id, f"{payment.amount:.2f}")
    for wrong in ({**genuine, "action": "0", "amount": "1.00"}, {**genuine, "fp_hash": ""}, {}, called_back("somebody", "5.00")):
        with pytest.raises(NotGenuine):
            take_callback(authority=town.authority, fields=wrong)
    with pytest.raises(NotGenuine):
        take_callback(authority=town.commune, fields=genuine)
    assert take_callback(authority=town.authority, fields=called_back(payment.provider_id, "1.00")).outcome == "mismatch"
    assert take_callback(authority=town.authority, fields=called_back(payment.provider_id, f"{payment.amount:.2f}", curr="EUR")).outcome == "mismatch"
    assert paid(charge) == 0


def test_a_declined_card_can_be_tried_again_and_late_money_is_still_counted(town: Town, charge: Charge) -> None:
    first, _address = start(charge)
    assert take_callback(authority=town.authority, fields=called_back(first.provider_id, f"{first.amount:.2f}", action="1")).outcome == "failed"
    second, _address = start(charge)
    take_callback(authority=town.authority, fields=called_back(second.provider_id, f"{second.amount:.2f}"))
    late = take_callback(authority=town.authority, fields=called_back(first.provider_id, f"{first.amount:.2f}"))
    assert late.outcome == "late" and paid(charge) == 2 * charge.amount
    with pytest.raises(Refused):
        start(charge)


def test_cards_are_not_offered_without_an_account(town: Town) -> None:
    charge = town.submitted().charges.get(kind="fee")
    with pytest.raises(Refused):
        start(charge)


def camt(*rows: tuple[str, str, str], kind: str = "CRDT") -> bytes:
    """A statement with rows (amount, bank's reference, text)."""
    entries = "".join(
        f'<Ntry><Amt Ccy="RON">{amount}</Amt><CdtDbtInd>{kind}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-11-20</Dt></BookgDt><AcctSvcrRef>{ref}</AcctSvcrRef>'
        f"<NtryDtls><TxDtls><RltdPties><Dbtr><Pty><Nm>Ana Mălinaș</Nm></Pty></Dbtr></RltdPties><RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
        for amount, ref, text in rows
    )
    return f'<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Acct><Id><IBAN>RO00DEMO0000000000000001</IBAN></Id></Acct>{entries}</Stmt></BkToCstmrStmt></Document>'.encode()


MT940 = (
    ":20:STMT\r\n:25:RO00DEMO0000000000000001\r\n:28C:1/1\r\n:60F:C261119RON100,00\r\n:61:2611201120C{amount}NTRFNONREF//BK77\r\n:86:?20TAXA DOSAR {number}?32ANA\r\n"
    ":61:2611201120D5,00NTRFNONREF//BK78\r\n:86:COMISION\r\n:62F:C261120RON{closing}\r\n-\r\n"
)


def test_a_statement_pays_by_number_and_amount_once_even_when_files_overlap(town: Town, charge: Charge) -> None:
    case = charge.case
    number = f"{case.registry_number}/{case.registry_year}"
    rows = [(f"{charge.amount}", "BK1", f"taxa dosar {number}"), ("77.00", "BK2", "fara numar")]
    first = take_statement(authority=town.authority, file_name="a.xml", data=camt(*rows), by=town.felicia)
    assert {line.bank_reference: line.state for line in first.lines.all()} == {"BK1": "matched", "BK2": "unmatched"}
    assert paid(charge) == charge.amount
    with pytest.raises(Refused):
        take_statement(authority=town.authority, file_name="b.xml", data=camt(*rows), by=town.felicia)
    second = take_statement(authority=town.authority, file_name="c.xml", data=camt(*rows, ("5.00", "BK3", "alta")), by=town.felicia)
    assert second.repeated == 2 and second.lines.count() == 1 and paid(charge) == charge.amount
    line = StatementLine.objects.get(bank_reference="BK2")
    with pytest.raises(Refused):
        settle_line(line=line, charge=None, by=town.felicia)
    settle_line(line=line, charge=None, reason="altă taxă, restituită de bancă", by=town.felicia)
    with pytest.raises(Refused):
        take_statement(authority=town.authority, file_name="x", data=camt(*rows), by=town.corina)


def test_a_declared_transfer_is_confirmed_by_its_reference_and_never_by_the_amount_alone(town: Town, charge: Charge) -> None:
    declared = declare_transfer(case=charge.case, charge=charge, reference="OP 4512", file_name="op.pdf", chunks=[b"%PDF-1.4 proof"], size=14, by=town.ana)
    take_statement(authority=town.authority, file_name="a", data=camt((f"{charge.amount}", "A1", "plata")), by=town.felicia)
    declared.refresh_from_db()
    assert declared.state == "declared"
    take_statement(authority=town.authority, file_name="b", data=camt((f"{charge.amount}", "A2", "op 4512 taxa")), by=town.felicia)
    declared.refresh_from_db()
    assert declared.state == "confirmed" and charge.payments.count() == 1


def test_mt940_and_csv_say_the_same(town: Town, charge: Charge) -> None:
    case = charge.case
    kind, entries = read_statement(MT940.format(amount=f"{charge.amount}".replace(".", ","), closing=f"{charge.amount + 95}".replace(".", ","), number=case.number).encode())
    assert kind == "mt940" and [(one.amount, one.bank_reference, one.booked_on) for one in entries] == [(charge.amount, "BK77", dt.date(2026, 11, 20))]
    csv = f"Data;Credit;Monedă;Referință;Detalii\n20.11.2026;1.234,50;RON;Z1;dosar {case.number}\n21.11.2026;;RON;Z2;comision\n".encode()
    kind, entries = read_statement(csv)
    assert kind == "csv" and entries[0].amount == Decimal("1234.50")
    assert read_statement(camt(("9", "a", "b"), kind="DBIT"))[1] == []
    for wrong in (b"", b"abc", b"<x/>", b'<!DOCTYPE x [<!ENTITY a "b">]><Document>&a;</Document>', b"Data;Credit;Detalii\n1.1.2026;abc;x", b"\xff\xfe\x00"):
        with pytest.raises(Unreadable):
            read_statement(wrong)


def test_odd_files_of_banks_are_read_or_refused_with_what_is_wrong() -> None:
    csv = "Extras de cont\nCont;RO1\nDată;Sumă;Detalii\n1.11.2026;-1.234,50;comision\n2.11.2026;15,00;taxă dosar 7/2026\nTotal;15,00;\n"
    for written in (csv.replace("Sumă", "Suma").encode("cp1250"), csv.replace("Sumă", "Suma").encode("utf-16")):
        assert [(one.amount, one.text) for one in read_statement(written)[1]] == [(15, "taxă dosar 7/2026")]
    balance = '<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy="RON">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>'
    for closing, whole in (("115.00", True), ("116.00", False)):
        data = camt(("15.00", "a", "b")).replace(b"</Acct>", b"</Acct>" + (balance.format(kind="OPBD", amount="100.00") + balance.format(kind="CLBD", amount=closing)).encode())
        if whole:
            assert len(read_statement(data)[1]) == 1
        else:
            with pytest.raises(Unreadable, match="sold"):
                read_statement(data)
    for wrong, word in (
        (MT940.format(amount="14,00", closing="300,00", number="1"), "sold"), (camt(("-5.00", "a", "b")).decode(), "negativ"), (camt(("5.001", "a", "b")).decode(), "doi bani"),
        ("Data;Credit;Detalii\n1.1.2026;1.234;x", "o mie"), ('Data;Credit;Detalii\n1.1.2026;"' + "x" * 140_000, "CSV"),
    ):
        with pytest.raises(Unreadable, match=word):
            read_statement(wrong.encode())


def test_the_statement_of_another_account_pays_nothing_by_itself(town: Town, charge: Charge) -> None:
    other = camt((f"{charge.amount}", "Z1", f"taxa dosar {charge.case.number}")).replace(b"RO00DEMO0000000000000001", b"RO49AAAA1B31007593840000")
    line = take_statement(authority=town.authority, file_name="alt.xml", data=other, by=town.felicia).lines.get()
    assert line.state == "unmatched" and "altui cont" in line.why and paid(charge) == 0
    settle_line(line=line, charge=charge, by=town.felicia)
    assert paid(charge) == charge.amount


def test_money_goes_back_by_two_people_and_a_guarantee_only_after_its_warranty(town: Town, charge: Charge) -> None:
    payment, _address = start(charge)
    take_callback(authority=town.authority, fields=called_back(payment.provider_id, f"{payment.amount:.2f}"))
    with pytest.raises(Refused):
        ask_refund(charge=charge, kind="overpaid", amount=charge.amount + 1, reason="plătit în plus", by=town.felicia)
    refund = ask_refund(charge=charge, kind="withdrawn", amount=charge.amount, reason="cererea a fost retrasă", by=town.felicia)
    with pytest.raises(Refused):
        decide_refund(refund=refund, approve=True, by=town.felicia)
    decide_refund(refund=refund, approve=True, by=town.tudor)
    assert paid(charge) == 0 and charge.payments.get(state="refunded").amount == -charge.amount
    guarantee = Charge.objects.create(case=charge.case, kind="guarantee", amount=100, computed_at=clock.now())
    Payment.objects.create(charge=guarantee, method="counter", state="confirmed", amount=100, at=clock.now())
    with pytest.raises(Refused):
        ask_refund(charge=guarantee, kind="guarantee", amount=Decimal(100), reason="gata garanția", by=town.felicia)


def test_the_callback_address_answers_the_provider_and_refuses_others(town: Town, charge: Charge) -> None:
    payment, _address = start(charge)
    door = Client(HTTP_HOST="localhost")
    assert door.post("/plata/raspuns/", {"amount": "1"}).status_code == 400
    assert door.post("/plata/raspuns/", called_back(payment.provider_id, f"{payment.amount:.2f}")).status_code == 200
    assert paid(charge) == charge.amount


def test_a_withdrawn_request_asks_for_no_money_any_more(town: Town, charge: Charge) -> None:
    case, page = charge.case, reverse("case", args=[charge.case_id])
    assert owed(case) > 0 and "de plată" in town.client("ana").get(page).content.decode()
    Case.objects.filter(pk=case.pk).update(state="withdrawn", closed_at=clock.now())
    charge = Charge.objects.get(pk=charge.pk)
    shown = town.client("ana").get(page).content.decode()
    assert owed(charge.case) == 0 and "nu se mai plătește" in shown and 'name="charge"' not in shown
    with pytest.raises(Refused, match="nu mai este nimic de plătit"):
        take_at_counter(case=charge.case, charge=charge, reference="", by=town.people["felicia"])
