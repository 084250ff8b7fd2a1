"""Nobody rewrites the history of a case or the register without being found."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from gisapp.core import files, jobs
from permits.actions.check_history import history_problems
from permits.actions.record import GENESIS, event_hash, record
from permits.models import CaseEvent, DocumentVersion, RegisterEntry
from permits.rules.states import CaseState

from .conftest import Town


def behind_the_back(sql: str, *values: object) -> None:
    """Write as somebody with the database's own key would: with the triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def test_a_history_that_nobody_touched_is_whole(town: Town) -> None:
    town.submitted()
    jobs.drain()
    assert list(history_problems()) == []
    call_command("check_history")


def test_the_database_itself_refuses_to_rewrite_an_event(town: Town) -> None:
    case = town.submitted()
    for change in ("UPDATE permits_caseevent SET kind = 'x' WHERE case_id = %s", "DELETE FROM permits_caseevent WHERE case_id = %s", "DELETE FROM permits_registerentry WHERE case_id = %s"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change, [case.pk])


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE permits_caseevent SET data = jsonb_set(data, '{to}', '\"refused\"') WHERE case_id = %s AND kind = 'register'",
        "UPDATE permits_caseevent SET at = at - interval '3 days' WHERE case_id = %s AND kind = 'register'",
        "UPDATE permits_caseevent SET actor_id = NULL WHERE case_id = %s AND kind = 'submit'",
        "DELETE FROM permits_caseevent WHERE case_id = %s AND kind = 'submit'",
        "DELETE FROM permits_caseevent WHERE case_id = %s",
        "DELETE FROM permits_caseevent e WHERE case_id = %s AND seq >= (SELECT min(seq) FROM permits_caseevent WHERE case_id = e.case_id AND kind = 'register')",
        "UPDATE permits_case SET state = 'refused' WHERE id = %s",
        "UPDATE permits_case SET registry_number = registry_number + 1 WHERE id = %s",
        "DELETE FROM permits_registerentry WHERE case_id = %s",
        # What no move, paper or payment tells of: only the sealed end does.
        "DELETE FROM permits_caseevent e WHERE case_id = %s AND seq = (SELECT max(seq) FROM permits_caseevent WHERE case_id = e.case_id)",
        "UPDATE permits_caseevent SET kind = 'x' WHERE case_id = %s AND seq = 1",
        "UPDATE permits_caseevent a SET at = b.at, kind = b.kind, actor_id = b.actor_id, data = b.data, previous_hash = b.previous_hash, hash = b.hash"
        " FROM permits_caseevent b WHERE a.case_id = %s AND b.case_id = a.case_id AND a.seq + b.seq = 3 AND a.seq < 3",
        "INSERT INTO permits_caseevent (case_id, seq, at, kind, data, public, previous_hash, hash) SELECT case_id, seq + 1, at, 'note', '{}', false, hash, repeat('0', 64)"
        " FROM permits_caseevent WHERE case_id = %s ORDER BY seq DESC LIMIT 1",
        "UPDATE permits_historyhead SET seq = seq - 1 WHERE case_id = %s",
        "DELETE FROM permits_historyhead WHERE case_id = %s",
        "UPDATE permits_paper SET sha256 = repeat('a', 64) WHERE case_id = %s",
    ],
)
def test_what_was_changed_behind_the_programs_back_is_found(town: Town, change: str) -> None:
    case = town.submitted()
    record(case, "note", actor=town.corina)
    behind_the_back(change, case.pk)
    assert list(history_problems()), change
    with pytest.raises(CommandError):
        call_command("check_history", stderr=io.StringIO())


def test_a_gap_in_a_book_is_found(town: Town) -> None:
    case = town.submitted()
    town.submitted(parcel="50003")
    assert case.state == CaseState.REGISTERED.value
    entry = RegisterEntry.objects.filter(book="general").order_by("number").first()
    assert entry is not None
    behind_the_back("UPDATE permits_registerentry SET number = number + 100 WHERE id = %s", entry.pk)
    assert any("lipsesc numerele" in problem for problem in history_problems())


def test_two_events_of_one_case_never_share_a_place(town: Town) -> None:
    case = town.submitted()
    places = list(CaseEvent.objects.filter(case=case).order_by("seq").values_list("seq", flat=True))
    assert places == list(range(1, len(places) + 1))


def test_a_history_written_anew_with_right_hashes_and_a_changed_file_are_found(town: Town) -> None:
    case = town.submitted()
    jobs.drain()
    previous = GENESIS
    for event in CaseEvent.objects.filter(case=case).order_by("seq"):
        digest = event_hash(previous, case=str(case.pk), seq=event.seq, at=event.at, kind=event.kind, actor=event.actor_id, acting_for=event.acting_for_id, data={**event.data, "x": 1})
        behind_the_back("UPDATE permits_caseevent SET data = data || jsonb_build_object('x', 1), previous_hash = %s, hash = %s WHERE id = %s", previous, digest, event.pk)
        previous = digest
    found = list(history_problems())
    assert found and all("sau a fost rescris" in one for one in found)
    version = DocumentVersion.objects.filter(document__case=case).first()
    assert version is not None
    place = files.path_of(version.sha256)
    kept = place.read_bytes()
    place.chmod(0o600)
    place.write_bytes(kept + b" ")
    assert any("lipsește din depozit sau este schimbat" in one for one in history_problems())
    place.write_bytes(kept)
