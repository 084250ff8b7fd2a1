"""What the search for places answers with."""
from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.db import connection

# The address comes from the address points inside the parcel: registers of addresses do not always name the parcel.
ADDRESS = """(
    SELECT p.label FROM layers_feature p
    WHERE p.layer_id = (SELECT id FROM layers_layer WHERE authority_id = %s AND role = 'addresses' AND active LIMIT 1)
      AND p.until IS NULL AND p.geom && {geom} AND ST_Intersects(p.geom, {geom})
    ORDER BY length(p.label), p.label LIMIT 1
)"""
_ADDRESS_ON = f"SELECT {ADDRESS.format(geom='f.geom')} FROM layers_feature f WHERE f.id = %s"  # noqa: S608 - constants


@dataclass(frozen=True)
class ParcelInfo:
    """A parcel as it is now. What costs more than reading the row (shape, area, address) is computed when it is first asked.

    `told_address` is None where the address was not looked up with the row.
    """

    feature_id: int
    siruta: str
    cadastral_number: str
    ewkb: str
    attrs: dict[str, Any]
    authority_id: int
    told_address: str | None = field(default=None, compare=False)

    @cached_property
    def geom(self) -> GEOSGeometry:
        """The shape, EPSG:3844."""
        return GEOSGeometry(self.ewkb)

    @cached_property
    def area_m2(self) -> float:
        """The area from the drawing, not from the land register."""
        return float(self.geom.area)

    @cached_property
    def address(self) -> str:
        """The shortest address that stands on the parcel, or ''."""
        if self.told_address is not None:
            return self.told_address
        with connection.cursor() as cursor:
            cursor.execute(_ADDRESS_ON, [self.authority_id, self.feature_id])
            row = cursor.fetchone()
        return (row[0] or "") if row else ""

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
