"""What surrounds the map: frame, Stereo 70 grid with its labels, scale bar, north."""

from __future__ import annotations

import math

from permits.documents.map_extract.labels import Box, Occupied
from permits.documents.map_extract.paint import INK, number, path, text
from permits.documents.map_extract.window import BAND_MM, STRIP_MM, Window

GRID_MM = 50.0
"""Distance of grid lines on paper: 25 m at 1:500."""
CROSS_MM = 1.6
CORNER_MM = 4.5
"""Nearer than this to a corner of the frame a line is drawn but not labelled: X and Y would run into each other."""
BAR_MM = 50.0
NORTH_SIZE = 13.0


def _thin(width: float) -> str:
    return f'fill="none" stroke="{INK}" stroke-width="{number(width)}"'


def _grouped(metres: int) -> str:
    """``604 050``: thousands apart, as on plans."""
    return f"{metres:,}".replace(",", "\u00a0")


def grid(window: Window) -> str:
    """Crosses inside, ticks on the frame, X nord at the sides, Y est above and below."""
    step = round(GRID_MM * window.scale / 1000)
    min_e, min_n, max_e, max_n = window.bounds
    right, bottom = window.left + window.width, window.top + window.height
    easts = range(math.ceil(min_e / step) * step, math.floor(max_e) + 1, step)
    norths = range(math.ceil(min_n / step) * step, math.floor(max_n) + 1, step)
    lines: list[str] = []
    words: list[str] = []
    for east in easts:
        x, _ = window.point(east, min_n)
        lines.append(f"M{number(x)} {number(window.top)}v-1.2M{number(x)} {number(bottom)}v1.2")
        if window.left + CORNER_MM <= x <= right - CORNER_MM:
            for y in (window.top - 2.7, bottom + 2.7):
                words.append(text(x, y, f"Y {_grouped(east)}", 1.9, halo=False))
    for north in norths:
        _, y = window.point(min_e, north)
        lines.append(f"M{number(window.left)} {number(y)}h-1.2M{number(right)} {number(y)}h1.2")
        if window.top + CORNER_MM <= y <= bottom - CORNER_MM:
            for x, angle in ((window.left - 2.7, -90.0), (right + 2.7, 90.0)):
                words.append(text(x, y, f"X {_grouped(north)}", 1.9, angle=angle, halo=False))
    for east in easts:
        for north in norths:
            x, y = window.point(east, north)
            lines.append(
                f"M{number(x - CROSS_MM)} {number(y)}h{number(2 * CROSS_MM)}M{number(x)} {number(y - CROSS_MM)}v{number(2 * CROSS_MM)}"
            )
    return path("".join(lines), _thin(0.14)) + "".join(words)


def frame(window: Window) -> str:
    """The neat line around the map."""
    return (
        f'<rect x="{number(window.left)}" y="{number(window.top)}" width="{number(window.width)}" '
        f'height="{number(window.height)}" {_thin(0.35)}/>'
    )


def north_arrow(window: Window, occupied: Occupied) -> str:
    """Grid north, in the corner that is clearest of plot and findings; its place is then taken."""
    inset = NORTH_SIZE / 2 + 1.5
    right, bottom = window.left + window.width, window.top + window.height
    corners = [
        (right - inset, window.top + inset),
        (window.left + inset, window.top + inset),
        (right - inset, bottom - inset),
        (window.left + inset, bottom - inset),
    ]
    boxes = [Box(x, y, NORTH_SIZE / 2, NORTH_SIZE / 2) for x, y in corners]
    place = occupied.place(boxes) or boxes[0]
    x, y = place.x, place.y
    half = f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(NORTH_SIZE / 2)}" fill="#ffffff" fill-opacity="0.86"/>'
    dark = path(f"M{number(x)} {number(y - 4.6)}L{number(x - 2.1)} {number(y + 3)}L{number(x)} {number(y + 1.5)}Z", f'fill="{INK}"')
    light = path(
        f"M{number(x)} {number(y - 4.6)}L{number(x + 2.1)} {number(y + 3)}L{number(x)} {number(y + 1.5)}Z",
        f'fill="#ffffff" stroke="{INK}" stroke-width="0.2" stroke-linejoin="round"',
    )
    return half + dark + light + text(x, y + 5.1, "N", 2.6, bold=True, halo=False)


def strip(window: Window, width: float, height: float) -> str:
    """Under the frame: scale bar, scale in figures, coordinate system."""
    middle = height - STRIP_MM / 2 + 1.4
    step = BAR_MM / 5
    metres = round(BAR_MM * window.scale / 1000)
    left = window.left
    boxes = "".join(
        f'<rect x="{number(left + i * step)}" y="{number(middle - 0.9)}" width="{number(step)}" height="1.8" '
        f'fill="{INK if i % 2 == 0 else "#ffffff"}" stroke="{INK}" stroke-width="0.2"/>'
        for i in range(5)
    )
    ticks = "".join(
        text(left + i * step, middle - 2.4, f"{round(metres * i / 5)}" + ("\u00a0m" if i == 5 else ""), 1.9, halo=False)
        for i in (0, 1, 2, 3, 4, 5)
    )
    right = width - BAND_MM
    words = text(right, middle - 1.3, f"Scara 1:{window.scale}", 3.0, bold=True, anchor="end", halo=False) + text(
        right, middle + 2.0, "Stereografic 1970 (EPSG:3844) · X nord, Y est", 1.9, anchor="end", halo=False
    )
    return boxes + ticks + words
