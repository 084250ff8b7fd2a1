"""Work addressed to a department or a person, with a due date."""
from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_noop as _

from gisapp.accounts.models import Department, User
from permits.models.case import Case


class WorkItem(models.Model):
    """One step of a case for one department (sarcină la un compartiment)."""

    class State(models.TextChoices):
        WAITING = "waiting", _("așteaptă alt pas")
        OPEN = "open", _("de făcut")
        DONE = "done", _("făcut")
        SKIPPED = "skipped", _("nu este cazul")
        CANCELLED = "cancelled", _("anulat")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="work_items")
    step = models.CharField(max_length=60)
    title = models.CharField(max_length=160)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, related_name="work_items")
    role = models.CharField(max_length=24)
    assignee = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="work_items")
    because = models.CharField(max_length=240, default="", blank=True, help_text="Why this person, or why nobody.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    after = models.JSONField(default=list, help_text="Steps that must be done first.")
    due = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=40, default="", blank=True)
    note = models.TextField(default="", blank=True)
    escalated_pct = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["due", "id"]
        indexes: ClassVar = [models.Index(fields=["assignee", "state", "due"]), models.Index(fields=["department", "state", "due"])]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "step"], condition=~models.Q(state="cancelled"), name="work_item_once_per_step"),
            models.CheckConstraint(condition=~models.Q(state="done") | models.Q(done_at__isnull=False), name="work_item_done_has_date"),
        ]

    def __str__(self) -> str:
        return f"{self.step} of {self.case_id}"


class Note(models.Model):
    """A remark between colleagues; the applicant does not see it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField()

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"note {self.pk}"
