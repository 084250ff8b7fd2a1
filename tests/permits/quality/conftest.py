"""The town of permits, in this folder too."""
from tests.permits.conftest import _built, demo_keys, password, town

__all__ = ["_built", "demo_keys", "password", "town"]
