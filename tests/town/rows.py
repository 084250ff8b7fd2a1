"""The shapes in which the demo town is handed over: plain data, EPSG:3844 (x = E, y = N), metres."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shapely.geometry.base import BaseGeometry

#: What ``FeatureRow.attrs`` may hold: JSON values only (dates as ISO text).
Attrs = dict[str, Any]


@dataclass(slots=True)
class FeatureRow:
    """One object of one layer. ``key`` is the natural id within the layer, ``geom`` is in EPSG:3844."""

    key: str
    label: str
    attrs: Attrs
    geom: BaseGeometry


@dataclass(frozen=True, slots=True)
class Use:
    """One use of land in the regulation: a stable code and the Romanian words of the regulation."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class PlanUnitRow:
    """The regulation of one UTR (unitate teritorială de referință) of the general plan.

    ``pot_pct``: built footprint / plot × 100. ``cut``: gross floor area / plot. ``None`` = not regulated there.
    Lengths in metres, areas in m². ``front_m`` is None when ``alignment_text`` says it in words.
    """

    code: str
    title_ro: str
    title_en: str
    allowed: tuple[Use, ...]
    conditioned: tuple[Use, ...]
    forbidden: tuple[Use, ...]
    pot_pct: float | None
    cut: float | None
    max_height_m: float | None
    height_regime: str
    front_m: float | None
    alignment_text: str
    side_m: float | None
    rear_m: float | None
    min_plot_m2: float | None
    min_frontage_m: float | None
    green_pct: float | None
    parking_text: str
    utilities_text: str
    legal_ref: str
    council_decision: str
    valid_from: date


@dataclass(slots=True)
class Town:
    """One generated territorial unit (UAT) with everything its town hall knows."""

    siruta: str
    name: str
    county: str
    layers: dict[str, list[FeatureRow]] = field(default_factory=dict)
    plan_units: list[PlanUnitRow] = field(default_factory=list)
    #: layer code → polygon inside which the layer is complete; outside it nothing is known.
    coverage: dict[str, BaseGeometry] = field(default_factory=dict)
    #: layer code → day of the data.
    layer_dates: dict[str, date] = field(default_factory=dict)
    #: role of a parcel in the tests → its cadastral number.
    named: dict[str, str] = field(default_factory=dict)
    #: defects put in on purpose: name → cadastral numbers.
    defects: dict[str, list[str]] = field(default_factory=dict)

    def parcel(self, cadastral_number: str) -> FeatureRow:
        """The parcel with this cadastral number (unique only within one UAT)."""
        return next(row for row in self.layers["parcels"] if row.key == cadastral_number)
