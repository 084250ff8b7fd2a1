"""Money besides the payment itself: what the provider called about, bank statements, and what is given back."""
from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_noop as _
from encrypted_fields.fields import EncryptedCharField

from gisapp.accounts.models import OfAuthority, User
from permits.models.fee import Charge, Payment


class ProviderCall(models.Model):
    """One genuine callback of the payment provider, kept as it came; the same one twice is one row."""

    class Outcome(models.TextChoices):
        CONFIRMED = "confirmed", _("plată confirmată")
        REPEATED = "repeated", _("repetat, nimic de făcut")
        FAILED = "failed", _("plată nereușită")
        PENDING = "pending", _("în curs")
        MISMATCH = "mismatch", _("suma sau moneda nu se potrivește")
        LATE = "late", _("venit după ce suma era plătită")
        REVERSED = "reversed", _("plată întoarsă de furnizor")

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="provider_calls")
    provider = models.CharField(max_length=20)
    fingerprint = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the body.")
    body = models.JSONField()
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices)

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"{self.provider} {self.outcome}"


class Statement(OfAuthority):
    """A bank statement as uploaded. The same file twice is refused; overlapping files repeat lines, which count once."""

    file_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, help_text="camt053, mt940, csv")
    sha256 = models.CharField(max_length=64)
    account = models.CharField(max_length=34, default="", blank=True)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    repeated = models.PositiveIntegerField(default=0, help_text="Lines that an earlier statement already had.")

    class Meta:
        ordering: ClassVar = ["-uploaded_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["authority", "sha256"], name="statement_once", violation_error_message="Acest extras a fost deja încărcat."),
        ]

    def __str__(self) -> str:
        return self.file_name


class StatementLine(models.Model):
    """Money that came in, by the bank. It pays at most one charge, and a payment rests on at most one line."""

    class State(models.TextChoices):
        MATCHED = "matched", _("potrivită")
        UNMATCHED = "unmatched", _("nepotrivită")
        SET_ASIDE = "set_aside", _("lăsată deoparte")

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="lines")
    authority = models.ForeignKey("accounts.Authority", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64, help_text="Fingerprint of the entry: account, day, amount, bank's reference, text, and which of its equals it is.")
    booked_on = models.DateField()
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    bank_reference = models.CharField(max_length=80, default="", blank=True)
    text = EncryptedCharField(max_length=500, null=True, blank=True)
    payer = EncryptedCharField(max_length=160, null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.UNMATCHED)
    why = models.CharField(max_length=200, default="", blank=True)
    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, null=True, blank=True, related_name="statement_line")
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-booked_on", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["authority", "key"], name="statement_line_once"),
            models.CheckConstraint(condition=~models.Q(state="matched") | models.Q(payment__isnull=False), name="matched_line_has_payment"),
        ]

    def __str__(self) -> str:
        return f"{self.booked_on} {self.amount}"


class Refund(models.Model):
    """Money to give back: asked for by one person with a reason, approved by another; then a negative payment."""

    class Kind(models.TextChoices):
        OVERPAID = "overpaid", _("plătit în plus")
        SETTLEMENT = "settlement", _("regularizare")
        WITHDRAWN = "withdrawn", _("cerere retrasă sau restituită")
        GUARANTEE = "guarantee", _("garanție restituită")
        REVERSED = "reversed", _("întoarsă de furnizorul de plăți")

    class State(models.TextChoices):
        ASKED = "asked", _("de aprobat")
        APPROVED = "approved", _("aprobată")
        REFUSED = "refused", _("respinsă")

    charge = models.ForeignKey(Charge, on_delete=models.PROTECT, related_name="refunds")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    reason = models.CharField(max_length=300)
    iban = EncryptedCharField(max_length=34, null=True, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.CharField(max_length=300, default="", blank=True)
    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, null=True, blank=True, related_name="refund")

    class Meta:
        ordering: ClassVar = ["-asked_at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="refund_positive"),
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("asked_by")), name="refund_two_people",
                violation_error_message="Restituirea trebuie aprobată de altă persoană decât cea care a propus-o.",
            ),
            models.UniqueConstraint(fields=["charge"], condition=models.Q(state="asked"), name="one_open_refund", violation_error_message="Există deja o restituire de aprobat pentru această sumă."),
        ]

    def __str__(self) -> str:
        return f"{self.amount} lei {self.state}"
