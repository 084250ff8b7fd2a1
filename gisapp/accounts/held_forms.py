"""What was typed survives a session that ended: held in the session, encrypted, and put back into its page after signing in. No JavaScript needed.

A form that meets an ended session is answered with the sign-in page, and one whose token is old with a sentence; in both cases what
was typed would be lost with the request. Here it is kept for two hours under this browser's session and, when the page is opened again
by somebody signed in, its form is filled and the page says so. Nothing is sent by itself. Files and passwords are never held, nor is a form
that came from another site: what a stranger typed for somebody must not lie ready to be sent.
"""
from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit, urlunsplit

import lxml.html
from cryptography.fernet import InvalidToken
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from encrypted_fields.fields import EncryptedTextField

from gisapp.core import clock

KEY = "held_form"
MOST_CHARACTERS, MOST_SECONDS = 100_000, 2 * 3600
# The token is of the old session, and what a person does at the sign-in pages is theirs alone.
NEVER = ("csrfmiddlewaretoken", "password")
_box = EncryptedTextField()


def _own_address(request: HttpRequest, name: str) -> str:
    """Return the path in a header that names an address of this very site, else nothing."""
    parts = urlsplit(request.headers.get(name, ""))
    if (parts.scheme, parts.netloc) != (request.scheme, request.get_host()):
        return ""
    return urlunsplit(("", "", parts.path or "/", parts.query, ""))


def from_here(request: HttpRequest) -> bool:
    """Tell whether a page of this site sent the form: browsers say so in Origin, older ones in Referer."""
    return bool(_own_address(request, "Origin") if "Origin" in request.headers else _own_address(request, "Referer"))


def hold(request: HttpRequest) -> str:
    """Keep what was typed and return the address of the page to open again; nothing is kept of what may not be."""
    page = _own_address(request, "Referer") or request.get_full_path()
    fields = [[name, value] for name, values in request.POST.lists() for value in values if not any(word in name for word in NEVER)]
    if request.headers.get("HX-Request") or page.startswith("/cont/") or not fields:
        return page
    text = json.dumps({"page": urlsplit(page).path, "action": request.path, "fields": fields, "files": bool(request.FILES), "at": clock.now().timestamp()})
    if len(text) <= MOST_CHARACTERS:
        request.session[KEY] = _box.f.encrypt(text.encode()).decode()
    return page


def typed_words(request: HttpRequest) -> list[str]:
    """Return what a person may want to copy from the form that just came: words, not marks of the machine."""
    return [value for name, values in request.POST.lists() for value in values if not any(word in name for word in NEVER) and len(value.strip()) > 2 and value.lstrip()[0] not in "{["][:50]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Explain an old or missing form token, and give back what was typed: the usual cause is a session that ended or began anew."""
    if not from_here(request):
        sentence = _("Formularul a fost trimis din altă pagină decât a primăriei. Deschideți pagina din site-ul primăriei și completați acolo.")
        return render(request, "refused.html", {"sentence": sentence}, status=403)
    return render(request, "form_expired.html", {"page": hold(request), "words": typed_words(request)}, status=403)


def _held(request: HttpRequest) -> dict[str, Any] | None:
    """Return what is held for the page being opened."""
    sealed = request.session.get(KEY)
    if sealed is None:
        return None
    try:
        held: dict[str, Any] = json.loads(_box.f.decrypt(sealed.encode()))
    except InvalidToken:
        held = {"at": 0}
    if clock.now().timestamp() - held["at"] > MOST_SECONDS:
        del request.session[KEY]
        return None
    return held if held["page"] == request.path else None


def fill(page: str, path: str, held: dict[str, Any]) -> str | None:
    """Return the page with its form filled as it was typed, or None where the form no longer stands on it."""
    document = lxml.html.document_fromstring(page)
    form = next((one for one in document.forms if one.method == "POST" and urlsplit(urljoin(path, one.get("action") or path)).path == held["action"]), None)
    if form is None:
        return None
    typed: dict[str, list[str]] = {}
    for name, value in held["fields"]:
        typed.setdefault(name, []).append(value)
    for control in form.xpath(".//input[@name] | .//textarea[@name] | .//select[@name]"):
        _type_into(control, typed.get(control.get("name")))
    return "<!doctype html>\n" + lxml.html.tostring(document, encoding="unicode")


def _type_into(control: Any, values: list[str] | None) -> None:
    kind = control.get("type", "text") if control.tag == "input" else control.tag
    if kind in ("file", "submit", "button", "password") or control.get("name") in NEVER:
        return
    if kind in ("checkbox", "radio"):
        # Not ticked means not sent.
        _mark(control, "checked", control.get("value", "on") in (values or []))
    elif kind == "select":
        if values:
            for option in control.xpath(".//option"):
                _mark(option, "selected", option.get("value", option.text or "") in values)
    elif values:
        value = values.pop(0)
        if kind == "textarea":
            control.text = value
        else:
            control.set("value", value)


def _mark(control: Any, name: str, on: bool) -> None:
    if on:
        control.set(name, name)
    elif name in control.attrib:
        del control.attrib[name]


class HeldFormMiddleware:
    """Hold what meets an ended session; fill the page when it is opened again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and not request.user.is_authenticated:
            return self._sent_to_sign_in(request, self.get_response(request))
        if request.method == "GET" and request.user.is_authenticated and request.session.get(KEY):
            held = _held(request)
            if held is not None:
                return self._filled(request, held)
        return self.get_response(request)

    def _sent_to_sign_in(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        there = urlsplit(response.get("Location", ""))
        if response.status_code == 302 and there.path == reverse("account_login") and "next" in parse_qs(there.query) and from_here(request):
            # Back to the page on which the form stands: many forms are sent to an address that only takes them.
            response["Location"] = f"{resolve_url('account_login')}?{urlencode({'next': hold(request)})}"
        return response

    def _filled(self, request: HttpRequest, held: dict[str, Any]) -> HttpResponse:
        sentence = _("Sesiunea se încheiase. Am pus la loc ce ați scris; verificați și trimiteți din nou.")
        messages.info(request, f"{sentence} {_('Fișierele trebuie alese din nou.')}" if held["files"] else sentence)
        response = self.get_response(request)
        if response.status_code == 200 and not response.streaming and response.get("Content-Type", "").startswith("text/html"):
            page = fill(response.content.decode(), request.path, held)
            if page is not None:
                response.content = page.encode()
            del request.session[KEY]
        return response
