"""Programs of the demo's people, as the town hall lets them in."""

import datetime as dt
import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from gisapp.core import clock
from permits.actions.integrate import accept_token, propose_token
from permits.models import ApiToken
from permits.rules.scopes import Scope
from tests.permits.conftest import Town, _built, demo_keys, town  # noqa: F401 - fixtures


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> None:
    """Load the plugin of schemathesis before the one file that needs it: it takes seconds, and most runs do without."""
    if file_path.name == "test_schema.py":
        parent.config.pluginmanager.import_plugin("schemathesis.pytest.plugin")


ALL = [scope.value for scope in Scope]
_keys = itertools.count(1)


class Program:
    """A program with a token: sends JSON, a fresh key with every POST unless one is given."""

    def __init__(self, secret: str, token: ApiToken, host: str = "localhost") -> None:
        self.secret, self.token, self.client = secret, token, Client(HTTP_HOST=host)

    def call(self, method: str, path: str, body: Any = None, *, key: str | None = None, **headers: str) -> Any:
        headers = {"Authorization": f"Bearer {self.secret}", **headers}
        if method == "post":
            headers["Idempotency-Key"] = key or f"key-{next(_keys):08d}"
        kind = {} if body is None else {"data": body, "content_type": "application/json"}
        return getattr(self.client, method)(f"/api/v1/{path}", headers=headers, **kind)

    def get(self, path: str, **headers: str) -> Any:
        return self.call("get", path, **headers)

    def post(self, path: str, body: Any = None, **more: Any) -> Any:
        return self.call("post", path, {} if body is None else body, **more)

    def put(self, path: str, body: Any) -> Any:
        return self.call("put", path, body)

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        return self.call("patch", path, body, **headers)

    def upload(self, path: str, key: str | None = None, **fields: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.secret}", "Idempotency-Key": key or f"key-{next(_keys):08d}"}
        return self.client.post(f"/api/v1/{path}", fields, headers=headers)


@pytest.fixture
def program(town: Town) -> Callable[..., Program]:  # noqa: F811
    def make(person: str, scopes: list[str] | None = None, days: int = 30) -> Program:
        token = propose_token(
            authority=town.authority, name=f"program {person}", user=town.people[person], scopes=ALL if scopes is None else scopes,
            expires_on=clock.today() + dt.timedelta(days=days), by=town.nicu,
        )
        return Program(accept_token(token=token, by=town.people[person]), token)

    return make
