"""An institution answers: favourable, with conditions, against, or asks once for what it lacks."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from gisapp.accounts.models import User
from gisapp.core import clock, files, jobs
from gisapp.core.errors import BadInput, Conflict, NotAllowed
from permits.actions.attach_paper import accepted_file, next_version
from permits.actions.count_term import local_day
from permits.actions.move import locked
from permits.actions.notify import notify_handler, notify_institution
from permits.actions.record import record
from permits.actions.require import require_role
from permits.models import Endorsement, Paper
from permits.queries.endorsements import ANSWER_CODE, clock_of, requests_of
from permits.rules.lifecycle import REVIEWERS

State = Endorsement.State
ANSWERS = (State.FAVOURABLE, State.CONDITIONAL, State.UNFAVOURABLE, State.NEEDS_PAPERS)
DESK, LINK, OFFICE, CLOCK = "desk", "link", "office", "clock"


@dataclass(frozen=True, slots=True)
class Upload:
    """The signed answer as a file."""

    name: str
    size: int
    chunks: Iterable[bytes]


def answer_endorsement(
    *, endorsement: Endorsement, state: str, by: User | None, channel: str, text: str = "", number: str = "", upload: Upload | None = None,
) -> Endorsement:
    """Store the answer. `channel`: desk (a person of the institution), link (whoever holds it; needs a file), office (typed from a letter).

    Conditions and reasons are `text`; a request for completions stops the institution's clock, once (OUG 31/2025).
    """
    text = text.strip()
    if state not in ANSWERS:
        raise BadInput(_("Alegeți răspunsul."), code="no_answer", field="state")
    if state != State.FAVOURABLE and len(text) < 10:
        raise BadInput(_("Scrieți condițiile, motivele sau ce lipsește, în cel puțin o propoziție."), code="text_missing", field="text")
    if channel == LINK and upload is None and state != State.NEEDS_PAPERS:
        raise BadInput(_("Atașați avizul semnat: fără cont, fișierul semnat este răspunsul instituției."), code="file_missing", field="file")
    stored = accepted_file(upload.name, upload.chunks, upload.size, field="file") if upload is not None else None
    with transaction.atomic():
        case = locked(endorsement.case)
        row = Endorsement.objects.select_for_update().get(pk=endorsement.pk)
        _may(row, by, channel)
        if row.state != State.ASKED:
            raise Conflict(_("La această solicitare s-a răspuns deja sau a fost retrasă."), code="already_answered")
        if state == State.NEEDS_PAPERS:
            if row.papers_asked_on is not None:
                raise BadInput(_("Completările se pot cere o singură dată (OUG 31/2025). Răspundeți cu ce aveți: favorabil, cu condiții sau nefavorabil."), code="asked_before", field="state")
            row.papers_asked_on, row.papers_wanted = clock.today(), text
        else:
            row.answered_at, row.answered_by, row.conditions, row.number = clock.now(), by, text, number.strip()[:60]
        if stored is not None:
            row.paper = _keep(row, stored, by)
        row.state, row.channel = state, channel
        row.save(update_fields=["state", "channel", "answered_at", "answered_by", "conditions", "number", "paper", "papers_asked_on", "papers_wanted"])
        record(case, "answer_endorsement", actor=by, public=True, endorsement=str(row.pk), institution=row.institution.code, answer=state, channel=channel)
        notify_handler(case, "endorsement_papers" if state == State.NEEDS_PAPERS else "endorsement_answered", row)
    return row


def _may(row: Endorsement, by: User | None, channel: str) -> None:
    if channel == OFFICE and by is not None:
        require_role(by, row.case, REVIEWERS)
    elif channel == DESK and by is not None:
        if not requests_of(by, row.case.authority).filter(pk=row.pk).exists():
            raise NotAllowed(_("Numai reprezentanții instituției pot răspunde."), code="not_your_institution")
    elif channel != LINK:
        raise NotAllowed(_("Intrați în cont ca să răspundeți."), code="nobody")


def _keep(row: Endorsement, stored: tuple[str, files.Blob, str], by: User | None) -> Paper:
    name, blob, mime = stored
    paper = Paper.objects.create(
        case=row.case, code=ANSWER_CODE, version=next_version(row.case, ANSWER_CODE), file_name=name, sha256=blob.sha256, size=blob.size, mime=mime, uploaded_at=clock.now(), uploaded_by=by,
        flags=["uninspected"],
    )
    # Whoever sends it, a paper leaves its event: the check of histories asks for it and for its bytes.
    record(row.case, "attach_paper", actor=by, paper=str(paper.pk), code=ANSWER_CODE, version=paper.version, sha256=blob.sha256, size=blob.size)
    jobs.enqueue("permits.inspect_paper", key=f"inspect:{paper.pk}", paper=str(paper.pk))
    return paper


@transaction.atomic
def give_papers(*, endorsement: Endorsement, by: User) -> Endorsement:
    """What the institution lacked is in the file: its clock runs again, longer by the days it waited."""
    case = locked(endorsement.case)
    require_role(by, case, REVIEWERS)
    row = Endorsement.objects.select_for_update().select_related("institution").get(pk=endorsement.pk)
    if row.state != State.NEEDS_PAPERS or row.papers_asked_on is None:
        raise Conflict(_("Instituția nu așteaptă completări."), code="nothing_asked")
    row.papers_given_on = clock.today()
    term = clock_of(case, row.institution, local_day(row.asked_at), (row.papers_asked_on, row.papers_given_on))
    assert term is not None
    row.state, row.due, row.tacit_from, row.due_explanation = State.ASKED, term.last_day, term.tacit_from, term.explain("ro")
    row.save(update_fields=["state", "due", "tacit_from", "due_explanation", "papers_given_on"])
    record(case, "give_endorser_papers", actor=by, endorsement=str(row.pk), institution=row.institution.code, due=row.due.isoformat())
    notify_institution(row, "endorsement_completed")
    return row
