from __future__ import annotations

import pytest

from tests import town as demo


@pytest.fixture(scope="session")
def pietricica() -> demo.Town:
    return demo.build()


@pytest.fixture(scope="session")
def dumbrava() -> demo.Town:
    return demo.build_commune()
