"""Signing in order: a signatory authorises, a job signs, the last signature issues the act. Exactly once."""
from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import User
from gisapp.core import clock, files, jobs
from gisapp.core.errors import Conflict, Refused
from permits.actions.change_act import carry_out, drop_change
from permits.actions.draft_document import new_verification_code
from permits.actions.move import locked, move
from permits.actions.open_work import open_next
from permits.actions.press import give_number, keep_version, prepare_pdf
from permits.actions.record import record
from permits.actions.require import require_house_role, require_role
from permits.actions.return_letter import return_letter
from permits.documents.compose.base import SEAL
from permits.documents.signers import key_of, signing_context
from permits.documents.signing import Appearance, Order, sign_many
from permits.models import Case, IssuedDocument, SignatureStep, WorkItem
from permits.rules.people import Role
from permits.rules.procedure import StepKind
from permits.rules.procedure_files import all_procedures
from permits.rules.routing import check_four_eyes
from permits.rules.states import Move


@transaction.atomic
def authorise_signatures(*, steps: Sequence[SignatureStep], by: User, at_once: bool = False) -> int:
    """One authorisation for one or many documents: marks the steps and enqueues one job for the batch.

    Nobody signs what they drafted, nobody signs out of turn. Raises Refused, and then nothing is marked. `at_once` enqueues nothing
    and marks the steps as not finished: the caller signs now, and what an interruption leaves can be authorised anew.
    """
    chosen = list(SignatureStep.objects.select_for_update(of=("self",)).select_related("document__case", "document__authority").filter(pk__in=[step.pk for step in steps]))
    for step in chosen:
        case = step.document.case
        role, holder = require_role(by, case, [Role(step.role)]) if case else require_house_role(by, step.document.authority, Role(step.role))
        if step.document.signatures.filter(order__lt=step.order).exclude(state=SignatureStep.State.SIGNED).exists():
            raise Conflict(_("Actul așteaptă întâi alte semnături."), code="not_your_turn")
        if step.state not in (SignatureStep.State.WAITING, SignatureStep.State.REQUESTED):
            raise Conflict(_("Actul a fost deja semnat sau refuzat."), code="already_decided")
        signed = step.document.signatures.exclude(pk=step.pk).exclude(signer=None).values_list("signer", flat=True)
        check_four_eyes(str(by.pk), str(step.document.drafted_by_id), {str(person) for person in signed})
        step.state, step.signer, step.requested_at, step.waiting_reason = SignatureStep.State.REQUESTED, by, clock.now(), _("Semnarea nu s-a încheiat; autorizați din nou.") if at_once else ""
        step.acting_for = holder if holder != by else None
        step.save(update_fields=["state", "signer", "acting_for", "requested_at", "waiting_reason"])
        # A document of the house has no case whose history could tell: its signature steps do.
        if case is not None:
            record(case, "authorise_signature", actor=by, acting_for=step.acting_for, document=str(step.document_id), order=step.order, role=role.value)
    if chosen and not at_once:
        jobs.enqueue("permits.sign_batch", steps=[step.pk for step in chosen])
    return len(chosen)


def sign_with_secrets(*, steps: Sequence[SignatureStep], by: User, secrets: Mapping[str, str]) -> int:
    """Authorise and sign now with what the signatory typed (PIN, one-time code); return how many were signed.

    The secrets are used for one authorisation and kept nowhere: that is why no job does this. What failed waits and says why.
    """
    authorise_signatures(steps=steps, by=by, at_once=True)
    _sign_waiting([step.pk for step in steps], lambda _count: dict(secrets))
    return SignatureStep.objects.filter(pk__in=[step.pk for step in steps], state=SignatureStep.State.SIGNED).count()


@jobs.job("permits.sign_batch")
def sign_batch(steps: list[int]) -> None:
    """Sign every requested step of a batch with one key and one shared context; what fails waits, says why, and is tried again."""
    failed = _sign_waiting(steps)
    if failed:
        raise jobs.NotYet(failed, after=dt.timedelta(minutes=1))


def _sign_waiting(steps: list[int], secrets: Callable[[int], dict[str, str]] | None = None) -> str:
    """Sign what is requested of these steps; return the code of a failure, empty when all were signed."""
    waiting = list(
        SignatureStep.objects.filter(pk__in=steps, state=SignatureStep.State.REQUESTED).select_related("document", "signer", "document__authority").order_by("pk")
    )
    if not waiting:
        return ""
    ready: list[tuple[SignatureStep, Order]] = []
    for step in waiting:
        try:
            ready.append((step, _order(step)))
        except Refused as refused:
            _wait(step, refused.sentence)
    failed = "" if len(ready) == len(waiting) else "document not ready"
    if ready:
        answers = _signatures(ready, secrets)
        for (step, _), answer in zip(ready, answers, strict=True):
            if isinstance(answer, Refused):
                failed = answer.code
                _wait(step, answer.sentence)
            else:
                keep_signature(step, answer)
    return failed


def _signatures(ready: list[tuple[SignatureStep, Order]], secrets: Callable[[int], dict[str, str]] | None) -> list[bytes | Refused]:
    first = ready[0][0]
    try:
        key = key_of(first.signer, first.document.authority, secrets=secrets)
    except Refused as refused:
        return [refused] * len(ready)
    try:
        return sign_many([order for _step, order in ready], key=key, ctx=signing_context())
    except Refused as refused:
        return [refused] * len(ready)
    finally:
        key.close()


def _order(step: SignatureStep) -> Order:
    document = prepare_pdf(give_number(step.document, step.signer))
    total = document.signatures.count()
    last = step.order == total
    who = step.signer.full_name if step.signer else document.authority.name
    title = "Sigiliul electronic" if step.role == SEAL else Role(step.role).label_ro.capitalize()
    holder = f"p. {title}" if step.acting_for else title
    return Order(
        pdf=files.read(document.working_sha256), field=step.field, certify=step.order == 1, lock_all=last and total > 1,
        level="B-LTA" if last else "B-LT",
        appearance=Appearance(name=who, role=holder, at=clock.now(), demo=document.demo_key),
    )


def keep_signature(step: SignatureStep, pdf: bytes) -> None:
    """Publish one signature (step C): only the bytes whose hash stands in the row count, others are orphans."""
    with transaction.atomic():
        document = IssuedDocument.objects.select_for_update().get(pk=step.document_id)
        blob = files.store(pdf)
        changed = SignatureStep.objects.filter(pk=step.pk, state=SignatureStep.State.REQUESTED).update(
            state=SignatureStep.State.SIGNED, signed_at=clock.now(), sha256=blob.sha256, waiting_reason=""
        )
        if not changed:
            return
        last = not document.signatures.exclude(state=SignatureStep.State.SIGNED).exists()
        keep_version(document, pdf, final=last)
        document.working_sha256 = blob.sha256
        document.save(update_fields=["working_sha256"])
        if document.changes_id is not None:
            if last:
                carry_out(document, step)
        elif document.case is not None and document.outcome:
            _advance(document, step, last)
        if last:
            IssuedDocument.objects.filter(pk=document.pk).update(state=IssuedDocument.State.ISSUED, sha256=blob.sha256, size=blob.size, issued_at=clock.now())
            jobs.enqueue("permits.deliver_document", key=f"deliver:{document.pk}", document=str(document.pk))


def _advance(document: IssuedDocument, step: SignatureStep, last: bool) -> None:
    case = locked(_case_of(document))
    if not last:
        move(case, Move.SIGN, by=step.signer, document=str(document.pk), order=step.order)
        return
    verb = Move.ISSUE if document.outcome == "issue" else Move.REFUSE
    move(case, verb, by=step.signer, reason="" if verb is Move.ISSUE else "Motivele sunt în act.", document=str(document.pk), order=step.order)


def _wait(step: SignatureStep, sentence: str) -> None:
    SignatureStep.objects.filter(pk=step.pk).update(waiting_reason=sentence[:200])


def _case_of(document: IssuedDocument) -> Case:
    if document.case is None:
        raise Refused(_("Documentul nu ține de un dosar."), code="no_case")
    return document.case


@transaction.atomic
def refuse_signature(*, step: SignatureStep, reason: str, by: User) -> None:
    """A signatory sends the act back with a reason: its number, if it has one, is annulled and never used again.

    A document of the house is then set aside: who wrote it writes it anew. A letter (receipt) goes back to the cash desk.
    """
    case = locked(step.document.case) if step.document.case else None
    if case is not None:
        require_role(by, case, [Role(step.role)])
    else:
        require_house_role(by, step.document.authority, Role(step.role))
    document = IssuedDocument.objects.select_for_update().get(pk=step.document_id)
    if len(reason.strip()) < 10:
        raise Refused(_("Scrieți motivul în cel puțin o propoziție: inspectorul îl primește."), code="reason_missing", field="reason")
    step = SignatureStep.objects.select_for_update().get(pk=step.pk)
    if step.state not in (SignatureStep.State.WAITING, SignatureStep.State.REQUESTED):
        raise Conflict(_("Actul a fost deja semnat sau refuzat."), code="already_decided")
    step.state, step.reason, step.signer = SignatureStep.State.REFUSED, reason.strip(), by
    step.save(update_fields=["state", "reason", "signer"])
    if document.changes_id is not None:
        drop_change(document, reason, by)
        return
    if case is not None and not document.outcome:
        return_letter(case=case, document=document, reason=reason, by=by)
        return
    if case is not None:
        move(case, Move.SEND_BACK, by=by, reason=reason.strip(), public=False, document=str(document.pk))
    document.state = IssuedDocument.State.CANCELLED
    document.status_reason = reason.strip()[:240]
    document.save(update_fields=["state", "status_reason"])
    if document.entry is not None:
        document.entry.cancelled_at, document.entry.cancelled_reason = clock.now(), f"act întors la redactare: {reason.strip()}"[:200]
        document.entry.save(update_fields=["cancelled_at", "cancelled_reason"])
    if case is None:
        return
    # Sent back, it is somebody's work again; without this the case would lie with nobody.
    drafting = [one.code for one in all_procedures()[case.procedure].steps if one.kind in (StepKind.DRAFT, StepKind.APPROVE_DRAFT)]
    done = WorkItem.objects.filter(case=case, step__in=drafting, state=WorkItem.State.DONE)
    done.update(state=WorkItem.State.WAITING, done_at=None, done_by=None, opened_at=None, escalated_pct=0)
    open_next(case)
    fresh = IssuedDocument.objects.create(
        authority=document.authority, case=case, kind=document.kind, title=document.title, outcome=document.outcome, fields=document.fields, book=document.book,
        drafted_by=document.drafted_by, drafted_at=clock.now(), verification_code=new_verification_code(), retention=document.retention,
    )
    record(case, "redraft", actor=None, document=str(fresh.pk), instead_of=str(document.pk))
