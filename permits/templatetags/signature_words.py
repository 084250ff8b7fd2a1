"""Findings of verification in words, for the public page and for the papers of a case."""
from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString

from gisapp.templatetags.ui import tag
from permits.documents.verify import words
from permits.documents.verify.sentences import verdict
from permits.documents.verify.verdict import Kind

register = template.Library()


@register.filter
def signature_word(code: str, group: str) -> str:
    """Return the words for a code; `group` is the fact that it belongs to (trust, coverage, …)."""
    return words.word(group, code)


@register.filter
def signature_moment(written: str) -> dt.datetime | None:
    """Return the time that verification wrote, for the date filter."""
    return words.moment(written)


@register.filter
def certificate_name(subject: str) -> str:
    """Return the name in a certificate with its parts in words."""
    return words.certificate_name(subject)


@register.filter
def signer_tag(signer: Mapping[str, Any]) -> SafeString:
    """Return the tag that says whether a signature in a paper holds."""
    tone, sentence = words.standing(signer)
    return tag(sentence, tone)


@register.filter
def paper_verdict(signatures: Mapping[str, Any]) -> str:
    """Return the sentence on the signatures of a paper in the language of the page; the stored one for a word no longer used."""
    try:
        return verdict(Kind(signatures["kind"]))
    except ValueError:
        return str(signatures["sentence"])
