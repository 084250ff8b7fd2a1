"""Signatures are judged on the raw bytes; what is forged by one bit is refused."""

import hashlib
import hmac

import pytest

from chatbot.channels import CHANNELS
from chatbot.channels.contract import Account
from chatbot.channels.meta_signature import challenge, is_signed
from chatbot.channels.whatsapp import challenge as whatsapp_challenge

from .recorded import needs_fixtures, recorded

BODY = b'{"object":"page","entry":[{"messaging":[{"message":{"text":"bun\\u0103 ziua"}}]}]}'
SIGNED = "sha256=" + hmac.new(b"app-secret", BODY, hashlib.sha256).hexdigest()


def meta(name: str) -> Account:
    return Account("pietricica", name, "1", "p", {"app_secret": "app-secret", "verify_token": "tok"})


@pytest.mark.parametrize("name", ["messenger", "whatsapp"])
def test_meta_is_believed_only_with_the_hmac_of_these_very_bytes(name: str) -> None:
    genuine = CHANNELS[name].is_genuine
    assert genuine(BODY, {"x-hub-signature-256": SIGNED}, meta(name))
    rewritten = BODY.replace(b"\\u0103", "ă".encode())
    for raw, header in [
        (rewritten, SIGNED), (BODY + b" ", SIGNED), (BODY, SIGNED[:-1] + ("0" if SIGNED[-1] != "0" else "1")), (BODY, SIGNED.removeprefix("sha256=")), (BODY, ""), (BODY, "sha256=ș"),
        (BODY, "sha1=" + SIGNED[7:]),
    ]:
        assert not genuine(raw, {"x-hub-signature-256": header}, meta(name))


def test_telegram_is_believed_only_with_the_secret() -> None:
    account = Account("pietricica", "telegram", "", "p", {"secret": "s3cret_token"})
    genuine = CHANNELS["telegram"].is_genuine
    assert genuine(b"x", {"x-telegram-bot-api-secret-token": "s3cret_token"}, account)
    for wrong in ("s3cret_tokeN", "", "s3cret_token ", "șecret"):
        assert not genuine(b"x", {"x-telegram-bot-api-secret-token": wrong}, account)


def test_meta_gets_its_challenge_back_only_for_our_token() -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": "tok", "hub.challenge": "1158201444"}
    assert whatsapp_challenge(asked, meta("whatsapp")) == "1158201444"
    assert challenge({**asked, "hub.verify_token": "no"}, "tok") is None
    assert challenge({**asked, "hub.mode": "other"}, "tok") is None
    assert challenge({"hub.mode": "subscribe"}, "") is None


@needs_fixtures
def test_deliveries_really_signed_by_meta_are_believed() -> None:
    for vector in recorded("meta/signature_vectors.json"):
        if not vector["signature"].startswith("sha256="):
            continue
        assert is_signed(vector["body"].encode(), vector["signature"], vector["secret"]), vector["name"]
        if other := vector.get("must_fail_if_body_is"):
            assert not is_signed(other.encode(), vector["signature"], vector["secret"])
