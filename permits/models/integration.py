"""Programs that speak to the town hall: their tokens, the answers they were given once, and what they are told."""
from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from encrypted_fields.fields import EncryptedCharField

from gisapp.accounts.models import OfAuthority, User


class ApiToken(OfAuthority):
    """A program's right to act for one person of one town hall, within scopes, until a day.

    An administrator proposes it, the person accepts it and sees the secret once: nobody can act in another's name. Only the
    SHA-256 of the secret is kept (it has 256 random bits, so a slow hash would add nothing).
    """

    name = models.CharField(max_length=80, help_text="Which program this is for.")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_tokens", help_text="Whose rights bound the token.")
    scopes = models.JSONField(default=list)
    digest = models.CharField(max_length=64, null=True, blank=True, unique=True)
    hint = models.CharField(max_length=12, default="", blank=True, help_text="Last signs of the secret, to tell tokens apart.")
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    expires_on = models.DateField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-proposed_at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(accepted_at=None, digest=None) | models.Q(accepted_at__isnull=False, digest__isnull=False), name="api_token_accepted_whole"),
        ]

    def __str__(self) -> str:
        return self.name


class GivenAnswer(models.Model):
    """The answer to a POST with its Idempotency-Key, written in the transaction of what it did; kept two days."""

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="answers")
    key = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of method, address and body.")
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    body = models.JSONField(null=True, blank=True)
    headers = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["token", "key"], name="given_answer_once")]

    def __str__(self) -> str:
        return self.key


class WebhookEndpoint(OfAuthority):
    """An address that is told of events of the cases its person may see. The secret is shown once and kept encrypted to sign with."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="webhooks")
    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="webhooks")
    url = models.URLField(max_length=300)
    events = models.JSONField(default=list, help_text="Kinds of event; empty means all.")
    secret = EncryptedCharField(max_length=80)
    created_at = models.DateTimeField()
    failures = models.PositiveIntegerField(default=0, help_text="Failed tries in a row.")
    disabled_at = models.DateTimeField(null=True, blank=True)
    disabled_reason = models.CharField(max_length=120, default="", blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at"]
        indexes: ClassVar = [models.Index(fields=["authority"], condition=models.Q(disabled_at=None, removed_at=None), name="webhook_listening")]

    def __str__(self) -> str:
        return self.url


class WebhookDelivery(models.Model):
    """One message to one endpoint; its id is the `webhook-id` of every try, so that a repeated one can be told."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries")
    kind = models.CharField(max_length=60)
    body = models.JSONField()
    created_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    last_status = models.PositiveSmallIntegerField(null=True, blank=True)
    last_error = models.CharField(max_length=200, default="", blank=True)
    last_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    gave_up_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
