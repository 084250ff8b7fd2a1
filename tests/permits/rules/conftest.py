"""The shipped rows, read once for all tests of the rules."""

import pytest

from permits.rules.parameters import Parameters, read_seeds


@pytest.fixture(scope="session")
def parameters() -> Parameters:
    return Parameters(read_seeds())
