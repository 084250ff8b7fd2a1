"""An authority with nothing in it, for land made by hand."""

import pytest

from gisapp.accounts.models import Authority
from tests.layers.conflicts.land import make_authority


@pytest.fixture
def proba(db: None) -> Authority:
    """An authority with nothing in it."""
    return make_authority()
