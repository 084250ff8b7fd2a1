"""Programs are told of what happens: signed, again until it arrives, never at an address inside the house."""

import datetime as dt

import pytest
from standardwebhooks.webhooks import Webhook

from gisapp.core import clock, jobs
from gisapp.core.errors import Refused
from permits.actions.announce import MOST_FAILURES, WAITS, add_endpoint, check_address
from permits.models import Notice, WebhookDelivery, WebhookEndpoint
from tests.loopback import Quiet, served
from tests.permits.conftest import Town


@pytest.fixture
def listener(settings):
    """A program's server on loopback that keeps what it was told and answers as asked."""
    heard: list[tuple[dict[str, str], bytes]] = []
    answers = {"status": 204}

    class Handler(Quiet):
        def do_POST(self) -> None:
            heard.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(answers["status"])
            self.end_headers()

    settings.WEBHOOK_LOOPBACK = True
    with served(Handler) as url:
        yield f"{url}/told", heard, answers


def test_anas_program_is_told_of_her_case_with_a_signature_it_can_check(town: Town, program, listener) -> None:
    url, heard, _answers = listener
    ana = program("ana")
    made = ana.post("webhooks", {"url": url, "events": ["register"]})
    assert made.status_code == 201, made.content
    secret = made.json()["secret"]
    assert secret not in str(ana.get("webhooks").json()) and secret not in str(list(WebhookEndpoint.objects.values_list("url", "events")))
    case = town.submitted()
    jobs.drain()
    (headers, body), = heard
    told = Webhook(secret).verify(body, {name.lower(): value for name, value in headers.items()})
    assert told["type"] == "register" and told["data"]["case"] == str(case.pk) and case.applicant.name not in body.decode()
    log = ana.get(f"webhooks/{made.json()['id']}/deliveries").json()["items"]
    assert [one["last_status"] for one in log] == [204]
    town.submitted(owner="mircea")
    jobs.drain()
    assert len(heard) == 1


def test_what_does_not_arrive_is_tried_again_later_and_later_and_a_dead_address_is_left(town: Town, program, listener) -> None:
    url, heard, answers = listener
    answers["status"] = 500
    ana = program("ana")
    made = ana.post("webhooks", {"url": url})
    assert ana.post(f"webhooks/{made.json()['id']}/test").status_code == 202
    moment = clock.now()
    for wait in (0, *WAITS):
        moment += dt.timedelta(minutes=wait, seconds=5)
        with clock.moved_to(moment):
            jobs.drain()
    row = WebhookDelivery.objects.get(endpoint=made.json()["id"])
    assert row.attempts == len(WAITS) + 1 == len(heard) and row.gave_up_at is not None
    assert len({headers["webhook-id"] for headers, _body in heard}) == 1
    WebhookEndpoint.objects.update(failures=MOST_FAILURES - 1)
    ana.post(f"webhooks/{made.json()['id']}/test")
    jobs.drain()
    assert ana.get(f"webhooks/{made.json()['id']}").json()["disabled_at"] and Notice.objects.filter(kind="webhook_disabled", user=town.ana).count() == 1


def test_an_address_that_says_it_is_gone_is_told_no_more(town: Town, program, listener) -> None:
    url, heard, answers = listener
    answers["status"] = 410
    endpoint, _secret = add_endpoint(token=program("ana").token, url=url, events=[])
    town.submitted()
    jobs.drain()
    endpoint.refresh_from_db()
    assert len(heard) == 1 and endpoint.disabled_at is not None


@pytest.mark.parametrize("url", ["http://example.ro/", "https://127.0.0.1/", "https://10.0.0.5/x", "https://169.254.169.254/latest", "https://[::1]/", "https://u:p@example.ro/", "https://[::ffff:10.0.0.1]/", "ftp://example.ro/"])
def test_addresses_inside_the_house_or_without_https_are_refused(url: str) -> None:
    with pytest.raises(Refused):
        check_address(url)
