"""What every test gets: a quiet network, a clean cache, its own folder for files.

Sockets are open to loopback only (pytest-socket, in pyproject.toml), the order is random (pytest-randomly), warnings are
errors, and an undefined variable in a template fails the test.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import translation

from tests.database import django_db_setup

__all__ = ["django_db_setup"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Browser tests share one server and one Chromium: keep them together, after the others, in any order of their own."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
    if "bench" not in (config.getoption("-m") or ""):
        for item in items:
            if item.get_closest_marker("bench"):
                item.add_marker(pytest.mark.skip(reason="measures; run by `make bench`"))


@pytest.fixture(autouse=True)
def clean_cache() -> Iterator[None]:
    """Rate limits, lockouts and cached tiles of one test must not reach the next."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def in_romanian() -> None:
    """A test that spoke English leaves its language to the thread; the next one begins in the house's own."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def own_files(settings: object, tmp_path: Path) -> Path:
    """The blob store of one test."""
    settings.FILES_ROOT = tmp_path / "files"  # type: ignore[attr-defined]
    return tmp_path / "files"
