"""A nonconformity goes its way: raised, cause, action with owner and day, done, checked for effect."""
from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from gisapp.accounts.models import Authority, Role, User
from gisapp.accounts.roles import has_role, is_staff
from gisapp.core import clock
from gisapp.core.errors import BadInput, Conflict, NotAllowed
from permits.models import Case, Nonconformity, NonconformityStep, SecondReview
from permits.rules.quality import NONCONFORMITY_MOVES, NonconformityState

S = NonconformityState


@transaction.atomic
def raise_nonconformity(
    *, authority: Authority, source: str, title: str, description: str, by: User, case: Case | None = None, review: SecondReview | None = None,
) -> Nonconformity:
    """Write down what is wrong; it gets the next number of the authority."""
    if not is_staff(by, authority):
        raise NotAllowed(_("Numai un angajat al primăriei înregistrează o neconformitate."), code="not_your_role")
    if len(title.strip()) < 5 or len(description.strip()) < 10:
        raise BadInput(_("Scrieți pe scurt ce nu este în regulă și o descriere de cel puțin o propoziție."), code="too_short", field="description")
    Authority.objects.select_for_update().get(pk=authority.pk)
    number = (Nonconformity.objects.filter(authority=authority).aggregate(n=Max("number"))["n"] or 0) + 1
    row = Nonconformity.objects.create(
        authority=authority, number=number, source=source, review=review, case=case, procedure=case.procedure if case else "", title=title.strip()[:160],
        description=description.strip(), raised_at=clock.now(), raised_by=by,
    )
    NonconformityStep.objects.create(nonconformity=row, at=row.raised_at, by=by, state=S.OPEN.value, text=description.strip())
    return row


@transaction.atomic
def advance_nonconformity(
    *, row: Nonconformity, to: str, text: str, by: User, owner: User | None = None, due: dt.date | None = None,
) -> Nonconformity:
    """Make one step. The owner says that the action is done; somebody else checks whether it helped."""
    row = Nonconformity.objects.select_for_update(of=("self",)).select_related("authority").get(pk=row.pk)
    target = next((state for state in S if state.value == to), None)
    if target is None or target not in NONCONFORMITY_MOVES[S(row.state)]:
        raise Conflict(_("Acest pas nu urmează acum. Reîncărcați pagina: cineva a făcut deja un pas."), code="not_now")
    if not has_role(by, row.authority, Role.QUALITY_OFFICER) and not (target is S.ACTION_DONE and row.owner_id == by.pk):
        raise NotAllowed(_("Acest pas îl face responsabilul cu calitatea; acțiunea o încheie cel care o are în grijă."), code="not_your_role")
    if len(text.strip()) < 10:
        raise BadInput(_("Scrieți cel puțin o propoziție."), code="too_short", field="text")
    if target is S.CAUSE_FOUND:
        row.cause = text.strip()
    elif target is S.ACTION_SET:
        if owner is None or due is None or due < clock.today() or not is_staff(owner, row.authority):
            raise BadInput(_("Alegeți cine răspunde de acțiune și până când; ziua nu poate fi trecută."), code="owner_missing", field="owner")
        row.action, row.owner, row.due = text.strip(), owner, due
    elif target is S.ACTION_DONE:
        row.done_at = clock.now()
    elif row.owner_id == by.pk:
        raise NotAllowed(_("Acțiunea a fost în grija dumneavoastră; dacă a avut efect verifică altcineva."), code="own_action")
    else:
        row.effect = text.strip()
        row.closed_at = clock.now() if target is S.CLOSED else None
    row.state = target.value
    row.save()
    NonconformityStep.objects.create(nonconformity=row, at=clock.now(), by=by, state=target.value, text=text.strip())
    return row
