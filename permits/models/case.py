"""A case (dosar): one request from its draft to its archived answer."""
from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from gisapp.accounts.models import Department, OfAuthority, User
from permits.rules.states import CaseState


class Case(OfAuthority):
    """One request. Reached only through permits.queries.access.

    `rules_on` is the day whose law, fees and deadlines apply: an open case keeps the rules of its registration day.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    procedure = models.CharField(max_length=60)
    state = models.CharField(max_length=32, default=CaseState.DRAFT.value)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="cases")
    channel = models.CharField(max_length=16, default="web", help_text="web, counter, chat, api")
    variant = models.CharField(max_length=40, default="", blank=True, help_text="Variant of the procedure: urgent, ...")
    answers = models.JSONField(default=dict, help_text="Answers to the questions of the procedure.")
    step = models.CharField(max_length=40, default="", blank=True, help_text="Where the applicant left the form.")
    purpose = models.TextField(default="", blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    submit_key = models.CharField(max_length=64, null=True, blank=True, unique=True, help_text="Idempotency key of the submission.")
    registered_at = models.DateTimeField(null=True, blank=True)
    registry_number = models.PositiveIntegerField(null=True, blank=True)
    registry_year = models.PositiveSmallIntegerField(null=True, blank=True)
    rules_on = models.DateField(null=True, blank=True)
    legal_due = models.DateField(null=True, blank=True)
    internal_due = models.DateField(null=True, blank=True)
    due_explanation = models.TextField(default="", blank=True)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    inspector = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="inspected_cases")
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="follow_ups")
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="Clerk who entered a paper file.")
    practice = models.BooleanField(default=False, help_text="Training data, reset regularly, never numbered in the real register.")

    class Meta:
        ordering: ClassVar = ["-created_at"]
        indexes: ClassVar = [
            models.Index(fields=["authority", "state", "legal_due"]),
            models.Index(fields=["authority", "registry_year", "registry_number"]),
            models.Index(fields=["owner", "state"]),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in CaseState]), name="case_state_known",
                violation_error_message="Starea dosarului nu este cunoscută.",
            ),
            models.CheckConstraint(
                condition=models.Q(registry_number=None, registered_at=None) | models.Q(registry_number__isnull=False, registered_at__isnull=False, legal_due__isnull=False),
                name="case_registered_whole", violation_error_message="Un dosar înregistrat are număr, dată și termen legal.",
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(self.id)

    @property
    def number(self) -> str:
        """Registry number as people write it, or an empty string before registration."""
        if self.registry_number is None or self.registered_at is None:
            return ""
        return f"{self.registry_number}/{self.registered_at.astimezone().strftime('%d.%m.%Y')}"
