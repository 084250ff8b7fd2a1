"""Maria comes in through another house; whoever forges its token does not."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from gisapp.accounts.models import User
from gisapp.core import clock
from tests.permits.conftest import Town, _built, demo_keys, town  # noqa: F401 - fixtures

from .issuer import CLIENT, OTHER, Issuer, public_pem, serve

# Library pages use variables that it does not define.
pytestmark = pytest.mark.ignore_template_errors


@pytest.fixture
def issuer(settings, town: Town) -> Iterator[Issuer]:  # noqa: F811
    with serve() as found:
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [{
            "provider_id": "roeid", "name": "ROeID", "client_id": CLIENT, "secret": "x" * 40, "settings": {"server_url": found.url, "acr_values": ["high"]},
        }]}}
        yield found


def leave(issuer: Issuer, client: Client) -> str:
    """Go out to the issuer; return the state of the journey. The issuer learns the nonce, as it would."""
    sent = client.post(reverse("openid_connect_login", args=["roeid"]))
    assert sent.status_code == 302, sent.content.decode()
    asked = parse_qs(urlsplit(sent["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"] and asked["acr_values"] == ["high"]
    issuer.nonce = asked["nonce"][0]
    return asked["state"][0]


def come_back(client: Client, state: str) -> bool:
    """Tell whether the person is signed in afterwards, or asked to complete a new account."""
    answer = client.get(reverse("openid_connect_callback", args=["roeid"]), {"code": "c", "state": state})
    assert answer.status_code in (200, 302, 401)
    return "_auth_user_id" in client.session or answer.get("Location", "").endswith(reverse("socialaccount_signup"))


def test_the_way_in_is_on_the_page_and_maria_comes_in_by_it(issuer: Issuer) -> None:
    client = Client(HTTP_HOST="localhost")
    assert "ROeID" in client.get(reverse("account_login")).content.decode()
    assert come_back(client, leave(issuer, client))
    maria = User.objects.get(email="maria@example.ro")
    assert (maria.first_name, maria.last_name) == ("Maria", "Popa")
    again = Client(HTTP_HOST="localhost")
    issuer.userinfo["email"] = "maria.noua@example.ro"
    assert come_back(again, leave(issuer, again))
    assert again.session["_auth_user_id"] == str(maria.pk), "a person is known by issuer and subject, not by the e-mail"


def unsigned(issuer: Issuer) -> None:
    head = base64.urlsafe_b64encode(b'{"alg":"none","kid":"one"}').rstrip(b"=").decode()
    issuer.replayed = f"{head}.{issuer.token().split('.')[1]}."


def signed_with_the_public_key(issuer: Issuer) -> None:
    def part(value: bytes) -> str:
        return base64.urlsafe_b64encode(value).rstrip(b"=").decode()

    head = part(json.dumps({"alg": "HS256", "kid": "one"}).encode()) + "." + issuer.token().split(".")[1]
    issuer.replayed = head + "." + part(hmac.new(public_pem(), head.encode(), hashlib.sha256).digest())


def lie(**claims: object) -> Callable[[Issuer], None]:
    return lambda issuer: issuer.lie.update(claims)


def by_another_key(issuer: Issuer) -> None:
    issuer.key = OTHER


def under_an_unknown_key(issuer: Issuer) -> None:
    issuer.kid = "two"


def about_another(issuer: Issuer) -> None:
    issuer.userinfo = {**issuer.userinfo, "sub": "s-2"}


HOSTILE: dict[str, Callable[[Issuer], None]] = {
    "for another program": lie(aud="somebody else"), "by another issuer": lie(iss="https://evil.example"), "of another journey": lie(nonce="old"), "without a nonce": lie(nonce=None),
    "expired": lie(exp=int(clock.now().timestamp()) - 3600), "from the future": lie(iat=int(clock.now().timestamp()) + 3600), "unsigned": unsigned, "signed with the public key": signed_with_the_public_key,
    "without a subject": lie(sub=None), "of nobody": lie(sub=" "), "weak sign-in": lie(acr="low"), "for two programs": lie(aud=[CLIENT, "another"]),
    "made for another party": lie(azp="another"), "by another key": by_another_key, "under an unknown key": under_an_unknown_key, "described as another": about_another,
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_token_lets_nobody_in(issuer: Issuer, case: str) -> None:
    client = Client(HTTP_HOST="localhost")
    state = leave(issuer, client)
    HOSTILE[case](issuer)
    assert not come_back(client, state)
    assert not SocialAccount.objects.exists()


def test_a_token_and_an_answer_serve_once(issuer: Issuer) -> None:
    client = Client(HTTP_HOST="localhost")
    state = leave(issuer, client)
    old = issuer.token()
    assert come_back(client, state)
    thief = Client(HTTP_HOST="localhost")
    assert not come_back(thief, state), "the state of another's session"
    state = leave(issuer, thief)
    issuer.replayed = old
    assert not come_back(thief, state), "a token seen before"


def test_the_address_of_an_existing_account_opens_nothing(issuer: Issuer, town: Town) -> None:  # noqa: F811
    EmailAddress.objects.get_or_create(user=town.ana, email=town.ana.email, defaults={"verified": True, "primary": True})
    issuer.userinfo["email"] = town.ana.email
    client = Client(HTTP_HOST="localhost")
    come_back(client, leave(issuer, client))
    assert "_auth_user_id" not in client.session
    assert not SocialAccount.objects.filter(user=town.ana).exists()
