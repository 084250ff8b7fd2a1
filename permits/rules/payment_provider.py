"""Payment providers: what one is given and what it calls back about. The first is euPlătesc, by its published contract.

Contract: https://manager.euplatesc.ro/v3/index.php?page=docs (authorisation request and response, fp_hash).
"""
from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Protocol
from urllib.parse import urlencode

CURRENCY = "RON"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be paid: our number of it, an amount in lei, a description without personal data, where to come back."""

    number: str
    amount: Decimal
    description: str
    back: str
    callback: str


@dataclass(frozen=True, slots=True)
class Callback:
    """What a genuine callback says."""

    order: str
    amount: Decimal
    currency: str
    paid: bool
    provider_id: str
    message: str


class NotGenuine(Exception):
    """The callback is not signed by the provider, or is not for this account."""


class Provider(Protocol):
    """One payment provider."""

    @property
    def name(self) -> str:
        """Return its short name."""

    def address(self, order: Order, *, at: dt.datetime, nonce: str) -> str:
        """Return where the payer goes."""

    def read(self, fields: Mapping[str, str]) -> Callback:
        """Return what a callback says; raises NotGenuine."""


@dataclass(frozen=True, slots=True)
class EuPlatesc:
    """euPlătesc: the payer is led there with signed fields, and signed fields come back. The MAC is HMAC-MD5, as its contract wants."""

    merchant: str
    key: str
    gateway: str = "https://secure.euplatesc.ro/tdsprocess/tranzactd.php"
    name: str = "euplatesc"

    def address(self, order: Order, *, at: dt.datetime, nonce: str) -> str:
        """Return the gateway's address with the order, signed; the moment is written in UTC."""
        fields = {
            "amount": f"{order.amount:.2f}", "curr": CURRENCY, "invoice_id": order.number, "order_desc": order.description[:127], "merch_id": self.merchant,
            "timestamp": at.astimezone(dt.UTC).strftime("%Y%m%d%H%M%S"), "nonce": nonce,
        }
        more = {"ExtraData[silenturl]": order.callback, "ExtraData[successurl]": order.back, "ExtraData[failedurl]": order.back}
        return f"{self.gateway}?{urlencode({**fields, 'fp_hash': self.mac(fields.values()), **more})}"

    def read(self, fields: Mapping[str, str]) -> Callback:
        """Check the signature over the ten fields in their order, then the account; action 0 means paid."""
        names = ("amount", "curr", "invoice_id", "ep_id", "merch_id", "action", "message", "approval", "timestamp", "nonce")
        expected = self.mac(fields.get(name, "") for name in names)
        if not hmac.compare_digest(expected, fields.get("fp_hash", "").upper().encode("ascii", "replace").decode()):
            raise NotGenuine("fp_hash")
        if fields["merch_id"] != self.merchant:
            raise NotGenuine("merch_id")
        try:
            amount = Decimal(fields["amount"])
        except InvalidOperation as error:
            raise NotGenuine("amount") from error
        return Callback(fields["invoice_id"], amount, fields["curr"], fields["action"] == "0", fields["ep_id"], fields.get("message", ""))

    def mac(self, values: object) -> str:
        """Return the MAC: each value after its length in bytes, a dash for an empty one, under the key in hexadecimal."""
        data = b"".join(b"-" if not value else str(len(value.encode())).encode() + value.encode() for value in values)  # type: ignore[attr-defined]
        return hmac.new(bytes.fromhex(self.key), data, hashlib.md5).hexdigest().upper()
