"""What the search for places answers with."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.gis.geos import GEOSGeometry


@dataclass(frozen=True, slots=True)
class ParcelInfo:
    """A parcel as it is now. `geom` in EPSG:3844, `area_m2` from the drawing, not from the land register."""

    feature_id: int
    siruta: str
    cadastral_number: str
    area_m2: float
    geom: GEOSGeometry
    address: str
    attrs: dict[str, Any]

    @property
    def number_with_uat(self) -> str:
        """The number as it is unique in the country: siruta:number (cadastral numbers are unique only within one UAT)."""
        return f"{self.siruta}:{self.cadastral_number}" if self.siruta else self.cadastral_number


@dataclass(frozen=True, slots=True)
class PlaceInfo:
    """What lies at a point: whose territory, what public land, which street is nearest."""

    outside: bool
    siruta: str
    authority_name: str
    public_domain: str
    street: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One suggestion of the search. `value` fills the field; `kind` is parcel, address, street or point."""

    kind: str
    label: str
    hint: str
    value: str
    lon: float
    lat: float
    feature_id: int | None = None
    parcel: str = ""
    score: float = 1.0
