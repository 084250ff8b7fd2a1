"""Endorsements asked of institutions."""
from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_noop as _

from gisapp.accounts.models import Institution, User
from permits.models.case import Case
from permits.models.document import IssuedDocument
from permits.models.paper import Paper


class Endorsement(models.Model):
    """One institution's opinion on one case; silence past `due` becomes consent only where the institution allows it."""

    class State(models.TextChoices):
        ASKED = "asked", _("cerut")
        FAVOURABLE = "favourable", _("favorabil")
        CONDITIONAL = "conditional", _("favorabil cu condiții")
        UNFAVOURABLE = "unfavourable", _("nefavorabil")
        NEEDS_PAPERS = "needs_papers", _("cere completări")
        TACIT = "tacit", _("tacit")
        CANCELLED = "cancelled", _("anulat")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="endorsements")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="endorsements")
    state = models.CharField(max_length=14, choices=State.choices, default=State.ASKED)
    because = models.JSONField(default=list, help_text="Finding codes and articles that ask for it.")
    asked_at = models.DateTimeField()
    due = models.DateField()
    due_explanation = models.TextField(default="", blank=True)
    tacit_from = models.DateField(null=True, blank=True, help_text="First day on which silence counts as consent; empty: never.")
    request = models.OneToOneField(IssuedDocument, on_delete=models.SET_NULL, null=True, blank=True, related_name="endorsement", help_text="The sealed letter that asks.")
    link_version = models.PositiveSmallIntegerField(default=1, help_text="Raised to withdraw the links sent before.")
    seen_at = models.DateTimeField(null=True, blank=True, help_text="When the institution first opened the request.")
    papers_asked_on = models.DateField(null=True, blank=True, help_text="Day of the one request for completions that the institution may make.")
    papers_given_on = models.DateField(null=True, blank=True)
    papers_wanted = models.TextField(default="", blank=True)
    overdue_told_at = models.DateTimeField(null=True, blank=True)
    channel = models.CharField(max_length=8, default="", blank=True, help_text="How the answer came: desk, link, office, or clock for a tacit one.")
    number = models.CharField(max_length=60, default="", blank=True, help_text="Number and date that the institution gave its answer.")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    conditions = models.TextField(default="", blank=True)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["due"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "institution"], condition=~models.Q(state="cancelled"), name="endorsement_once"),
            models.CheckConstraint(
                condition=~models.Q(state="tacit") | models.Q(tacit_from__isnull=False), name="tacit_only_where_silence_consents",
                violation_error_message="Pentru această instituție tăcerea nu înseamnă niciodată aviz.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution} {self.state}"
