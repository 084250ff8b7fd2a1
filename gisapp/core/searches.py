"""What people type into a search is kept out of addresses: a name or a CNP in one would stay in histories, logs and shared links.

The form is posted; the words stay in the session, encrypted, and the page is opened again with a key that means nothing elsewhere. So paging,
sorting, two windows and the way back keep their search, each its own, without JavaScript.
"""
from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from cryptography.fernet import InvalidToken
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from encrypted_fields.fields import EncryptedCharField

KEY = "cautare"
WORDS = "q"
CLEAR = "clear"
_SESSION = "searches"
# Deriving its key takes a while: once a process.
_SEAL: EncryptedCharField = EncryptedCharField()
# Searches a session remembers, the oldest forgotten first; and the most letters of one.
MOST = 30
LONGEST = 200
_NOT_FILTERS = {"csrfmiddlewaretoken", WORDS, CLEAR, KEY, "page"}

View = Callable[..., HttpResponse]


def words(request: HttpRequest) -> str:
    """Return what was typed for the page that is shown, or nothing."""
    sealed = request.session.get(_SESSION, {}).get(request.GET.get(KEY, ""), "")
    try:
        return _SEAL.f.decrypt(sealed.encode()).decode() if sealed else ""
    except InvalidToken:
        return ""


def searched(view: View) -> View:
    """Take the search form of a page: the words go into the session and the page is opened again under their key.

    It stands under the page's guard. A posted form without `q` is the page's own; words in an address (an old bookmark) are taken out of it.
    """

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and WORDS in request.POST:
            return _opened(request, request.POST, "" if CLEAR in request.POST else request.POST[WORDS])
        if request.method in ("GET", "HEAD"):
            if WORDS in request.GET:
                return _opened(request, request.GET, request.GET[WORDS])
            if request.GET.get(KEY) and not words(request):
                messages.info(request, _("Căutarea aceasta nu mai e ținută minte. Scrieți din nou ce căutați."))
                return _opened(request, request.GET, "")
        return view(request, *args, **kwargs)

    return asked


def _opened(request: HttpRequest, fields: Any, typed: str) -> HttpResponse:
    """Remember the words and open the same page with the other filters of the form."""
    query = [(name, value) for name, values in fields.lists() if name not in _NOT_FILTERS for value in values if value]
    typed = " ".join(typed.replace("\x00", "").split())[:LONGEST]
    if typed:
        key, kept = secrets.token_urlsafe(9), dict(request.session.get(_SESSION, {}))
        kept[key] = _SEAL.f.encrypt(typed.encode()).decode()
        request.session[_SESSION] = dict(list(kept.items())[-MOST:])
        query.append((KEY, key))
    return HttpResponseRedirect(f"{request.path}?{urlencode(query)}" if query else request.path)
