"""Quality management: samples for a second review, nonconformities and their way, what applicants thought."""
from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_noop as _

from gisapp.accounts.models import OfAuthority, User
from permits.models.case import Case
from permits.rules.quality import NonconformityState


class ReviewSample(OfAuthority):
    """The draw of one month: with its seed anybody can repeat it and see that nobody chose."""

    month = models.DateField(help_text="First day of the month whose decided cases were drawn from.")
    seed = models.CharField(max_length=80)
    population = models.PositiveIntegerField(help_text="How many cases were decided in the month.")
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-month"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["authority", "month"], name="one_sample_a_month", violation_error_message="Eșantionul lunii a fost deja tras.")]

    def __str__(self) -> str:
        return f"sample of {self.month:%Y-%m}"


class SecondReview(models.Model):
    """One drawn case looked at again, point by point, by somebody who did not work on it."""

    sample = models.ForeignKey(ReviewSample, on_delete=models.CASCADE, related_name="reviews")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="second_reviews")
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    verdicts = models.JSONField(default=dict, help_text="Code of the checklist's point → verdict.")
    note = models.TextField(default="", blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["sample", "case"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sample", "case"], name="reviewed_once_a_sample"),
            models.CheckConstraint(condition=models.Q(done_at=None) | models.Q(reviewer__isnull=False), name="review_has_a_reviewer"),
        ]

    def __str__(self) -> str:
        return f"review of {self.case_id}"


class Nonconformity(OfAuthority):
    """Something done wrong: what, why, what is done about it, by whom, until when, and whether it helped."""

    class Source(models.TextChoices):
        REVIEW = "review", _("a doua verificare")
        COMPLAINT = "complaint", _("reclamație")
        AUDIT = "audit", _("audit intern")
        OTHER = "other", _("altă sursă")

    number = models.PositiveIntegerField()
    source = models.CharField(max_length=10, choices=Source.choices)
    review = models.ForeignKey(SecondReview, on_delete=models.PROTECT, null=True, blank=True, related_name="nonconformities")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="nonconformities")
    procedure = models.CharField(max_length=60, default="", blank=True)
    title = models.CharField(max_length=160)
    description = models.TextField()
    state = models.CharField(max_length=12, default=NonconformityState.OPEN.value)
    cause = models.TextField(default="", blank=True)
    action = models.TextField(default="", blank=True, help_text="Corrective action.")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="nonconformities")
    due = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    effect = models.TextField(default="", blank=True, help_text="What the check of effectiveness found.")
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["authority", "number"], name="nonconformity_number_once"),
            models.CheckConstraint(condition=models.Q(state__in=[state.value for state in NonconformityState]), name="nonconformity_state_known"),
            models.CheckConstraint(
                condition=~models.Q(state__in=["action_set", "action_done", "closed"]) | (models.Q(owner__isnull=False, due__isnull=False) & ~models.Q(cause="") & ~models.Q(action="")),
                name="action_has_owner_and_date", violation_error_message="O acțiune corectivă are cauză, responsabil și termen.",
            ),
        ]

    def __str__(self) -> str:
        return f"NC {self.number}"


class NonconformityStep(models.Model):
    """One step of a nonconformity: who moved it, when, with which words. Rows are only added."""

    nonconformity = models.ForeignKey(Nonconformity, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12)
    text = models.TextField()

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.nonconformity_id} {self.state}"


class Rating(models.Model):
    """The one question after the answer: how was it, 1 to 5. Asked once, answered once."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="rating")
    code = models.CharField(max_length=32, unique=True, help_text="Opens the question without signing in.")
    asked_at = models.DateTimeField()
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    comment = models.TextField(default="", blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(score=None) | models.Q(score__gte=1, score__lte=5), name="rating_from_one_to_five"),
            models.CheckConstraint(condition=models.Q(score=None, answered_at=None) | models.Q(score__isnull=False, answered_at__isnull=False), name="rating_answered_whole"),
        ]

    def __str__(self) -> str:
        return f"rating of {self.case_id}"

    @property
    def address(self) -> str:
        """The link of the question, for the message."""
        return str(settings.BASE_URL) + reverse("rate", args=[self.code])
