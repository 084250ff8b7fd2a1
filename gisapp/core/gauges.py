"""Numbers about the service that any room may give: a function named here is asked each time the metrics are read."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

Reading = Callable[[], dict[str, float]]


@dataclass(frozen=True)
class Gauge:
    """One number, or one for each value of a label. `read` returns {label value: number}; without a label the key is empty."""

    name: str
    meaning: str
    label: str
    read: Reading


_gauges: dict[str, Gauge] = {}


def gauge(name: str, meaning: str, *, label: str = "") -> Callable[[Reading], Reading]:
    """Register a gauge. Label values are never of a person: names of layers, jobs, town halls only."""

    def register(read: Reading) -> Reading:
        if name in _gauges:
            raise ValueError(f"two gauges named {name}")
        _gauges[name] = Gauge(name, meaning, label, read)
        return read

    return register


def all_gauges() -> Iterator[Gauge]:
    """Return all registered gauges by name."""
    return iter(sorted(_gauges.values(), key=lambda one: one.name))
