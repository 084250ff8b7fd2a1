"""Who asked to be told of cases near a place; nobody is told before the address was confirmed."""
from __future__ import annotations

from typing import ClassVar

from django.contrib.gis.db import models
from encrypted_fields.fields import EncryptedCharField

from gisapp.accounts.models import OfAuthority


class AreaSubscription(OfAuthority):
    """An e-mail address (encrypted, found by its keyed digest) and a circle on the map. EPSG:3844, metres."""

    email = EncryptedCharField(max_length=254)
    email_lookup = models.CharField(max_length=64, db_index=True)
    centre = models.PointField(srid=3844)
    radius_m = models.PositiveIntegerField()
    language = models.CharField(max_length=2, default="ro")
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    told_until = models.DateTimeField(null=True, blank=True, help_text="Events up to here were in a digest already.")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-asked_at"]
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(radius_m__gte=100, radius_m__lte=5000), name="subscription_radius")]

    def __str__(self) -> str:
        return f"subscription {self.pk}"
