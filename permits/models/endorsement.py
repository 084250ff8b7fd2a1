"""Endorsements asked of institutions."""
from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from gisapp.accounts.models import Institution, User
from permits.models.case import Case
from permits.models.paper import Paper


class Endorsement(models.Model):
    """One institution's opinion on one case; silence past `due` becomes consent only where the institution allows it."""

    class State(models.TextChoices):
        ASKED = "asked", "cerut"
        FAVOURABLE = "favourable", "favorabil"
        CONDITIONAL = "conditional", "favorabil cu condiții"
        UNFAVOURABLE = "unfavourable", "nefavorabil"
        TACIT = "tacit", "tacit"
        CANCELLED = "cancelled", "anulat"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="endorsements")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="endorsements")
    state = models.CharField(max_length=14, choices=State.choices, default=State.ASKED)
    because = models.JSONField(default=list, help_text="Finding codes and articles that ask for it.")
    asked_at = models.DateTimeField()
    due = models.DateField()
    due_explanation = models.TextField(default="", blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    conditions = models.TextField(default="", blank=True)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["due"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "institution"], condition=~models.Q(state="cancelled"), name="endorsement_once")]

    def __str__(self) -> str:
        return f"{self.institution} {self.state}"
