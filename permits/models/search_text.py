"""What full-text search reads: one row for each case, paper and document."""
from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.utils.translation import gettext_noop as _

from gisapp.accounts.models import OfAuthority
from permits.models.case import Case


class SearchText(OfAuthority):
    """Text under the configuration `permits_ro`: Romanian stems, diacritics left out, so that „strada Fântânii” is found by „fantanii”.

    Rows of cases and documents are written by triggers of the database, so that no verb can forget them; those of papers
    by the job that reads the papers. Encrypted values (identifiers, addresses of people) are never put here.
    """

    class Kind(models.TextChoices):
        CASE = "case", _("dosar")
        PAPER = "paper", _("act depus")
        DOCUMENT = "document", _("document al primăriei")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, related_name="search_texts")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    of = models.UUIDField(help_text="Key of the case, paper or document.")
    title = models.TextField(default="", blank=True)
    text = models.TextField(default="", blank=True)
    unread = models.CharField(max_length=40, default="", blank=True, help_text="Why the text of a paper could not be read: no_text, encrypted, time, damaged.")
    vector = models.GeneratedField(
        expression=SearchVector("title", "text", config="permits_ro"), output_field=SearchVectorField(), db_persist=True,
    )

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "of"], name="search_text_once")]
        indexes: ClassVar = [GinIndex(fields=["vector"], name="search_text_vector")]

    def __str__(self) -> str:
        return f"{self.kind} {self.of}"
