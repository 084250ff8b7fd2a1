"""Signing asks for more than a password; the demonstration says that it does not."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.db import connection
from django.test import Client
from django.urls import reverse

from permits.models import SignatureStep
from tests.permits.conftest import Town, _built, demo_keys, town  # noqa: F401 - fixtures
from tests.town.cast import DEMO_PASSWORD

# Library pages use variables that it does not define.
pytestmark = pytest.mark.ignore_template_errors


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def signed_in(email: str, password: str = DEMO_PASSWORD) -> Client:
    client = Client(HTTP_HOST="localhost")
    client.post(reverse("account_login"), {"login": email, "password": password})
    return client


def test_a_signatory_without_a_second_factor_is_led_to_set_one_up_and_signs_nothing(town: Town, settings) -> None:  # noqa: F811
    settings.SIGNING_SECOND_FACTOR = True
    client = town.client("dan")
    assert client.get(reverse("inbox")).status_code == 200
    assert reverse("mfa_index") in client.get(reverse("signing_desk")).content.decode()
    answer = client.post(reverse("sign"), {"steps": ["1"], "password": DEMO_PASSWORD})
    assert answer.status_code == 302 and answer["Location"] == reverse("mfa_index")
    assert not SignatureStep.objects.filter(state="requested").exists()
    TOTP.activate(town.dan, generate_totp_secret())
    assert client.post(reverse("sign"), {"steps": ["1"], "password": DEMO_PASSWORD})["Location"] == reverse("signing_desk")


def test_the_demonstration_signs_with_the_password_and_says_so(town: Town) -> None:  # noqa: F811
    page = town.client("gheorghe").get(reverse("signing_desk")).content.decode()
    assert "orașul demonstrativ, se semnează numai cu parola" in page
    assert town.client("gheorghe").post(reverse("sign"))["Location"] == reverse("signing_desk")


def test_staff_without_a_second_factor_reach_nothing_where_the_house_asks_it_of_all(town: Town, settings) -> None:  # noqa: F811
    settings.STAFF_SECOND_FACTOR = True
    for who in ("corina", "florin"):
        for name in ("inbox", "office_cases", "endorser_desk", "home"):
            assert town.client(who).get(reverse(name))["Location"] == reverse("mfa_index"), (who, name)
    assert town.client("ana").get(reverse("my_cases")).status_code == 200
    TOTP.activate(town.corina, generate_totp_secret())
    assert town.client("corina").get(reverse("inbox")).status_code == 200


def test_a_password_alone_does_not_open_an_account_with_a_second_factor(town: Town) -> None:  # noqa: F811
    secret = generate_totp_secret()
    TOTP.activate(town.corina, secret)
    client = signed_in(town.corina.email)
    assert client.get(reverse("inbox")).status_code == 302
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert client.get(reverse("inbox")).status_code == 302
    code = code_of(secret)
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    assert client.get(reverse("inbox")).status_code == 200
    again = signed_in(town.corina.email)
    again.post(reverse("mfa_authenticate"), {"code": code})
    assert again.get(reverse("inbox")).status_code == 302, "the same code opened twice"


def test_the_secret_of_a_code_application_is_not_readable_in_the_database(town: Town) -> None:  # noqa: F811
    secret = generate_totp_secret()
    row = TOTP.activate(town.corina, secret).instance
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator WHERE id = %s", [row.pk])
        assert secret not in cursor.fetchone()[0]
    assert TOTP(Authenticator.objects.get(pk=row.pk)).validate_code(code_of(secret))


def test_a_signatory_cannot_remove_the_last_second_factor(town: Town, settings) -> None:  # noqa: F811
    from allauth.mfa.adapter import get_adapter

    row = TOTP.activate(town.dan, generate_totp_secret()).instance
    ana = TOTP.activate(town.ana, generate_totp_secret()).instance
    settings.SIGNING_SECOND_FACTOR = True
    assert not get_adapter().can_delete_authenticator(row)
    assert get_adapter().can_delete_authenticator(ana)


def test_the_sixth_wrong_password_is_refused_whatever_the_address_says(town: Town) -> None:  # noqa: F811
    client = Client(HTTP_HOST="localhost")
    for n in range(5):
        client.post(reverse("account_login"), {"login": town.ana.email, "password": "wrong"}, HTTP_X_FORWARDED_FOR=f"10.0.0.{n}")
    client.post(reverse("account_login"), {"login": town.ana.email, "password": DEMO_PASSWORD}, HTTP_X_FORWARDED_FOR="10.9.9.9")
    assert client.get(reverse("my_cases")).status_code == 302
    other = signed_in(town.ioana.email)
    assert other.get(reverse("my_cases")).status_code == 200
