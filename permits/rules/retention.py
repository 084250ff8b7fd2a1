"""How long documents are kept: the words that procedures use for the archive's list (Legea 16/1996).

The county Archives confirm each authority's own list; these are the usual terms.
"""
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Retention:
    """A retention term in years; None is permanent."""

    code: str
    years: int | None
    label_ro: str
    label_en: str

    @property
    def permanent(self) -> bool:
        """Tell whether the documents are never destroyed."""
        return self.years is None


RETENTION: dict[str, Retention] = {
    retention.code: retention
    for retention in (
        Retention("permanent", None, "permanent", "permanent"),
        Retention("years_10", 10, "10 ani", "10 years"),
        Retention("years_5", 5, "5 ani", "5 years"),
        Retention("years_3", 3, "3 ani", "3 years"),
    )
}
