"""What a later version of a layer or a later rule would answer differently about an open case."""
from __future__ import annotations

from typing import ClassVar

from django.db import models

from permits.models.check_run import CheckRun


class Touch(models.Model):
    """The difference between a stored answer and the one of `found_at`. A new check of the case leaves it behind with its run."""

    run = models.OneToOneField(CheckRun, on_delete=models.CASCADE, related_name="touch")
    found_at = models.DateTimeField()
    versions = models.JSONField(default=list, help_text="[[layer title, version stored, version now]]")
    added = models.JSONField(default=list, help_text="Findings that are new, as written by layers.api.finding_to_json.")
    gone = models.JSONField(default=list, help_text="Findings that are no more.")
    changed = models.JSONField(default=list, help_text="[[finding before, finding after]]")

    class Meta:
        ordering: ClassVar = ["run__case__registered_at", "pk"]

    def __str__(self) -> str:
        return f"what touches check {self.run_id}"
