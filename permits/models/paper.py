"""Papers of the applicant, and the requests for missing ones."""
from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from gisapp.accounts.models import User
from permits.models.case import Case


class Paper(models.Model):
    """One uploaded file; a newer version never replaces the bytes of an older one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="papers")
    code = models.CharField(max_length=60, help_text="Which paper of the procedure it is.")
    version = models.PositiveSmallIntegerField(default=1)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    mime = models.CharField(max_length=80)
    pages = models.PositiveIntegerField(null=True, blank=True)
    flags = models.JSONField(default=list, help_text="encrypted, javascript, embedded_files, launch, xfa, unscanned")
    signatures = models.JSONField(null=True, blank=True, help_text="Verdict on the signatures inside, if there are any.")
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["code", "version"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "code", "version"], name="paper_version_once")]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"

    @property
    def withheld(self) -> bool:
        """Whether nobody gets the file: a virus was found, or a scanner is configured and has not (yet) said that it is clean."""
        unsure = {"uninspected", "unscanned"} if settings.CLAMD_SOCKET else set()
        return bool(({"malware"} | unsure) & set(self.flags))


class PaperRequest(models.Model):
    """One letter that asks for what is missing; while it waits the clock is paused."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="paper_requests")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answer_by = models.DateField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    message = models.TextField(default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(answered_at=None), name="one_open_paper_request",
                violation_error_message="Există deja o solicitare de completări fără răspuns.",
            )
        ]

    def __str__(self) -> str:
        return f"request of {self.asked_at:%Y-%m-%d}"


class RequestedPaper(models.Model):
    """One paper asked for, with the reason and the article that allows asking."""

    request = models.ForeignKey(PaperRequest, on_delete=models.CASCADE, related_name="items")
    code = models.CharField(max_length=60)
    title = models.CharField(max_length=240)
    reason = models.TextField()
    legal_ref = models.CharField(max_length=200)
    answer = models.ForeignKey(Paper, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    answer_text = models.TextField(default="", blank=True)

    def __str__(self) -> str:
        return self.code
