"""Documents of the house that belong to no case: quality report, procedure sheet. Numbered, signed and kept as any other."""
from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import Authority, User
from gisapp.accounts.roles import acting_roles
from gisapp.core import clock, jobs
from gisapp.core.errors import Conflict, NotAllowed
from permits.actions.draft_document import new_verification_code
from permits.actions.take_number import GENERAL
from permits.documents.compose import compose
from permits.models import IssuedDocument, SignatureStep
from permits.rules.people import Role
from permits.rules.routing import check_four_eyes

# Who signs each kind. Nobody signs what they drafted.
SIGNED_BY = {"quality_report": (Role.MAYOR,), "procedure_sheet": (Role.SECRETARY_GENERAL,)}


@transaction.atomic
def draft_house_document(*, authority: Authority, kind: str, title: str, fields: dict[str, Any], by: User) -> IssuedDocument:
    """Freeze the contents and line up the signatures; refused where it cannot be composed."""
    document = IssuedDocument.objects.create(
        authority=authority, kind=kind, title=title[:200], fields=fields, book=GENERAL, drafted_by=by, drafted_at=clock.now(), approved_by=by, approved_at=clock.now(),
        state=IssuedDocument.State.APPROVED, verification_code=new_verification_code(), retention="permanent" if kind == "procedure_sheet" else "years_10",
    )
    for order, role in enumerate(SIGNED_BY[kind], start=1):
        SignatureStep.objects.create(document=document, order=order, role=role.value, field=f"signature_{role.value}")
    compose(document, draft=True)
    return document


@transaction.atomic
def sign_house_document(*, document: IssuedDocument, by: User) -> None:
    """Authorise the next signature; the job signs, as for every other document."""
    step = (
        SignatureStep.objects.select_for_update(of=("self",)).select_related("document__authority")
        .filter(document=document, document__case=None, state=SignatureStep.State.WAITING).order_by("order").first()
    )
    if step is None:
        raise Conflict(_("Documentul a fost deja trimis la semnare."), code="already_decided")
    holder = acting_roles(by, document.authority).get(step.role)
    if holder is None:
        raise NotAllowed(_("Documentul îl semnează: %(label_ro)s.") % {"label_ro": Role(step.role).label_ro}, code="not_your_role")
    check_four_eyes(str(by.pk), str(document.drafted_by_id), set())
    step.state, step.signer, step.requested_at = SignatureStep.State.REQUESTED, by, clock.now()
    step.acting_for = holder if holder != by else None
    step.save(update_fields=["state", "signer", "acting_for", "requested_at"])
    jobs.enqueue("permits.sign_batch", steps=[step.pk])
