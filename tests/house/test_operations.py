"""What an operator relies on: metrics closed to the outside and without people, a board and alerts that name real metrics, additive migrations."""

import json
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations import operations as done
from django.db.migrations.loader import MigrationLoader
from django.test import Client

from gisapp.core import jobs
from gisapp.core.gauges import all_gauges
from gisapp.error_reports import clean

FOLDER = Path("docker/grafana")
ROOMS = ("core", "accounts", "layers", "permits", "chatbot")


@pytest.mark.django_db
def test_metrics_are_open_to_the_machine_itself_and_to_the_token_and_to_nobody_else(settings: object) -> None:
    assert Client().get("/metrics").status_code == 200
    assert Client().get("/metrics", REMOTE_ADDR="203.0.113.7").status_code == 404
    assert Client().get("/metrics", headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 404
    settings.METRICS_TOKEN = "t" * 32  # type: ignore[attr-defined]
    assert Client().get("/metrics").status_code == 404
    assert Client().get("/metrics", headers={"Authorization": "Bearer " + "x" * 32}).status_code == 404
    # By address, as a collector inside asks: no host name of the service.
    assert Client().get("/metrics", headers={"Authorization": "Bearer " + "t" * 32, "Host": "10.0.0.5:8000"}).status_code == 200
    assert Client().get("/health/ready", headers={"Host": "10.0.0.5:8000"}).status_code == 200


@pytest.mark.django_db
def test_our_gauges_count_what_waits() -> None:
    with jobs.done_here():
        jobs.enqueue("permits.deliver_notice", notice=1)
    told = Client().get("/metrics").content.decode()
    assert 'gisapp_jobs_waiting{job="permits.deliver_notice"} 1.0' in told
    assert "gisapp_gauges_failed 0.0" in told
    assert {one.name for one in all_gauges()} >= {"gisapp_jobs_oldest_seconds", "gisapp_work_without_person", "gisapp_layers", "gisapp_chat_outbox_waiting", "gisapp_notices_unsent"}


@pytest.mark.django_db
def test_the_board_and_the_alerts_name_metrics_that_exist_and_the_runbook_has_every_alert() -> None:
    Client().get("/")
    known = set(re.findall(r"^# TYPE (\w+)", Client().get("/metrics").content.decode(), re.M)) | {one.name for one in all_gauges()} | {"up"}
    board = json.loads((FOLDER / "board.json").read_text(encoding="utf-8"))
    alerts = (FOLDER / "alerts.yml").read_text(encoding="utf-8")
    said = [target["expr"] for panel in board["panels"] for target in panel["targets"]] + [alerts]
    for text in said:
        for name in re.findall(r"\b(?:gisapp|django)_\w+", text):
            assert name in known or name.removesuffix("_bucket") in known, name
    runbook = Path("docker/RUNBOOK.md").read_text(encoding="utf-8")
    for alert in re.findall(r"alert: (\w+)", alerts):
        assert f"### {alert}" in runbook, alert


def test_an_error_report_holds_nobody() -> None:
    event = {
        "request": {"url": "https://x/", "data": {"cnp": "1800101221144"}, "cookies": {"session": "s"}, "headers": {}, "query_string": "q=Ana"},
        "user": {"email": "ana@pietricica.example"},
        "exception": {"values": [{"value": "no person 1800101221144, ana@pietricica.example, 0722123456"}]},
    }
    told = json.dumps(clean(event))
    assert not re.search(r"1800101221144|ana@|0722123456|q=Ana|session", told)
    assert "no person" in told


# These remove or rename something; the version before ran without it. A new one is refused: add first, remove a version later.
KNOWN_REMOVALS = {("permits", "0004_endorsers_and_visits")}  # before the first release
REMOVING = (done.RemoveField, done.DeleteModel, done.RenameField, done.RenameModel, done.AlterModelTable)


def test_migrations_only_add_so_that_the_running_version_endures_them() -> None:
    """An upgrade runs migrations while the old version still answers: nothing it reads may go, no column may appear that it must fill."""
    graph = MigrationLoader(None).disk_migrations
    wrong = []
    for (app, name), migration in graph.items():
        if app not in ROOMS or migration.initial or name.startswith("0001"):
            continue
        created = {one.name.lower() for one in migration.operations if isinstance(one, done.CreateModel)}
        for one in migration.operations:
            field = getattr(one, "field", None)
            must_fill = isinstance(one, done.AddField) and not field.null and not field.has_default() and not field.many_to_many
            if (isinstance(one, REMOVING) or must_fill) and getattr(one, "model_name", "").lower() not in created:
                wrong.append((app, name, type(one).__name__, getattr(one, "name", "")))
    assert not [one for one in wrong if one[:2] not in KNOWN_REMOVALS]
    assert apps.ready
