"""The vocabulary of a drawn plan: streets, districts, sites and fields in the valley frame (u, v) of ``terrain``."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.town.terrain import Point2


@dataclass(frozen=True, slots=True)
class Street:
    """A street drawn by hand. ``depth``: how deep lots reach on each side (0 = builds no lots of its own)."""

    kind: str
    name: str
    points: tuple[Point2, ...]
    width: float = 9.0
    depth: float = 50.0
    road_class: str = "local"
    surface: str = "asphalt"
    paved_on: str | None = None
    rank: int = 1  # 3 main, 2 collector, 1 lane
    road: str | None = None  # number of the DN, DJ or DC that runs along it
    trim: bool = True  # ends snap onto the street they nearly touch
    old_name: str | None = None
    renamed_by: str | None = None
    renamed_on: str | None = None

    @property
    def title(self) -> str:
        return f"{self.kind.capitalize()} {self.name}"


@dataclass(frozen=True, slots=True)
class Style:
    """How a district is divided and built."""

    utr: str
    depth: float
    frontage: tuple[float, float]
    min_area: float
    max_area: float
    building: str  # house, terrace, block, hall, villa, none
    tilt: float = 0.05  # how far (radians) lot lines stray from the perpendicular
    use: str = "curți-construcții"


@dataclass(frozen=True, slots=True)
class District:
    code: str
    ring: tuple[Point2, ...]
    style: Style


@dataclass(frozen=True, slots=True)
class Site:
    """A plot that is not an ordinary lot. ``whole``: the entire block around the first point."""

    code: str
    name: str
    ring: tuple[Point2, ...]
    utr: str
    use: str
    owner: str = "public_town"
    building: str = "none"
    whole: bool = False
    smooth: bool = False
    built_up: bool = True


@dataclass(frozen=True, slots=True)
class Field:
    """Farm land outside the built-up limit, cut into strips. ``along``: direction of the strips in the frame, degrees."""

    code: str
    ring: tuple[Point2, ...]
    along: float
    strip: tuple[float, float]
    length: float
    use: str
    utr: str = "A"
    owner: str = "private"


@dataclass(slots=True)
class Plan:
    """Everything drawn by hand for one UAT."""

    slug: str
    siruta: str
    name: str
    kind: str
    limit: tuple[Point2, ...]
    streets: list[Street]
    districts: list[District]
    domains: list[tuple[Point2, ...]]
    sites: list[Site]
    fields: list[Field]
    tracks: list[Street] = field(default_factory=list)  # roads outside, without lots
    number_base: int = 50000
    default: Style = field(default_factory=lambda: Style("L1a", 50, (13, 19), 170, 2400, "house"))
