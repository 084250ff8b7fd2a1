"""Everything written on the map, placed in order of importance so that nothing collides.

Findings and corner numbers come first, then side lengths, the plot's own number, the neighbours and
at last the names of streets and pipes. What finds no room is left out, except the numbers of
findings, which are moved aside with a leader line: each finding in the text is on the map.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from permits.documents.map_extract.corners import Ring
from permits.documents.map_extract.labels import Box, Occupied, text_box, text_width, upright
from permits.documents.map_extract.model import ParcelShape
from permits.documents.map_extract.paint import APPLIES_COLOUR, FINDING_COLOUR, INK, PLOT_COLOUR, UNSURE_COLOUR, number, path, text
from permits.documents.map_extract.rooms import Place, along, inside
from permits.documents.map_extract.window import Window

MARK_RADIUS = 2.4
MARK_COLOURS = {"conflict": FINDING_COLOUR, "applies": APPLIES_COLOUR}
CORNER_SIZE = 1.9
SIDE_SIZE = 1.9
NEIGHBOUR_SIZE = 1.9
LAYER_SIZE = 1.8
LAYER_GAP_MM = 0.7
"""White space beside the name of a street or a pipe: parallel lines run a millimetre apart."""
EIGHT = [(math.cos(math.radians(a)), math.sin(math.radians(a))) for a in range(0, 360, 45)]


def _comma(value: float, places: int) -> str:
    step = Decimal(1).scaleb(-places)
    return f"{Decimal(repr(value)).quantize(step, ROUND_HALF_UP):,}".translate(str.maketrans(",.", ".,"))


class Letters:
    """Collects what is to be written while shapes are drawn, then writes it."""

    def __init__(self, window: Window, occupied: Occupied) -> None:
        self._window, self._occupied = window, occupied
        self._neighbours: list[tuple[BaseGeometry, str]] = []
        self._layers: dict[tuple[str, str], tuple[BaseGeometry, str]] = {}
        self._findings: list[tuple[int, BaseGeometry, str]] = []
        self._outside: list[tuple[int, tuple[float, float], str]] = []
        self._marks: list[str] = []
        self._leaders: list[str] = []
        self._outlines: BaseGeometry = shapely.GeometryCollection()
        self.corners_left_out: list[int] = []

    def neighbour(self, shape: BaseGeometry, label: str) -> None:
        self._neighbours.append((shape, label))

    def layer_label(self, code: str, shape: BaseGeometry, label: str, colour: str) -> None:
        """Each name once per layer, at its longest or largest piece."""
        held = self._layers.get((code, label))
        if held is None or (shape.area, shape.length) > (held[0].area, held[0].length):
            self._layers[code, label] = (shape, colour)

    def finding(self, mark: int, shape: BaseGeometry, state: str) -> None:
        self._findings.append((mark, shape, state))

    def finding_outside(self, mark: int, towards: tuple[float, float], state: str) -> None:
        self._outside.append((mark, towards, state))

    def marks_first(self) -> None:
        """Places the numbers of findings; call before anything else takes room."""
        for mark, shape, state in self._findings:
            self._marks.append(self._mark(mark, shape, state))
        for mark, towards, state in self._outside:
            self._marks.append(self._edge_mark(mark, towards, state))

    def write(self, plots: tuple[ParcelShape, ...], papers: NDArray[np.object_], rings: tuple[Ring, ...]) -> str:
        self._outlines = shapely.union_all(shapely.boundary(papers))
        shapely.prepare(self._outlines)
        out = [self._corners(ring) for ring in rings]
        out += [self._plot(plot, paper) for plot, paper in zip(plots, papers.tolist(), strict=True)]
        out += [self._sides(ring) for ring in rings]
        out.append(self._all_neighbours())
        out += [self._name(shape, label, colour) for (_, label), (shape, colour) in self._layers.items()]
        # Leader lines below all numbers: one that ends under another number must not cover it.
        return "".join(out) + "".join(self._leaders) + "".join(self._marks)

    def _mark(self, mark: int, shape: BaseGeometry, state: str) -> str:
        window = self._window
        frame = shapely.box(window.left, window.top, window.left + window.width, window.top + window.height)
        shown = shape.intersection(frame)
        at = shown.representative_point()
        reach = MARK_RADIUS + 0.2
        candidates = [(at.x, at.y)]
        candidates += [(at.x + r * x, at.y + r * y) for r in (5.0, 8.0, 12.0, 17.0) for x, y in EIGHT]
        boxes = [Box(x, y, reach, reach) for x, y in candidates if window.holds(x, y, reach)]
        place = self._occupied.place(boxes) or boxes[0]
        self._occupied.take(place)
        colour = MARK_COLOURS.get(state, UNSURE_COLOUR)
        if math.hypot(place.x - at.x, place.y - at.y) > MARK_RADIUS:
            line = f"M{number(at.x)} {number(at.y)}L{number(place.x)} {number(place.y)}"
            dot = f'<circle cx="{number(at.x)}" cy="{number(at.y)}" r="0.5" fill="{colour}"/>'
            self._leaders.append(path(line, f'fill="none" stroke="{colour}" stroke-width="0.25"') + dot)
        return self._disc(place.x, place.y, mark, colour)

    def _disc(self, x: float, y: float, mark: int, colour: str) -> str:
        disc = f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(MARK_RADIUS)}" fill="{colour}" stroke="#ffffff" stroke-width="0.35"/>'
        return disc + text(x, y, str(mark), 2.4, colour="#ffffff", bold=True, halo=False)

    def _edge_mark(self, mark: int, towards: tuple[float, float], state: str) -> str:
        """A finding that lies off the sheet: its number at the frame, with an arrow towards it."""
        window = self._window
        middle_x, middle_y = window.left + window.width / 2, window.top + window.height / 2
        dx, dy = towards[0] - middle_x, towards[1] - middle_y
        inset = MARK_RADIUS + 2.2
        share = min((window.width / 2 - inset) / (abs(dx) or 1e-9), (window.height / 2 - inset) / (abs(dy) or 1e-9))
        x, y = middle_x + dx * share, middle_y + dy * share
        length = math.hypot(dx, dy)
        ux, uy = dx / length, dy / length
        shifts = [0.0] + [side * step for step in (5.5, 11.0, 16.5, 22.0, 27.5) for side in (1, -1)]
        along = (0.0, 1.0) if abs(dx) * window.height > abs(dy) * window.width else (1.0, 0.0)
        boxes = [Box(x + s * along[0], y + s * along[1], MARK_RADIUS + 1.8, MARK_RADIUS + 1.8) for s in shifts]
        place = self._occupied.place(boxes) or boxes[0]
        self._occupied.take(place)
        colour = MARK_COLOURS.get(state, UNSURE_COLOUR)
        tip_x, tip_y = place.x + ux * (MARK_RADIUS + 1.9), place.y + uy * (MARK_RADIUS + 1.9)
        foot_x, foot_y = place.x + ux * MARK_RADIUS * 0.9, place.y + uy * MARK_RADIUS * 0.9
        arrow = (
            f"M{number(tip_x)} {number(tip_y)}L{number(foot_x - uy * 1.3)} {number(foot_y + ux * 1.3)}"
            f"L{number(foot_x + uy * 1.3)} {number(foot_y - ux * 1.3)}Z"
        )
        return path(arrow, f'fill="{colour}"') + self._disc(place.x, place.y, mark, colour)

    def _corners(self, ring: Ring) -> str:
        points = self._window.to_paper(ring.points)
        dots = "".join(
            f'<circle cx="{number(x, 4)}" cy="{number(y, 4)}" r="0.55" fill="#ffffff" stroke="{PLOT_COLOUR}" stroke-width="0.3"/>'
            for x, y in points.tolist()
        )
        words: list[str] = []
        count = len(points)
        for i in range(count):
            here = points[i]
            before, after = points[i - 1] - here, points[(i + 1) % count] - here
            away = before / (np.hypot(*before) or 1.0) + after / (np.hypot(*after) or 1.0)
            length = float(np.hypot(*away))
            # At a straight angle the bisector vanishes: take the outward normal of the side.
            ux, uy = (-float(away[0]) / length, -float(away[1]) / length) if length > 0.05 else (0.0, 0.0)
            outward = _left_of(after)
            if ux * outward[0] + uy * outward[1] < 0:
                ux, uy = -ux, -uy
            if not (ux or uy):
                ux, uy = outward
            if ring.hole:
                ux, uy = -ux, -uy
            label = str(ring.first + i)
            turns = [(ux, uy), *sorted(EIGHT, key=lambda d: -(d[0] * ux + d[1] * uy))]
            x, y = float(here[0]), float(here[1])
            boxes = [text_box(x + r * dx, y + r * dy, label, CORNER_SIZE, bold=True) for r in (2.0, 2.9) for dx, dy in turns[:6]]
            place = self._occupied.place(boxes)
            if place is None:
                self.corners_left_out.append(ring.first + i)
            else:
                words.append(text(place.x, place.y, label, CORNER_SIZE, colour=PLOT_COLOUR, bold=True))
        return dots + "".join(words)

    def _sides(self, ring: Ring) -> str:
        points = self._window.to_paper(ring.points)
        out: list[str] = []
        for i in range(len(points)):
            start, end = points[i], points[(i + 1) % len(points)]
            dx, dy = (end - start).tolist()
            length = math.hypot(dx, dy)
            label = _comma(length / self._window.mm_per_m, 2)
            if length < text_width(label, SIDE_SIZE) + 2.0:
                continue
            nx, ny = _left_of(end - start)
            if ring.hole:
                nx, ny = -nx, -ny
            angle = upright(math.degrees(math.atan2(dy, dx)))
            spots = [(share, side) for side in (1.7, -1.7) for share in (0.5, 0.35, 0.65)]
            boxes = [
                text_box(float(start[0]) + dx * share + nx * side, float(start[1]) + dy * share + ny * side, label, SIDE_SIZE, angle)
                for share, side in spots
            ]
            place = self._occupied.place(boxes)
            if place is not None:
                out.append(text(place.x, place.y, label, SIDE_SIZE, angle=angle, colour=INK))
        return "".join(out)

    def _plot(self, plot: ParcelShape, paper: BaseGeometry) -> str:
        """Number and area inside the plot; number alone when it is narrow; beside it with a line when even that does not fit."""
        words = [_short(plot.cadastral_number), f"S = {_comma(plot.geometry.area, 0)}\u00a0m²"]
        for size in (3.2, 2.6, 2.1):
            width = max(text_width(each, size, True) for each in words)
            for x, y, angle in inside([paper], np.array([width]), size * 2.3)[0]:
                if self._occupied.place([Box(x, y, width / 2 + 0.4, size * 1.15, angle)]) is not None:
                    turn = math.radians(angle)
                    ox, oy = -math.sin(turn) * size * 0.62, math.cos(turn) * size * 0.62
                    return text(x - ox, y - oy, words[0], size, angle=angle, colour=PLOT_COLOUR, bold=True) + text(
                        x + ox, y + oy, words[1], size * 0.8, angle=angle, colour=PLOT_COLOUR
                    )
        size = 2.3
        width = text_width(words[0], size, True)
        for x, y, angle in inside([paper], np.array([width]), size * 0.75)[0]:
            if self._occupied.place([text_box(x, y, words[0], size, angle, bold=True)]) is not None:
                return text(x, y, words[0], size, angle=angle, colour=PLOT_COLOUR, bold=True)
        at = paper.representative_point()
        boxes = [
            text_box(at.x + r * dx * 1.4, at.y + r * dy, words[0], size, bold=True)
            for r in (6.0, 9.0, 13.0, 18.0, 25.0)
            for dx, dy in EIGHT
        ]
        place = self._occupied.place(boxes)
        if place is None:
            return ""
        line = f"M{number(at.x)} {number(at.y)}L{number(place.x)} {number(place.y)}"
        leader = path(line, f'fill="none" stroke="{PLOT_COLOUR}" stroke-width="0.2"')
        return leader + text(place.x, place.y, words[0], size, colour=PLOT_COLOUR, bold=True)

    def _all_neighbours(self) -> str:
        widths = np.array([text_width(label, NEIGHBOUR_SIZE) for _, label in self._neighbours])
        rooms = inside([shape for shape, _ in self._neighbours], widths, NEIGHBOUR_SIZE * 0.8)
        out: list[str] = []
        for (_, label), places in zip(self._neighbours, rooms, strict=True):
            place = self._occupied.place(text_box(x, y, label, NEIGHBOUR_SIZE, angle) for x, y, angle in places)
            if place is not None:
                out.append(text(place.x, place.y, label, NEIGHBOUR_SIZE, angle=place.angle, colour="#3c3c3c"))
        return "".join(out)

    def _name(self, shape: BaseGeometry, label: str, colour: str) -> str:
        width = text_width(label, LAYER_SIZE)
        places: Iterable[Place]
        if shape.area > 0:
            places = inside([shape], np.array([width]), LAYER_SIZE)[0]
        elif shape.length > 0:
            places = along(shape, width, LAYER_SIZE * 0.72)
        else:
            places = [(shape.centroid.x, shape.centroid.y + side, 0.0) for side in (-2.2, 2.2)]
        boxes = (text_box(x, y, label, LAYER_SIZE, angle, gap=LAYER_GAP_MM) for x, y, angle in places)
        # Nothing is written across the boundary of the plot.
        place = self._occupied.place(box for box in boxes if not self._outlines.intersects(shapely.Polygon(box.corners())))
        return text(place.x, place.y, label, LAYER_SIZE, angle=place.angle, colour=colour) if place else ""


LONGEST_NUMBER = 26


def _short(numbers: str) -> str:
    """A plot of many parcels is named by their count: each has its own number inside, and the table has them all."""
    if len(numbers) <= LONGEST_NUMBER or ", " not in numbers:
        return numbers
    count = numbers.count(", ") + 1
    return f"{count} de parcele" if count % 100 == 0 or count % 100 > 19 else f"{count} parcele"


def _left_of(side: NDArray[np.float64]) -> tuple[float, float]:
    """Unit normal that points out of a ring run clockwise on the ground, in paper axes (y down)."""
    dx, dy = float(side[0]), float(side[1])
    length = math.hypot(dx, dy) or 1.0
    return dy / length, -dx / length
