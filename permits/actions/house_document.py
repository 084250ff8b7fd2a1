"""Documents of the house that belong to no case: quality report, procedure sheet. Numbered, signed at the desk „De semnat” and kept as any other."""
from __future__ import annotations

from typing import Any

from django.db import transaction

from gisapp.accounts.models import Authority, User
from gisapp.core import clock
from permits.actions.draft_document import new_verification_code
from permits.actions.take_number import GENERAL
from permits.documents.compose import compose
from permits.models import IssuedDocument, SignatureStep
from permits.rules.people import Role

# Who signs each kind. Nobody signs what they drafted.
SIGNED_BY = {
    "quality_report": (Role.MAYOR,), "procedure_sheet": (Role.SECRETARY_GENERAL,), "register_book": (Role.SECRETARY_GENERAL,), "takings_register": (Role.FINANCE_OFFICER,),
}  # fmt: skip
# Computed from the rows, nothing is written by hand: whoever asks for one may sign it.
COMPUTED = ("register_book", "takings_register")


@transaction.atomic
def draft_house_document(*, authority: Authority, kind: str, title: str, fields: dict[str, Any], by: User) -> IssuedDocument:
    """Freeze the contents and line up the signatures; refused where it cannot be composed."""
    document = IssuedDocument.objects.create(
        authority=authority, kind=kind, title=title[:200], fields=fields, book=GENERAL, drafted_by=None if kind in COMPUTED else by, drafted_at=clock.now(), approved_by=by, approved_at=clock.now(),
        state=IssuedDocument.State.APPROVED, verification_code=new_verification_code(), retention="permanent" if kind == "procedure_sheet" else "years_10",
    )
    for order, role in enumerate(SIGNED_BY[kind], start=1):
        SignatureStep.objects.create(document=document, order=order, role=role.value, field=f"signature_{role.value}")
    compose(document, draft=True)
    return document
