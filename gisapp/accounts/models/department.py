"""A department of a town hall."""
from __future__ import annotations

from typing import ClassVar

from django.db import models

from gisapp.accounts.models.authority import OfAuthority


class Department(OfAuthority):
    """Direcție, serviciu or birou; work items are addressed to departments."""

    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=120)
    email = models.EmailField(default="", blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["authority", "code"], name="department_code_once")]

    def __str__(self) -> str:
        return self.name
