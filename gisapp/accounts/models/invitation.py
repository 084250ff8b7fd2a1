"""An invitation to work for a town hall (or for an institution it asks), by a link that is sent once."""
from __future__ import annotations

from typing import ClassVar

from django.db import models

from gisapp.accounts.models.authority import OfAuthority
from gisapp.accounts.models.department import Department
from gisapp.accounts.models.institution import Institution
from gisapp.accounts.models.membership import Role
from gisapp.accounts.models.user import User


class Invitation(OfAuthority):
    """Open until it is accepted, withdrawn or too old. The link is signed and holds only this row's number and `stamp`."""

    email = models.EmailField()
    role = models.CharField(max_length=24, choices=Role.choices)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    stamp = models.CharField(max_length=32, help_text="Random; a new one each time the invitation is sent, so that older links end.")
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-invited_at"]

    def __str__(self) -> str:
        return f"invitation {self.pk} as {self.role}"
