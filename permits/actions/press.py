"""Numbers a document, renders it with its signature fields and keeps its bytes, each exactly once."""
from __future__ import annotations

import datetime as dt
import hashlib

from django.conf import settings
from django.db import transaction

from gisapp.accounts.models import User
from gisapp.core import clock, files
from permits.actions.take_number import take_number
from permits.documents.compose import compose
from permits.documents.prefill import add_months
from permits.documents.render import render
from permits.documents.signing import add_signature_fields
from permits.documents.verify.lookup import document_id, head_sha256
from permits.models import DocumentVersion, IssuedDocument, RegisterEntry
from permits.queries.openings import works_window


@transaction.atomic
def give_number(document: IssuedDocument, by: User | None) -> IssuedDocument:
    """Give the document its number in its own register, if it has none (step A of issuing)."""
    document = IssuedDocument.objects.select_for_update().get(pk=document.pk)
    if document.entry_id is not None:
        return document
    applicant = getattr(document.case, "applicant", None)
    document.entry = take_number(
        authority=document.authority, book=document.book, direction=RegisterEntry.Direction.OUT if document.case_id else RegisterEntry.Direction.INTERNAL, subject=document.title, by=by, case=document.case,
        correspondent=applicant.name if applicant else "",
    )
    document.valid_until = _valid_until(document)
    document.state = IssuedDocument.State.NUMBERED
    document.demo_key = settings.DOCUMENT_SIGNING == "demo"
    document.save(update_fields=["entry", "state", "valid_until", "demo_key"])
    return document


def _valid_until(document: IssuedDocument) -> dt.date | None:
    """Return the last day of the act: so many months, the end of an extension, the end of the works; None has no end."""
    if document.changes is not None and document.changes.kind == document.kind:
        # A corrected act holds as long as the one whose place it takes, not so many months from its own day.
        return document.changes.valid_until
    if document.outcome != "issue" or document.entry is None:
        return None
    if document.fields.get("valid_months"):
        return add_months(document.entry.at.astimezone(clock.TOWN_TIME).date(), int(document.fields["valid_months"]))
    if document.fields.get("extended_until"):
        return dt.date.fromisoformat(document.fields["extended_until"])
    if document.kind == "excavation_approval" and document.case is not None:
        window = works_window(document.case)
        return window[1] if window else None
    return None


def prepare_pdf(document: IssuedDocument) -> IssuedDocument:
    """Render the numbered document and add its empty signature fields (step B, outside any transaction)."""
    if document.prepared_sha256:
        return document
    rendered = render(compose(document, draft=False))
    # In signing order, not as drawn: the last field locks the others.
    order = list(document.signatures.order_by("order").values_list("field", flat=True))
    slots = sorted(rendered.slots, key=lambda slot: order.index(slot.name))
    pdf = add_signature_fields(rendered.pdf, slots, code=document.verification_code)
    blob = files.store(pdf)
    with transaction.atomic():
        row = IssuedDocument.objects.select_for_update().get(pk=document.pk)
        if not row.prepared_sha256:
            row.prepared_sha256 = row.working_sha256 = blob.sha256
            row.slots = [{"name": slot.name, "page": slot.page, "role": slot.role} for slot in rendered.slots]
            row.save(update_fields=["prepared_sha256", "working_sha256", "slots"])
    return row


def keep_version(document: IssuedDocument, pdf: bytes, *, final: bool) -> DocumentVersion:
    """Store the bytes and what verification needs to find them again."""
    blob = files.store(pdf)
    version, _made = DocumentVersion.objects.get_or_create(
        sha256=hashlib.sha256(pdf).hexdigest(),
        defaults={
            "document": document, "size": blob.size, "head_sha256": head_sha256(pdf), "pdf_id": document_id(pdf), "made_at": clock.now(), "final": final,
        },
    )
    return version
