"""What anybody may see of the town hall's work, and nothing that leads to Ana."""

import csv
import datetime as dt
import io
import re

import pytest
from django.core import mail
from django.test import Client

from gisapp.core import clock, jobs
from permits.actions.subscribe import tell_neighbours
from permits.models import AreaSubscription, Notice

from .conftest import Town


@pytest.fixture
def anybody() -> Client:
    return Client(HTTP_HOST="localhost")


def test_the_map_of_cases_in_work_shows_squares_and_no_one(town: Town, anybody: Client) -> None:
    case = town.submitted()
    page = anybody.get("/in-lucru/").content.decode()
    assert "Certificat de urbanism" in page
    for secret in (case.applicant.name, case.number, "50001", str(case.pk), case.purpose):
        assert secret not in page


def subscribe(anybody: Client, email: str = "vecin@example.ro"):
    return anybody.post("/in-lucru/", {"email": email, "place": "50003", "radius": "500"})


def links(word: str) -> list[str]:
    jobs.drain()
    return [re.search(rf"(/{word}/\S+)", message.body)[1] for message in mail.outbox if f"/{word}/" in message.body]


def test_a_neighbour_is_told_once_a_day_after_confirming_and_can_end_it(town: Town, anybody: Client) -> None:
    morning = clock.now().astimezone(clock.TOWN_TIME).replace(hour=9, minute=0)
    with clock.moved_to(morning):
        assert subscribe(anybody).status_code == 200
        (confirm,) = links("abonare")
        anybody.get(confirm)
        assert AreaSubscription.objects.get().confirmed_at is None
        anybody.post(confirm)
        assert AreaSubscription.objects.get().confirmed_at is not None
    with clock.moved_to(morning + dt.timedelta(hours=1)):
        town.submitted()
        town.submitted(owner="mircea")
        tell_neighbours()
        assert not Notice.objects.filter(kind="subscription_digest").exists()
    with clock.moved_to(morning + dt.timedelta(days=1)):
        tell_neighbours()
        tell_neighbours()
        assert Notice.objects.filter(kind="subscription_digest").count() == 1
        (end,) = links("dezabonare")
        anybody.get(end)
        assert AreaSubscription.objects.get().ended_at is None
        anybody.post(end)
        row = AreaSubscription.objects.get()
        assert row.ended_at is not None and "vecin" not in str(row.email)
        town.submitted()
    with clock.moved_to(morning + dt.timedelta(days=2)):
        tell_neighbours()
        assert Notice.objects.filter(kind="subscription_digest").count() == 1


def test_a_forged_or_old_link_confirms_nothing(town: Town, anybody: Client) -> None:
    subscribe(anybody)
    (confirm,) = links("abonare")
    assert anybody.post(confirm[:-3] + "xx/").status_code == 404
    assert anybody.post("/dezabonare/" + confirm.split("/")[2] + "/").status_code == 200 and AreaSubscription.objects.get().ended_at is None
    assert subscribe(anybody, "not-an-address").status_code == 422


def test_open_data_are_the_acts_without_persons(town: Town, anybody: Client) -> None:
    from gisapp.management.demo import walk

    case = town.reviewed()
    walk.sign(walk.draft(case, town.corina))
    rows = list(csv.DictReader(io.StringIO(anybody.get("/date-deschise/acte.csv").content.decode("utf-8-sig"))))
    assert [(row["procedure"], row["parcels"]) for row in rows] == [("urbanism_certificate", "50001")]
    features = anybody.get("/date-deschise/acte.geojson")
    assert features["Content-Type"] == "application/geo+json" and features.json()["features"][0]["properties"]["number"] == rows[0]["number"] and features.json()["licence"]
    text = features.content.decode()
    assert case.applicant.name not in text and case.number not in text
    assert anybody.get("/date-deschise/").status_code == 200
    found = anybody.get("/registru/?q=50001").content.decode()
    assert rows[0]["number"] in found and rows[0]["number"] not in anybody.get("/registru/?q=50002").content.decode()
