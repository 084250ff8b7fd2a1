"""An institution outside the town hall that gives endorsements."""
from __future__ import annotations

from typing import ClassVar

from django.db import models

from gisapp.accounts.models.authority import OfAuthority


class Institution(OfAuthority):
    """Endorser: a network operator or a public body. Silence counts as consent only where tacit is set.

    Defence, public order and national security bodies never consent by silence (OUG 31/2025).
    """

    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=160)
    email = models.EmailField(default="", blank=True)
    tacit = models.BooleanField(default=True)
    answer_days = models.PositiveSmallIntegerField(default=15)
    legal_ref = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["authority", "code"], name="institution_code_once")]

    def __str__(self) -> str:
        return self.name
