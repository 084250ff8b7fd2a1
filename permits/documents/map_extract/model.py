"""What a map extract is drawn from and what comes out.

Geometry in: shapely, EPSG:3844, metres, x = E (east), y = N (north). On paper and in tables the
surveyors' order is used: X nord, Y est.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal, get_args

from shapely.geometry.base import BaseGeometry

Marker = Literal["", "circle", "square", "triangle"]
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True)
class MapStyle:
    """How a layer is drawn; widths in paper millimetres, colours ``#rrggbb``."""

    stroke: str = "#555555"
    width: float = 0.25
    fill: str = "none"
    opacity: float = 1.0
    """Of the fill."""
    dash: tuple[float, ...] = ()
    marker: Marker = ""
    """For points."""
    marker_size: float = 1.6
    text: str = "#333333"

    def __post_init__(self) -> None:
        # Styles come from the keepers' pages and end in attributes of an SVG: only plain colours get there.
        for colour in (self.stroke, self.fill, self.text):
            if not (colour == "none" or _COLOUR.fullmatch(colour)):
                raise ValueError(f"not a colour of the form #rrggbb: {colour!r}")
        if self.marker not in get_args(Marker):
            raise ValueError(f"not a marker: {self.marker!r}")


@dataclass(frozen=True, slots=True)
class DrawnFeature:
    """A feature of a layer; ``label`` is written along lines and inside polygons where there is room."""

    geometry: BaseGeometry
    label: str = ""


@dataclass(frozen=True, slots=True)
class DrawnLayer:
    """A layer to be drawn. ``features`` None means that it could not be read: then no map is made."""

    code: str
    title: str
    """As written in the legend."""
    features: tuple[DrawnFeature, ...] | None
    style: MapStyle
    data_date: date | None = None
    keeper: str = ""
    below_parcels: bool = False
    """Areas such as zones and water, under the parcels; networks go above."""


@dataclass(frozen=True, slots=True)
class ParcelShape:
    """A parcel around the plot, labelled with its cadastral number."""

    cadastral_number: str
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class FindingShape:
    """Where a finding lies; the number is the one in the text."""

    number: int
    geometry: BaseGeometry
    state: Literal["conflict", "applies", "unknown", "failed"] = "conflict"
    """``applies``: it holds for the land and only informs."""


@dataclass(frozen=True, slots=True)
class BasePicture:
    """A picture under the map (orthophoto), PNG or JPEG, north up, with its bounds in EPSG:3844."""

    image: bytes
    mime: Literal["image/png", "image/jpeg"]
    bounds: tuple[float, float, float, float]
    """minE, minN, maxE, maxN in metres."""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """The inset that shows where the map lies in the town."""

    layers: tuple[DrawnLayer, ...]
    bounds: tuple[float, float, float, float]
    """minE, minN, maxE, maxN in metres, EPSG:3844."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapRequest:
    """All that a map extract is made from."""

    plots: tuple[ParcelShape, ...]
    parcels: tuple[ParcelShape, ...] = ()
    parcels_date: date | None = None
    layers: tuple[DrawnLayer, ...] = ()
    findings: tuple[FindingShape, ...] = ()
    works: tuple[BaseGeometry, ...] = ()
    """The works drawn by the applicant."""
    works_title: str = "Lucrări propuse"
    base: BasePicture | None = None
    overview: Overview | None = None
    width_mm: float = 176.0
    height_mm: float = 172.0
    """Outer size on paper, with the band of coordinates and the scale bar."""
    scale: int | None = None
    """Denominator asked for; None: the largest scale that fits."""


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One row of the legend: only what is on the map."""

    RAW: ClassVar[frozenset[str]] = frozenset({"swatch"})

    title: str
    swatch: str
    """SVG source of the sample, 10 × 5 mm."""
    data_date: date | None = None
    keeper: str = ""


@dataclass(frozen=True, slots=True)
class Corner:
    """A corner of the boundary; the side runs to the next corner of the same ring."""

    number: int
    north: Decimal
    """X nord, metres, three decimals."""
    east: Decimal
    """Y est."""
    side_m: Decimal
    """Length of the side to the next corner, two decimals."""
    to: int


@dataclass(frozen=True, slots=True)
class PlotInventory:
    """Corners of one plot with the area inside, m²."""

    cadastral_number: str
    corners: tuple[Corner, ...]
    area_m2: Decimal
    perimeter_m: Decimal


@dataclass(frozen=True, slots=True)
class MapExtract:
    """A drawn extract, ready for a page: vector, exact, with what its reader needs beside it."""

    RAW: ClassVar[frozenset[str]] = frozenset({"svg", "overview_svg", "geojson"})

    svg: str
    """viewBox in paper millimetres: to be placed at exactly ``width_mm`` × ``height_mm``."""
    width_mm: float
    height_mm: float
    scale: int
    bounds: tuple[float, float, float, float]
    """Ground shown inside the frame: minE, minN, maxE, maxN."""
    alt: str
    legend: tuple[LegendEntry, ...]
    inventories: tuple[PlotInventory, ...]
    corners_left_out: tuple[int, ...]
    """Corner numbers that found no room on the map; they are in the table."""
    geojson: str
    """Plots, works and findings; EPSG:3844 coordinates, E then N."""
    overview_svg: str = ""
    overview_width_mm: float = 0.0
    overview_height_mm: float = 0.0
    overview_alt: str = ""
    sources: tuple[str, ...] = ()
    """Base picture and the like, in words."""
