"""A bit of land in EPSG:3844 near where the demo town lies: crooked parcels along two streets, pipes, a river."""

from __future__ import annotations

import math
import random
from datetime import date

import shapely
from shapely.geometry import LineString, Point, Polygon

from permits.documents.map_extract import (
    DrawnFeature,
    DrawnLayer,
    FindingShape,
    MapRequest,
    MapStyle,
    Overview,
    ParcelShape,
)

EAST, NORTH = 604_500.0, 604_000.0
SURVEYED = date(2026, 9, 30)


def _street(offset: float) -> list[tuple[float, float]]:
    """A street's axis, bending with the valley."""
    return [(EAST + x, NORTH + offset + 9 * math.sin(x / 70) + x * 0.12) for x in range(-400, 401, 10)]


def parcels() -> tuple[ParcelShape, ...]:
    """Two rows of parcels on each side of two streets, widths and depths as people made them."""
    random.seed(17)
    shapes: list[ParcelShape] = []
    number = 61_200
    for offset in (0.0, 110.0, -115.0):
        axis = LineString(_street(offset))
        for side in (1, -1):
            at = 8.0
            while at < axis.length - 30:
                width = random.uniform(12, 24)
                depth = random.uniform(32, 46)
                a, b = axis.interpolate(at), axis.interpolate(at + width)
                angle = math.atan2(b.y - a.y, b.x - a.x)
                nx, ny = -math.sin(angle) * side, math.cos(angle) * side
                near = 4.5
                corners = [
                    (a.x + nx * near, a.y + ny * near),
                    (b.x + nx * near, b.y + ny * near),
                    (b.x + nx * depth + random.uniform(-0.8, 0.8), b.y + ny * depth),
                    (a.x + nx * (depth - 1.5), a.y + ny * (depth - 1.5) + random.uniform(-0.8, 0.8)),
                ]
                if random.random() < 0.3:
                    middle = ((corners[2][0] + corners[3][0]) / 2 + nx * 2.4, (corners[2][1] + corners[3][1]) / 2 + ny * 2.4)
                    corners.insert(3, middle)
                shapes.append(ParcelShape(str(number), Polygon(corners)))
                number += random.randint(1, 4)
                at += width
    return tuple(shapes)


def plot_near(east: float = EAST, north: float = NORTH + 22, around: tuple[ParcelShape, ...] | None = None) -> ParcelShape:
    """The parcel nearest to a point."""
    point = Point(east, north)
    return min(around or parcels(), key=lambda each: each.geometry.distance(point))


def layers(around: tuple[ParcelShape, ...]) -> tuple[DrawnLayer, ...]:
    main = LineString(_street(0))
    river = LineString([(EAST + x, NORTH - 175 + 12 * math.sin(x / 60)) for x in range(-500, 501, 20)]).buffer(12)
    random.seed(5)
    houses = [
        shapely.affinity.rotate(shapely.box(c.x - 5, c.y - 4, c.x + 5, c.y + 4), random.uniform(-8, 12))
        for c in (each.geometry.centroid for each in around)
    ]
    return (
        DrawnLayer(
            "zoning",
            "UTR L3a – locuințe individuale",
            (DrawnFeature(shapely.box(EAST - 500, NORTH - 140, EAST + 60, NORTH + 300), "L3a"),),
            MapStyle("#b58900", 0.3, "#fff3c4", 0.55, (3, 1.2)),
            SURVEYED,
            below_parcels=True,
        ),
        DrawnLayer(
            "rivers",
            "Râul Bistricioara",
            (DrawnFeature(river, "Bistricioara"),),
            MapStyle("#2b6cb0", 0.3, "#cfe4f7", 0.9, text="#2b6cb0"),
            SURVEYED,
            below_parcels=True,
        ),
        DrawnLayer(
            "buildings", "Construcții", tuple(DrawnFeature(each) for each in houses), MapStyle("#6b6b6b", 0.15, "#d9d9d9", 0.9), SURVEYED
        ),
        DrawnLayer(
            "streets",
            "Axe de străzi",
            (DrawnFeature(main, "Strada Ștefan Luchian"), DrawnFeature(LineString(_street(110)), "Aleea Ghioceilor")),
            MapStyle("#8a8a8a", 0.2, dash=(3, 1, 0.6, 1)),
            SURVEYED,
        ),
        DrawnLayer(
            "gas_pipes",
            "Conducte de gaze, distribuție",
            (DrawnFeature(main.parallel_offset(3.2, "left"), "PE 63 presiune redusă"),),
            MapStyle("#c98a00", 0.45, dash=(2.4, 0.8), text="#8a5e00"),
            SURVEYED,
        ),
        DrawnLayer(
            "water_pipes",
            "Conducte de apă",
            (DrawnFeature(main.parallel_offset(2.2, "right"), "PEHD 110"),),
            MapStyle("#1f6fb5", 0.4, text="#1f5f9b"),
            SURVEYED,
        ),
        DrawnLayer(
            "power_lines",
            "Linie electrică aeriană 20 kV",
            (DrawnFeature(LineString([(EAST - 300, NORTH + 66), (EAST + 300, NORTH + 74)]), "LEA 20 kV"),),
            MapStyle("#8b1a8b", 0.4, dash=(4, 0.8, 0.6, 0.8), text="#8b1a8b"),
            date(2026, 8, 15),
        ),
        DrawnLayer(
            "power_posts",
            "Stâlpi",
            tuple(DrawnFeature(Point(EAST + x, NORTH + 70 + x * 0.0133)) for x in range(-280, 281, 40)),
            MapStyle("#8b1a8b", marker="square", marker_size=1.3),
            date(2026, 8, 15),
        ),
        DrawnLayer(
            "monuments", "Monumente istorice", (DrawnFeature(Point(EAST + 900, NORTH)),), MapStyle("#7a3b00", marker="triangle"), SURVEYED
        ),
    )


def request(**changes: object) -> MapRequest:
    """The whole extract of the plot in the middle."""
    around = parcels()
    plot = plot_near(around=around)
    zone_gas = LineString(_street(0)).parallel_offset(3.2, "left").buffer(2.4)
    corridor = LineString([(EAST - 300, NORTH + 66), (EAST + 300, NORTH + 74)]).buffer(12)
    findings = [FindingShape(1, plot.geometry.intersection(zone_gas))] if plot.geometry.intersects(zone_gas) else []
    overlap = corridor.intersection(shapely.box(EAST - 30, NORTH + 40, EAST + 30, NORTH + 90))
    findings += [
        FindingShape(2, overlap),
        FindingShape(3, Point(EAST + 900, NORTH + 100).buffer(100), "unknown"),
        FindingShape(4, LineString([(EAST - 40, NORTH + 3), (EAST + 40, NORTH + 12)]), "failed"),
    ]
    house = shapely.affinity.scale(plot.geometry, 0.45, 0.4)
    town = Overview(
        (
            DrawnLayer(
                "built_up", "intravilan", (DrawnFeature(Point(EAST - 200, NORTH + 200).buffer(1500)),), MapStyle("#7d7d7d", 0.3, "#f0ece2")
            ),
            DrawnLayer(
                "streets", "străzi", tuple(DrawnFeature(LineString(_street(offset))) for offset in (0, 110, -115)), MapStyle("#8a8a8a", 0.2)
            ),
            DrawnLayer(
                "rivers",
                "râul Bistricioara",
                (DrawnFeature(LineString([(EAST - 2500, NORTH - 400), (EAST, NORTH - 175), (EAST + 2500, NORTH - 300)])),),
                MapStyle("#2b6cb0", 0.6),
            ),
        ),
        (EAST - 2300, NORTH - 1500, EAST + 1900, NORTH + 1900),
    )
    values: dict[str, object] = {
        "plots": (plot,),
        "parcels": around,
        "parcels_date": SURVEYED,
        "layers": layers(around),
        "findings": tuple(findings),
        "works": (house,),
        "overview": town,
    }
    return MapRequest(**(values | changes))  # type: ignore[arg-type]
