"""Papers that the town hall issues, and their signatures."""
from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_noop as _

from gisapp.accounts.models import OfAuthority, User
from permits.models.case import Case
from permits.models.register import RegisterEntry


class IssuedDocument(OfAuthority):
    """One outgoing paper: drafted, numbered, signed in order, issued exactly once.

    `sha256` is the hash of the final bytes; a document is `issued` only with a register entry, a hash and all signatures.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("proiect")
        APPROVED = "approved", _("aprobat pentru semnare")
        NUMBERED = "numbered", _("numerotat")
        ISSUED = "issued", _("emis")
        CANCELLED = "cancelled", _("anulat")

    class Status(models.TextChoices):
        VALID = "valid", _("valabil")
        EXTENDED = "extended", _("prelungit")
        REVOKED = "revoked", _("revocat")
        SUPERSEDED = "superseded", _("înlocuit")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="documents")
    kind = models.CharField(max_length=60, help_text="Name of the template.")
    title = models.CharField(max_length=200)
    outcome = models.CharField(max_length=20, default="", blank=True, help_text="issue, refusal, revocation, correction, or empty for letters.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.VALID)
    fields = models.JSONField(default=dict, help_text="Contents as edited; frozen when approved.")
    book = models.CharField(max_length=40)
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    drafted_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    entry = models.OneToOneField(RegisterEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="document")
    verification_code = models.CharField(max_length=32, unique=True)
    slots = models.JSONField(default=list)
    prepared_sha256 = models.CharField(max_length=64, default="", blank=True, help_text="The PDF before the first signature.")
    working_sha256 = models.CharField(max_length=64, default="", blank=True, help_text="The PDF after the latest signature.")
    sha256 = models.CharField(max_length=64, default="", blank=True, db_index=True)
    size = models.PositiveIntegerField(default=0)
    demo_key = models.BooleanField(default=False)
    issued_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    status_reason = models.CharField(max_length=240, default="", blank=True)
    replaced_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces")
    changes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="changed_by", help_text="The act that this one revokes or corrects.")
    archived_at = models.DateTimeField(null=True, blank=True, help_text="Latest archive timestamp refresh.")
    retention = models.CharField(max_length=40, default="", blank=True)

    class Meta:
        ordering: ClassVar = ["-drafted_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "outcome"], condition=models.Q(outcome__in=["issue", "refusal"]) & ~models.Q(state="cancelled") & ~models.Q(status="superseded"),
                name="one_answer_per_case", violation_error_message="Dosarul are deja un răspuns; anulați-l întâi pe acela.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="issued") | (models.Q(entry__isnull=False, issued_at__isnull=False) & ~models.Q(sha256="")),
                name="issued_is_registered_and_signed", violation_error_message="Un document emis are număr, semnături și amprentă.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.entry or ''}".strip()


class DocumentVersion(models.Model):
    """Bytes of a document that left our hands: after each signature, at issue, after each archive refresh.

    `head_sha256` and `document_id` let verification find the original of a changed file.
    """

    document = models.ForeignKey(IssuedDocument, on_delete=models.PROTECT, related_name="versions")
    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField()
    head_sha256 = models.CharField(max_length=64, db_index=True)
    pdf_id = models.CharField(max_length=64, db_index=True, blank=True)
    made_at = models.DateTimeField()
    final = models.BooleanField(default=False, help_text="Whole: all signatures are in it.")

    class Meta:
        ordering: ClassVar = ["document", "made_at"]

    def __str__(self) -> str:
        return f"{self.document_id} {self.sha256[:8]}"


class SignatureStep(models.Model):
    """One signature that a document needs, in its order."""

    class State(models.TextChoices):
        WAITING = "waiting", _("așteaptă")
        REQUESTED = "requested", _("în lucru")
        SIGNED = "signed", _("semnat")
        REFUSED = "refused", _("refuzat")

    document = models.ForeignKey(IssuedDocument, on_delete=models.CASCADE, related_name="signatures")
    order = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=24)
    field = models.CharField(max_length=40, help_text="Name of the signature field in the PDF.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    signer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="signature_steps")
    acting_for = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    requested_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, default="", blank=True, help_text="The PDF right after this signature.")
    reason = models.TextField(default="", blank=True)
    waiting_reason = models.CharField(max_length=200, default="", blank=True, help_text="Why signing waits, e.g. no timestamps.")

    class Meta:
        ordering: ClassVar = ["document", "order"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["document", "order"], name="signature_order_once")]

    def __str__(self) -> str:
        return f"{self.order} {self.role}"
