"""Labels that do not collide: first come, first placed, in the order of importance.

Everything is in paper millimetres. A label is an oriented box; a box that would touch one already
placed tries its next candidate place and in the end is left out (the caller is told).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from PIL import ImageFont

from permits.documents.fonts import font_folder

Point = tuple[float, float]
CELL_MM = 8.0
GAP_MM = 0.25
"""White space kept around a label."""
CAP_HEIGHT = 0.72
"""Height of a digit in ems of Noto Sans."""


@cache
def _face(bold: bool) -> ImageFont.FreeTypeFont:
    name = "NotoSans-Bold.ttf" if bold else "NotoSans-Regular.ttf"
    return ImageFont.truetype(str(font_folder() / name), 200, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width of a line of text set in Noto Sans at ``size`` (unit of the result = unit of the size)."""
    return float(_face(bold).getlength(text)) / 200.0 * size


@dataclass(frozen=True, slots=True)
class Box:
    """An oriented box: centre, half sizes, angle in degrees (clockwise on paper)."""

    x: float
    y: float
    half_width: float
    half_height: float
    angle: float = 0.0

    def corners(self) -> tuple[Point, Point, Point, Point]:
        c, s = math.cos(math.radians(self.angle)), math.sin(math.radians(self.angle))
        ax, ay = self.half_width * c, self.half_width * s
        bx, by = -self.half_height * s, self.half_height * c
        return (
            (self.x - ax - bx, self.y - ay - by),
            (self.x + ax - bx, self.y + ay - by),
            (self.x + ax + bx, self.y + ay + by),
            (self.x - ax + bx, self.y - ay + by),
        )


def text_box(x: float, y: float, text: str, size: float, angle: float = 0.0, bold: bool = False, gap: float = GAP_MM) -> Box:
    """The box of a text centred on a point, with ``gap`` millimetres of white around it."""
    return Box(x, y, text_width(text, size, bold) / 2 + gap, size * CAP_HEIGHT / 2 + gap, angle)


Corners = tuple[Point, Point, Point, Point]


def _overlap(a: Corners, b: Corners) -> bool:
    """Separating axes of two rectangles."""
    for first in (a, b):
        for i in (0, 1):
            axis_x, axis_y = first[i + 1][0] - first[i][0], first[i + 1][1] - first[i][1]
            on_a = [x * axis_x + y * axis_y for x, y in a]
            on_b = [x * axis_x + y * axis_y for x, y in b]
            if max(on_a) <= min(on_b) or max(on_b) <= min(on_a):
                return False
    return True


class Occupied:
    """What is already taken on the sheet, kept in cells for speed."""

    def __init__(self, left: float, top: float, width: float, height: float) -> None:
        self._frame = (left, top, left + width, top + height)
        self._cells: dict[tuple[int, int], list[Corners]] = {}

    def _keys(self, corners: Corners) -> Iterable[tuple[int, int]]:
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        for i in range(int(min(xs) // CELL_MM), int(max(xs) // CELL_MM) + 1):
            for j in range(int(min(ys) // CELL_MM), int(max(ys) // CELL_MM) + 1):
                yield i, j

    def is_free(self, box: Box) -> bool:
        """Inside the frame and clear of everything placed."""
        corners = box.corners()
        left, top, right, bottom = self._frame
        if any(not (left <= x <= right and top <= y <= bottom) for x, y in corners):
            return False
        return not any(_overlap(corners, other) for key in self._keys(corners) for other in self._cells.get(key, ()))

    def take(self, box: Box) -> None:
        corners = box.corners()
        for key in self._keys(corners):
            self._cells.setdefault(key, []).append(corners)

    def place(self, candidates: Iterable[Box]) -> Box | None:
        """The first candidate that is free, now taken; None when none is."""
        for box in candidates:
            if self.is_free(box):
                self.take(box)
                return box
        return None


def upright(angle: float) -> float:
    """An angle at which text is not read upside down."""
    angle = (angle + 180.0) % 360.0 - 180.0
    if angle > 90.0:
        return angle - 180.0
    return angle + 180.0 if angle <= -90.0 else angle
