"""Looks for history that was rewritten behind the program's back: broken chains, missing events, gaps in registers."""
from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import groupby

from django.apps import apps
from django.db.models import Max, Q

from gisapp.core import files
from permits.actions.record import GENESIS, event_hash, head_seal
from permits.models import Case, CaseEvent, DocumentVersion, HistoryHead, IssuedDocument, Paper, Payment, RegisterEntry, SignatureStep
from permits.rules.states import CaseState, Move


def history_problems() -> Iterator[str]:
    """Yield one sentence for each thing that cannot be so if only this program wrote; nothing means all is whole."""
    yield from _chains()
    yield from _cases()
    yield from _acts_without_event()
    yield from _registers()
    yield from _kept_bytes()


def _chains() -> Iterator[str]:
    heads = {head.case_id: head for head in HistoryHead.objects.iterator(chunk_size=2000)}
    rows = CaseEvent.objects.order_by("case_id", "seq").iterator(chunk_size=2000)
    for case_id, events in groupby(rows, key=lambda event: event.case_id):
        previous, expected = GENESIS, 1
        for event in events:
            where = f"Dosarul {case_id}, evenimentul {event.seq}"
            if event.seq != expected:
                yield f"{where}: lipsesc evenimentele de la {expected} la {event.seq - 1}."
            elif event.previous_hash != previous:
                yield f"{where}: nu urmează după evenimentul dinainte."
            body = event_hash(
                event.previous_hash, case=str(case_id), seq=event.seq, at=event.at, kind=event.kind, actor=event.actor_id, acting_for=event.acting_for_id,
                data=event.data,
            )
            if body != event.hash:
                yield f"{where}: conținutul nu mai corespunde amprentei."
            previous, expected = event.hash, event.seq + 1
        head = heads.pop(case_id, None)
        if head is None:
            yield f"Dosarul {case_id}: istoricul nu are capăt sigilat."
        elif head.seal != head_seal(str(case_id), head.seq, head.hash):
            yield f"Dosarul {case_id}: capătul istoricului nu este sigilat de acest program."
        elif (head.seq, head.hash) != (expected - 1, previous):
            yield f"Dosarul {case_id}: istoricul se oprește la evenimentul {expected - 1}, iar ultimul scris a fost {head.seq}, sau a fost rescris."
    for head in heads.values():
        yield f"Dosarul {head.case_id}: lipsește tot istoricul, {head.seq} evenimente."


def _cases() -> Iterator[str]:
    """A case stands where its last move took it; its number is the one its registration recorded."""
    last: dict[object, str] = {}
    registered: dict[object, str] = {}
    moves = {verb.value for verb in Move}
    for case_id, kind, data in CaseEvent.objects.filter(kind__in=moves).order_by("case_id", "seq").values_list("case_id", "kind", "data").iterator(chunk_size=2000):
        if "to" not in data:
            continue
        if data["from"] != last.get(case_id, CaseState.DRAFT.value):
            yield f"Dosarul {case_id}: istoricul sare de la starea „{last.get(case_id, CaseState.DRAFT.value)}” la „{data['from']}”."
        last[case_id] = data["to"]
        if kind == Move.REGISTER.value:
            registered[case_id] = str(data.get("number", ""))
    started = set(CaseEvent.objects.filter(seq=1).values_list("case_id", flat=True))
    for case in Case.objects.select_related("authority").iterator(chunk_size=1000):
        if case.pk not in started:
            yield f"Dosarul {case.pk}: nu are niciun eveniment de început."
        if case.state != last.get(case.pk, CaseState.DRAFT.value):
            yield f"Dosarul {case.pk}: starea „{case.state}” nu este cea din ultimul eveniment („{last.get(case.pk, CaseState.DRAFT.value)}”)."
        if case.registry_number is not None and registered.get(case.pk) != case.number:
            yield f"Dosarul {case.number}: lipsește evenimentul de înregistrare sau are alt număr."


def _acts_without_event() -> Iterator[str]:
    """What a person did has left an event: papers, drafts, signatures, confirmed payments."""
    known: dict[str, set[str]] = {}
    wanted = {"attach_paper": "paper", "draft_document": "document", "redraft": "document", "payment": "payment", "authorise_signature": "document"}
    for kind, data in CaseEvent.objects.filter(kind__in=wanted).values_list("kind", "data").iterator(chunk_size=2000):
        known.setdefault(wanted[kind] if kind != "authorise_signature" else "signature", set()).add(_key(kind, data, wanted[kind]))
    for paper in Paper.objects.values_list("pk", flat=True):
        if str(paper) not in known.get("paper", set()):
            yield f"Actul {paper}: lipsește evenimentul de încărcare."
    for document in IssuedDocument.objects.filter(outcome__in=["issue", "refusal"], case__isnull=False).values_list("pk", flat=True):
        if str(document) not in known.get("document", set()):
            yield f"Documentul {document}: lipsește evenimentul de redactare."
    told = set(CaseEvent.objects.filter(kind__in=["extend", "start_works", "revoke", "supersede", "correct_act"]).values_list("case_id", flat=True))
    for document, case in IssuedDocument.objects.filter(outcome="issue").exclude(status=IssuedDocument.Status.VALID).values_list("pk", "case_id"):
        if case not in told:
            yield f"Documentul {document}: starea din registru s-a schimbat fără eveniment."
    for payment in Payment.objects.filter(state=Payment.State.CONFIRMED).values_list("pk", flat=True):
        if str(payment) not in known.get("payment", set()):
            yield f"Plata {payment}: lipsește evenimentul."
    signed = SignatureStep.objects.filter(state=SignatureStep.State.SIGNED, signer__isnull=False).values_list("document_id", "order")
    for document_id, order in signed:
        if f"{document_id}:{order}" not in known.get("signature", set()):
            yield f"Documentul {document_id}: semnătura {order} nu are eveniment."


def _key(kind: str, data: dict[str, object], name: str) -> str:
    return f"{data.get(name)}:{data.get('order')}" if kind == "authorise_signature" else str(data.get(name))


def _registers() -> Iterator[str]:
    """Numbers of a book run from 1 without gap, up to the last one given; every registered case has its line."""
    sequences = dict(apps.get_model("sequences", "Sequence").objects.values_list("name", "last"))
    for slug, book, year, highest in RegisterEntry.objects.values_list("authority__slug", "book", "year").annotate(highest=Max("number")).order_by("authority__slug", "book", "year"):
        numbers = list(RegisterEntry.objects.filter(authority__slug=slug, book=book, year=year).order_by("number").values_list("number", flat=True))
        missing = sorted(set(range(1, highest + 1)) - set(numbers))
        if missing:
            yield f"Registrul {book} {year} ({slug}): lipsesc numerele {', '.join(map(str, missing[:20]))}."
        if len(numbers) != len(set(numbers)):
            yield f"Registrul {book} {year} ({slug}): un număr apare de două ori."
        given = sequences.get(f"{slug}:{book}:{year}")
        if given != highest:
            yield f"Registrul {book} {year} ({slug}): ultimul număr dat este {given}, iar în registru {highest}."
    lines = RegisterEntry.objects.filter(book="general", direction=RegisterEntry.Direction.IN)
    for number, year, slug in Case.objects.exclude(registry_number=None).exclude(
        Q(pk__in=lines.values("case"))
    ).values_list("registry_number", "registry_year", "authority__slug"):
        yield f"Dosarul {number}/{year} ({slug}): nu are rând în registrul general."


def _kept_bytes() -> Iterator[str]:
    """What was issued and what people handed in has the bytes of its day: the store holds them whole, and rows and events name the same ones."""
    versions = dict(DocumentVersion.objects.values_list("sha256", "document_id"))
    for pk, sha256 in IssuedDocument.objects.exclude(sha256="").values_list("pk", "sha256").iterator(chunk_size=2000):
        if versions.get(sha256) != pk:
            yield f"Documentul {pk}: amprenta din registru nu este a unei versiuni a lui."
    whole: dict[str, bool] = {}
    for sha256, pk in versions.items():
        if not _whole(sha256, whole):
            yield f"Documentul {pk}: fișierul cu amprenta {sha256[:16]}… lipsește din depozit sau este schimbat."
    told = {str(data.get("paper")): data.get("sha256") for data in CaseEvent.objects.filter(kind="attach_paper").values_list("data", flat=True).iterator(chunk_size=2000)}
    for pk, sha256 in Paper.objects.values_list("pk", "sha256").iterator(chunk_size=2000):
        if told.get(str(pk), sha256) != sha256:
            yield f"Actul {pk}: amprenta nu este cea de la încărcare."
        elif not _whole(sha256, whole):
            yield f"Actul {pk}: fișierul lipsește din depozit sau este schimbat."
    paid = {(str(data.get("payment")), str(data.get("amount"))) for data in CaseEvent.objects.filter(kind="payment", data__state="confirmed").values_list("data", flat=True).iterator(chunk_size=2000)}
    for payment, amount in Payment.objects.filter(state=Payment.State.CONFIRMED).values_list("pk", "amount"):
        if (str(payment), str(amount)) not in paid:
            yield f"Plata {payment}: suma {amount} nu este cea din istoric."


def _whole(sha256: str, known: dict[str, bool]) -> bool:
    """Read a file once a run, in pieces: scans may be of 50 MB, and one scan may be in many cases."""
    if sha256 not in known:
        path = files.path_of(sha256)
        if path.is_file():
            with path.open("rb") as held:
                known[sha256] = hashlib.file_digest(held, "sha256").hexdigest() == sha256
        else:
            known[sha256] = False
    return known[sha256]
