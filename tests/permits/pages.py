"""A browser without JavaScript: it sees only what is on the page, and sends only forms that stand there, with their token."""

from typing import Any
from urllib.parse import urljoin, urlsplit

import lxml.html
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gisapp.accounts.models import User
from gisapp.management.demo.applicants import paper_of

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def scan() -> SimpleUploadedFile:
    """A paper of one page."""
    return SimpleUploadedFile("act.pdf", paper_of("test"), content_type="application/pdf")


class Browser:
    """One person's browser. `page` is what is on the screen, `at` its address."""

    def __init__(self, person: User) -> None:
        self.client = Client(enforce_csrf_checks=True, HTTP_HOST="localhost")
        self.client.force_login(person, backend=BACKEND)
        self.at, self.page, self.status = "", lxml.html.Element("html"), 0

    def open(self, address: str) -> "Browser":
        return self._shown(self.client.get(address, follow=True), address)

    def _shown(self, answer: Any, address: str) -> "Browser":
        self.at = answer.redirect_chain[-1][0] if answer.redirect_chain else address
        self.status, self.page = answer.status_code, lxml.html.fromstring(answer.content.decode())
        assert self.status in (200, 422), (self.status, self.at)
        return self

    def forms(self, action: str = "") -> list[Any]:
        """The forms to be posted whose action holds a text; the search of cases, which stands on every page of the office, is none of the page's."""
        return [form for form in self.page.forms if form.method == "POST" and form.get("role") != "search" and action in (form.get("action") or self.at)]

    def send(self, form: Any, fills: dict[str, Any] | None = None, press: str = "") -> "Browser":
        """Fill and send a form: what it holds, what the person types over it, and the pressed button."""
        target, given = self._filled(form, fills, press)
        return self._shown(self.client.post(target, given, follow=True), target)

    def send_and_stay(self, form: Any, fills: dict[str, Any] | None = None, press: str = "") -> None:
        """Send one of many forms of the page on the screen, and do not wait for the page that comes after; it must be the same one again."""
        target, given = self._filled(form, fills, press)
        answer = self.client.post(target, given)
        assert answer.status_code == 302 and urlsplit(urljoin(target, answer["Location"])).path == urlsplit(self.at).path, (answer.status_code, answer.get("Location"), self.at)

    def _filled(self, form: Any, fills: dict[str, Any] | None, press: str) -> tuple[str, dict[str, Any]]:
        given: dict[str, Any] = {}
        for name, value in form.form_values():
            given.setdefault(name, []).append(value)
        for name, value in (fills or {}).items():
            assert name in form.fields, f"{self.at} has no field {name}: {sorted(form.fields.keys())}"
            given[name] = value
        if press:
            name, _equals, value = press.partition("=")
            assert form.xpath(f".//button[@name='{name}'][@value='{value}']"), f"{self.at} has no button {press}"
            given[name] = value
        return urljoin(self.at, form.get("action") or self.at), given

    def press_link(self, address: str) -> "Browser":
        """Follow a link that stands on the page."""
        assert self.page.xpath(f"//a[@href='{address}']"), f"{self.at} has no link to {address}"
        return self.open(address)

    @property
    def step(self) -> str:
        """The last part of the address: the page of the form."""
        return urlsplit(self.at).path.rstrip("/").rsplit("/", 1)[-1]

    def said(self) -> str:
        """What the page says is wrong, or its messages, for the one who reads a failed test."""
        return " | ".join(" ".join(node.text_content().split()) for node in self.page.xpath("//*[contains(@class,'error-summary') or contains(@class,'field__error') or contains(@class,'message') or contains(@class,'banner')]"))[:900]
