"""The description of the API is true, and nothing that it allows to be sent makes the service fail."""

import json
import os

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from permits.rest.schema import description
from tests.permits.conftest import Town

SCHEMA = schemathesis.openapi.from_dict(description())
FEW = int(os.environ.get("API_EXAMPLES", "5"))


@pytest.fixture
def door(town: Town, program, settings, monkeypatch):
    """Corina's program; no limit per minute, and no name is looked up in DNS."""
    from permits.actions import announce
    from permits.rest.base import Limit

    monkeypatch.setattr(Limit, "THROTTLE_RATES", {"anon": None, "user": None})
    monkeypatch.setattr(Limit, "allow_request", lambda *_: True)
    monkeypatch.setattr(announce, "check_address", lambda url: None)
    settings.ALLOWED_HOSTS = ["*"]
    case = town.draft()
    # The test's transaction must not be closed after each request.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield program("ana"), case
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@SCHEMA.parametrize()
@hypothesis.settings(
    max_examples=FEW, derandomize=True, deadline=None, database=None, phases=[hypothesis.Phase.generate],
    suppress_health_check=list(hypothesis.HealthCheck),
)
def test_nothing_that_may_be_sent_makes_the_service_fail(door, case) -> None:
    ana, own = door
    if "pk" in case.path_parameters and case.path.startswith("/api/v1/cases/"):
        case.path_parameters["pk"] = str(own.pk)
    case.call_and_validate(
        app=get_wsgi_application(), base_url="http://localhost", headers={"Authorization": f"Bearer {ana.secret}"},
        checks=[not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance],
    )


def test_the_description_names_every_address_and_is_served(town: Town) -> None:
    answer = Client(HTTP_HOST="localhost").get("/api/v1/openapi.json")
    assert answer.status_code == 200
    document = json.loads(answer.content)
    from permits.rest import urls

    assert len(document["paths"]) == len(urls.described)
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    assert len({one["operationId"] for one in operations}) == len(operations) > 40
    assert all(one["description"] for one in operations)


def test_the_page_about_the_api_tells_every_address_without_script(town: Town) -> None:
    page = Client(HTTP_HOST="localhost").get("/api/")
    text = page.content.decode()
    assert page.status_code == 200 and "/api/v1/cases/{id}/submit" in text.replace("<wbr>", "") and "Idempotency-Key" in text
