"""Full-text search in Romanian, with or without diacritics, over cases, papers and documents that the person may see."""
from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import reduce
from operator import and_, or_

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db.models import F, QuerySet
from django.db.models.expressions import Value
from django.db.models.functions import Concat

from gisapp.accounts.models import Authority, User
from permits.models import RegisterEntry, SearchText
from permits.queries.access import cases_of_office

CONFIG = "permits_ro"
SMALL = frozenset(["a", "al", "ai", "ale", "cu", "de", "din", "după", "in", "într", "la", "o", "pe", "pentru", "prin", "sau", "se", "si", "și", "un", "una", "unei", "unui"])
MOST_WORDS = 12
LONG = 9


def plain(text: str) -> str:
    """Return text in lower case without diacritics."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(sign))


def question(text: str) -> SearchQuery | None:
    """Return what to look for: every word, in any form. None where nothing is left to look for.

    The Romanian stemmer of PostgreSQL keeps some plurals apart once the diacritics are gone (`locuință`, `locuințe`), so
    a long word also matches by its beginning.
    """
    words = [word for word in re.findall(r"[0-9a-z]+", plain(text)) if word not in SMALL][:MOST_WORDS]
    if not words:
        return None
    return reduce(and_, (_word(word) for word in words))


def _word(word: str) -> SearchQuery:
    forms: Sequence[SearchQuery] = [SearchQuery(word, config=CONFIG)]
    if len(word) > 5 and not word.isdigit():
        forms = [*forms, SearchQuery(f"{word[: -2 if len(word) < LONG else -3]}:*", config="simple", search_type="raw")]
    found: SearchQuery = reduce(or_, forms)
    return found


def search_texts(user: User, authority: Authority, text: str) -> QuerySet[SearchText]:
    """Return what holds all the words, best first. Only of cases that the person may see in the office."""
    asked = question(text)
    if asked is None:
        return SearchText.objects.none()
    return (
        SearchText.objects.filter(authority=authority, case__in=cases_of_office(user, authority), vector=asked)
        .annotate(rank=SearchRank(F("vector"), asked, normalization=Value(2))).select_related("case").order_by("-rank", "-case__registered_at", "pk")
    )


def words_in_register(rows: QuerySet[RegisterEntry], text: str) -> QuerySet[RegisterEntry]:
    """Keep the lines that hold all the words in subject or correspondent, or have the number asked for."""
    head = text.strip().split("/")[0]
    if head.isdigit():
        return rows.filter(number=int(head[:9]))
    asked = question(text)
    if asked is None:
        return rows.none()
    words = SearchVector(Concat("subject", Value(" "), "correspondent"), config=CONFIG)
    return rows.annotate(words=words).filter(words=asked)
