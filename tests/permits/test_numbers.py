"""Registry numbers: fifty at once leave no gap and no double."""

import threading

import pytest
from django.db import IntegrityError, close_old_connections, connection, transaction

from gisapp.accounts.models import Authority
from gisapp.core import clock
from permits.actions.take_number import take_number
from permits.models import RegisterEntry

AT_ONCE = 50


def at_once(authority: Authority, work: object) -> list[BaseException]:
    """Run `work` in fifty threads, each with its own connection, started together."""
    gate, failures = threading.Barrier(AT_ONCE), []

    def run(number: int) -> None:
        close_old_connections()
        try:
            gate.wait(30)
            work(authority, number)  # type: ignore[operator]
        except BaseException as error:  # noqa: BLE001 - counted by the test
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return failures


@pytest.fixture
def alone(transactional_db: None) -> Authority:
    return Authority.objects.create(slug="numere", siruta="999777", name="Comuna Numere", kind="commune", county="Neamț", county_code="NT")


class _Gone(Exception):
    pass


def registers(authority: Authority, number: int) -> None:
    """Every fifth worker dies before its commit: its number goes to the next."""
    with transaction.atomic():
        take_number(authority=authority, book="general", direction="in", subject=f"cerere {number}", by=None)
        if number % 5 == 0:
            raise _Gone


def test_fifty_registrations_at_once_leave_no_gap_and_no_double(alone: Authority) -> None:
    failures = at_once(alone, registers)
    assert all(isinstance(failure, _Gone) for failure in failures), failures
    numbers = sorted(RegisterEntry.objects.filter(authority=alone).values_list("number", flat=True))
    assert numbers == list(range(1, AT_ONCE - len(failures) + 1))


def counts_naively(authority: Authority, number: int) -> None:
    with transaction.atomic():
        last = RegisterEntry.objects.filter(authority=authority).order_by("-number").first()
        RegisterEntry.objects.create(authority=authority, book="general", year=clock.today().year, number=(last.number if last else 0) + 1, direction="in", at=clock.now(), subject="")


def test_counting_rows_instead_would_have_collided(alone: Authority) -> None:
    """The control: the same fifty with `max + 1` run into each other, so the test above can fail."""
    failures = at_once(alone, counts_naively)
    assert any(isinstance(failure, IntegrityError) for failure in failures)
