"""What every answer carries, and where no answer leads: headers, cookies, redirects, methods, passwords."""

import os
import subprocess
import sys
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from tests.permits.conftest import Town, _built, demo_keys, town  # noqa: F401 - fixtures
from tests.town.cast import DEMO_PASSWORD

pytestmark = pytest.mark.ignore_template_errors
ELSEWHERE = (
    "https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "http:evil.example", "https:evil.example", "javascript:alert(1)",
    "data:text/html,x", "https://localhost@evil.example", "https://localhost.evil.example", "/%09/evil.example", "\t//evil.example", "//evil.example\\@localhost", "ftp://evil.example",
    "http://[::1]@evil.example", "//%65vil.example", "https:///evil.example", ".evil.example", "http://evil.example#localhost",
)
PAGES = ("home", "map", "procedures", "status", "verify", "privacy", "public_register", "open_data", "nearby", "assistant", "account_login", "account_signup")


@pytest.mark.parametrize("name", PAGES)
def test_every_page_carries_a_strict_policy_and_the_headers_of_safety(town: Town, name: str) -> None:  # noqa: F811
    answer = Client(HTTP_HOST="localhost").get(reverse(name))
    policy = answer["Content-Security-Policy"]
    assert "unsafe-inline" not in policy and "unsafe-eval" not in policy and "*" not in policy
    for wanted in ("frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'", "form-action 'self'", "default-src 'self'"):
        assert wanted in policy
    assert answer["X-Content-Type-Options"] == "nosniff" and answer["X-Frame-Options"] == "DENY" and answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin" and answer["Permissions-Policy"]
    body = answer.content.decode()
    assert ' style="' not in body and " onclick=" not in body and "javascript:" not in body


@pytest.mark.parametrize("address", ELSEWHERE)
def test_signing_in_and_choosing_a_language_lead_nowhere_else(town: Town, address: str) -> None:  # noqa: F811
    client = Client(HTTP_HOST="localhost")
    for target, form in ((reverse("set_language"), {"language": "en", "next": address}), (reverse("account_login") + "?next=" + address, {"login": town.ana.email, "password": DEMO_PASSWORD, "next": address})):
        answer = client.post(target, form)
        # Browsers read a backslash as a slash and drop tabs.
        led = urlsplit(urljoin("http://localhost/here/", answer.get("Location", "/").replace("\\", "/").replace("\t", "")))
        assert (led.scheme, led.hostname) == ("http", "localhost"), (target, answer.get("Location"))


def test_the_cookie_of_the_session_is_new_after_signing_in_and_unreadable_to_scripts(town: Town) -> None:  # noqa: F811
    client = Client(HTTP_HOST="localhost")
    client.get(reverse("account_login"))
    client.cookies["session"] = "chosen-by-an-attacker"
    answer = client.post(reverse("account_login"), {"login": town.ana.email, "password": DEMO_PASSWORD})
    cookie = answer.cookies["session"]
    assert cookie.value != "chosen-by-an-attacker" and cookie["httponly"] and cookie["samesite"] == "Lax"


def test_a_form_without_its_token_changes_nothing(town: Town) -> None:  # noqa: F811
    client = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    client.force_login(town.nicu, backend="allauth.account.auth_backends.AuthenticationBackend")
    for name in ("people", "erase_me", "my_absence", "sign", "integrations", "parameters"):
        assert client.post(reverse(name), {"email": "x@y.ro", "role": "mayor"}).status_code == 403, name


def test_a_host_that_is_not_ours_and_trace_are_refused(town: Town) -> None:  # noqa: F811
    assert Client(HTTP_HOST="evil.example").get("/").status_code == 400
    assert Client(HTTP_HOST="localhost").generic("TRACE", "/").status_code in (400, 403, 405)


@pytest.mark.parametrize("password", ["parola123", "123456789012", "password1234", "aaaaaaaaaaa"])
def test_a_short_or_common_password_is_refused(town: Town, password: str) -> None:  # noqa: F811
    answer = Client(HTTP_HOST="localhost").post(
        reverse("account_signup"), {"email": "nou@example.ro", "password1": password, "password2": password, "first_name": "Nou", "last_name": "Venit"},
    )
    from gisapp.accounts.models import User

    assert answer.status_code == 200 and not User.objects.filter(email="nou@example.ro").exists()


def test_an_unknown_address_and_a_wrong_password_are_answered_alike(town: Town) -> None:  # noqa: F811
    said = []
    for email in (town.ana.email, "nimeni@example.ro"):
        page = Client(HTTP_HOST="localhost").post(reverse("account_login"), {"login": email, "password": "greșită-greșită"})
        said.append((page.status_code, page.context["form"].non_field_errors() or page.context["form"].errors.as_json()))
    assert str(said[0]) == str(said[1])


def test_on_a_server_everything_goes_by_tls_and_cookies_stay_there() -> None:
    """What the settings say for an address that begins with https; the proxy ends TLS 1.2 and newer by itself."""
    asked = "import gisapp.settings as s; print(s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS >= 31536000, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_NAME, s.DEBUG)"
    keys = {name: f"{name}-of-this-test-only-{'x' * 40}" for name in ("SECRET_KEY", "SALT_KEY", "LOOKUP_KEY")}
    surroundings = {**os.environ, **keys, "DEMO": "0", "DEBUG": "0", "BASE_URL": "https://permits.example", "ALLOWED_HOSTS": "permits.example"}
    surroundings.pop("DJANGO_SETTINGS_MODULE", None)
    said = subprocess.run([sys.executable, "-c", asked], env=surroundings, capture_output=True, text=True, check=True).stdout
    assert said.split() == ["True", "True", "True", "True", "__Host-session", "False"]
