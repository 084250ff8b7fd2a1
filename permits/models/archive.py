"""Packages of whole cases for the archive."""
from __future__ import annotations

from typing import ClassVar

from django.db import models

from gisapp.accounts.models import OfAuthority, User
from permits.models.case import Case


class ArchivePackage(OfAuthority):
    """A case as one file: a BagIt bag (RFC 8493) in a ZIP, verified when it was made. A newer one does not replace an older."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="packages")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    payload_files = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    verified_at = models.DateTimeField(help_text="When the finished file was opened again and every hash compared.")

    class Meta:
        ordering: ClassVar = ["-made_at"]

    def __str__(self) -> str:
        return f"package of {self.case_id}"
