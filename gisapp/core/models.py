"""The outbox: background work that must not be lost is a row written with the change that caused it."""
from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class Job(models.Model):
    """One piece of background work; done when done_at is set, dead when it gave up after many tries."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    ids = models.JSONField(default=dict)
    # Null, not empty: only jobs with a key must be unique.
    key = models.CharField(max_length=120, null=True, unique=True)  # noqa: DJ001
    created_at = models.DateTimeField()
    run_after = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, default="", blank=True)
    done_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["run_after"], condition=models.Q(done_at=None, dead_at=None), name="job_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.id}"
