"""The person or company that asks."""
from __future__ import annotations

import hashlib
import hmac
from typing import Any

from django.conf import settings
from django.db import models
from encrypted_fields.fields import EncryptedCharField, EncryptedTextField

from permits.models.case import Case


def lookup(value: str) -> str:
    """Return the keyed digest by which an encrypted identifier can be found (HMAC-SHA256 with a key of its own)."""
    return hmac.new(settings.LOOKUP_KEY.encode(), value.encode(), hashlib.sha256).hexdigest() if value else ""


class Applicant(models.Model):
    """Applicant of one case. Identifiers and contact details are encrypted at rest (GDPR; Law 190/2018 for the CNP)."""

    class Kind(models.TextChoices):
        PERSON = "person", "persoană fizică"
        COMPANY = "company", "persoană juridică"

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="applicant")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.PERSON)
    name = models.CharField(max_length=160)
    identifier = EncryptedCharField(max_length=20, null=True, blank=True, help_text="CNP or CUI.")
    identifier_lookup = models.CharField(max_length=64, default="", blank=True, db_index=True)
    represented_by = models.CharField(max_length=160, default="", blank=True)
    address = EncryptedTextField(null=True, blank=True)
    phone = EncryptedCharField(max_length=20, null=True, blank=True)
    email = models.EmailField(default="", blank=True)

    def __str__(self) -> str:
        return f"applicant of {self.case_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the lookup column in step with the identifier."""
        self.identifier_lookup = lookup(self.identifier or "")
        super().save(*args, **kwargs)

    @property
    def masked_identifier(self) -> str:
        """Identifier with all but its last four signs hidden, for pages and logs."""
        value = self.identifier or ""
        return "•" * max(len(value) - 4, 0) + value[-4:]
