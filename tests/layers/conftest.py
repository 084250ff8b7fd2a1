from collections.abc import Iterator

import pytest

from tests.loopback import Quiet, served
from tests.town.fixtures import demo_town

__all__ = ["demo_town"]


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """An address on loopback, and the paths that were asked of it."""
    hits: list[str] = []

    class Hears(Quiet):
        def do_GET(self) -> None:
            hits.append(self.path)
            self.send_response(404)
            self.end_headers()

    with served(Hears) as url:
        yield url, hits
