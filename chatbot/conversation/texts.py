"""The assistant's sentences, by key: a town hall's own words where staff wrote some, ours in the active language otherwise.

Everything that is said goes through `say`. Only what stands between %( and )s in our sentence may stand there in theirs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextvars import ContextVar

from django.utils import translation
from django.utils.translation import gettext

from chatbot.conversation.phrases import PHRASES
from chatbot.models import CannedText
from gisapp.accounts.models import Authority

_VALUE = re.compile(r"%\((\w+)\)s")
# The words that the town hall whose conversation is being answered wrote itself: (key, language) → text.
own_words: ContextVar[Mapping[tuple[str, str], str]] = ContextVar("own_words", default={})  # noqa: B039 - an empty mapping that nobody changes


def own_words_of(authority: Authority) -> dict[tuple[str, str], str]:
    """Every text that a town hall wrote in place of ours."""
    rows = CannedText.objects.filter(authority=authority, key__in=PHRASES).values_list("key", "lang", "text")
    return {(key, lang): text for key, lang, text in rows}


def say(key: str, /, **values: object) -> str:
    """The text of a key with its values. Theirs is left aside when it names a value that we do not have."""
    ours = PHRASES[key]
    lang = "en" if (translation.get_language() or "ro").startswith("en") else "ro"
    theirs = own_words.get().get((key, lang))
    if theirs is not None and values_in(theirs) <= values_in(ours):
        return _filled(theirs, values)
    return _filled(gettext(ours), values)


def values_in(text: str) -> set[str]:
    """The names of the values that a text has places for."""
    return set(_VALUE.findall(text))


def _filled(text: str, values: Mapping[str, object]) -> str:
    # Not %-formatting: a stray % in what staff wrote must not stop an answer.
    return _VALUE.sub(lambda match: str(values.get(match.group(1), "")), text)
