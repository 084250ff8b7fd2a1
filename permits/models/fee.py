"""What is owed for a case and what was paid."""
from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_noop as _

from gisapp.accounts.models import User
from permits.models.case import Case
from permits.models.document import IssuedDocument
from permits.models.paper import Paper


class Charge(models.Model):
    """A fee or guarantee computed for a case, with the lines that explain it. Amounts in lei."""

    class Kind(models.TextChoices):
        FEE = "fee", _("taxă")
        GUARANTEE = "guarantee", _("garanție")
        SETTLEMENT = "settlement", _("regularizare")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="charges")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.FEE)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    lines = models.JSONField(default=list, help_text='[{"text_ro","text_en","amount","legal_ref"}]')
    computed_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(amount__gte=0), name="charge_not_negative")]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount} lei"


class Payment(models.Model):
    """Money received (or given back, with a negative amount)."""

    class Method(models.TextChoices):
        TRANSFER = "transfer", _("transfer bancar")
        COUNTER = "counter", _("la ghișeu")
        ONLINE = "online", _("online")

    class State(models.TextChoices):
        DECLARED = "declared", _("declarată, cu dovadă")
        PENDING = "pending", _("în curs")
        CONFIRMED = "confirmed", _("confirmată")
        REJECTED = "rejected", _("respinsă")
        REFUNDED = "refunded", _("restituită")

    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="payments")
    method = models.CharField(max_length=10, choices=Method.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DECLARED)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    at = models.DateTimeField()
    reference = models.CharField(max_length=80, default="", blank=True)
    provider_id = models.CharField(max_length=80, null=True, blank=True, unique=True, help_text="Provider's id: a repeated callback changes nothing.")
    proof = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    receipt = models.ForeignKey(IssuedDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.amount} lei {self.state}"
