from tests.town.fixtures import demo_town

__all__ = ["demo_town"]
