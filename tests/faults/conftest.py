"""The same small town as the permits' tests."""

from tests.permits.conftest import _built, demo_keys, password, town

__all__ = ["_built", "demo_keys", "password", "town"]
