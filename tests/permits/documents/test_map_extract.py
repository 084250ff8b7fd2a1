"""The map extract: exact on paper, honest in its legend, never blank, nothing written over anything."""

from __future__ import annotations

import io
import json
import math
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import ezdxf
import numpy as np
import pikepdf
import pyogrio.raw
import pytest
import shapely
from shapely.geometry import LineString, Point, Polygon

from gisapp.core.errors import Refused
from permits.documents.map_extract import (
    BasePicture,
    DrawnFeature,
    DrawnLayer,
    FindingShape,
    LayerNotDrawn,
    MapExtract,
    MapRequest,
    MapStyle,
    Overview,
    ParcelShape,
    draw,
    shown_bounds,
)
from permits.documents.map_extract.exports import to_dxf, to_geopackage
from permits.documents.map_extract.labels import Box, Occupied, text_width
from permits.documents.map_extract.paint import PLOT_COLOUR
from permits.documents.map_extract.window import choose_scale, window_for
from permits.documents.render import render
from tests.permits.documents import land
from tests.permits.documents.samples_more import MAP_SHEET

E, N = land.EAST, land.NORTH
SVG = "{http://www.w3.org/2000/svg}"
POINT_MM = 25.4 / 72


def wavy(radius: float, corners: int) -> Polygon:
    """A plot along a river: many corners, few of them square."""
    turns = [2 * math.pi * i / corners for i in range(corners)]
    return Polygon(
        [
            (E + radius * (1 + 0.12 * math.sin(5 * t)) * math.cos(t), N + 20 + radius * (1 + 0.1 * math.sin(3 * t)) * math.sin(t))
            for t in turns
        ]
    )


PLOTS = {
    "town": land.request(),
    "tiny": land.request(
        plots=(ParcelShape("70004", Polygon([(E, N + 20), (E + 3.2, N + 20.3), (E + 3, N + 26), (E - 0.4, N + 25.5)])),), works=()
    ),
    "wavy": land.request(plots=(ParcelShape("70001", wavy(22, 60)),), works=()),
    "two": land.request(plots=land.parcels()[20:22], works=()),
    "hole": land.request(
        plots=(ParcelShape("70002", shapely.box(E - 60, N - 40, E + 80, N + 20).difference(Point(E, N - 10).buffer(8, 3))),), works=()
    ),
    "field": land.request(plots=(ParcelShape("70003", wavy(220, 40)),), works=()),
    "strip": land.request(
        plots=(ParcelShape("70005", Polygon([(E, N + 10), (E + 1.1, N + 9.3), (E + 6, N + 95), (E + 5, N + 96)])),), works=()
    ),
}


@pytest.fixture(scope="module", params=sorted(PLOTS))
def case(request: pytest.FixtureRequest) -> tuple[MapRequest, MapExtract]:
    """What was asked and what was drawn."""
    return PLOTS[request.param], draw(PLOTS[request.param])


def paths_of_svg(svg: str, colour: str) -> list[np.ndarray]:
    """Rings drawn with a stroke colour, in paper millimetres."""
    rings: list[np.ndarray] = []
    for element in ElementTree.fromstring(svg).iter(f"{SVG}path"):
        if element.get("stroke") == colour:
            rings += [np.array(run.split(), dtype=float).reshape(-1, 2) for run in re.findall(r"M([^MZ]+)Z", element.get("d") or "")]
    return rings


def same_ring_ratio(ground: np.ndarray, paper: np.ndarray) -> list[float]:
    """Metres on the ground per metre on paper, for every side and every diagonal."""
    i, j = np.triu_indices(len(ground), 1)
    return (np.hypot(*(ground[i] - ground[j]).T) / (np.hypot(*(paper[i] - paper[j]).T) / 1000)).tolist()


def test_the_scale_is_exact_in_the_drawing(case: tuple[MapRequest, MapExtract]) -> None:
    asked, extract = case
    root = ElementTree.fromstring(extract.svg)
    assert root.get("viewBox") == f"0 0 {extract.width_mm:g} {extract.height_mm:g}"
    rings = paths_of_svg(extract.svg, PLOT_COLOUR)
    polygons = [part for plot in asked.plots for part in shapely.get_parts(plot.geometry)]
    grounds = [shapely.get_coordinates(ring)[:-1] for part in polygons for ring in (part.exterior, *part.interiors)]
    assert len(rings) == len(grounds)
    for ground, paper in zip(grounds, rings, strict=True):
        span = np.hypot(*(ground.max(axis=0) - ground.min(axis=0)))
        i, j = np.triu_indices(len(ground), 1)
        far = np.hypot(*(ground[i] - ground[j]).T) > span / 4
        ratios = np.array(same_ring_ratio(ground, paper))[far]
        assert abs(ratios / extract.scale - 1).max() < 1e-4


def pdf_points(page: pikepdf.Page) -> Iterator[list[tuple[float, float]]]:
    """Every closed run of straight lines on a page, in points of the page, through all nested forms."""

    def run(stream: pikepdf.Object, matrix: pikepdf.Matrix) -> Iterator[list[tuple[float, float]]]:
        stack: list[pikepdf.Matrix] = []
        points: list[tuple[float, float]] = []
        for operands, operator in pikepdf.parse_content_stream(stream):
            name = str(operator)
            if name == "q":
                stack.append(matrix)
            elif name == "Q":
                matrix = stack.pop()
            elif name == "cm":
                matrix = pikepdf.Matrix(*(float(each) for each in operands)) @ matrix
            elif name in ("m", "l"):
                if name == "m":
                    points = []
                points.append(matrix.transform((float(operands[0]), float(operands[1]))))
            elif name == "h" and points:
                yield points
                points = []
            elif name == "Do":
                form = (stream.get("/Resources") or page.Resources).XObject[str(operands[0])]
                if form.get("/Subtype") == "/Form":
                    inner = pikepdf.Matrix(*(float(each) for each in form.get("/Matrix", [1, 0, 0, 1, 0, 0])))
                    yield from run(form, inner @ matrix)

    return run(page.obj, pikepdf.Matrix())


def test_the_scale_read_back_from_the_pdf_page_is_exact(case: tuple[MapRequest, MapExtract]) -> None:
    asked, extract = case
    with pikepdf.open(io.BytesIO(render(replace(MAP_SHEET, map=extract)).pdf)) as pdf:
        runs = [np.array(points) for points in pdf_points(pdf.pages[0])]
    for plot in asked.plots:
        ground = shapely.get_coordinates(shapely.get_parts(plot.geometry)[0].exterior)[:-1]
        span = np.hypot(*(ground.max(axis=0) - ground.min(axis=0)))
        i, j = np.triu_indices(len(ground), 1)
        far = np.hypot(*(ground[i] - ground[j]).T) > span / 2
        best = min(
            abs(np.array(same_ring_ratio(ground, points * POINT_MM))[far] / extract.scale - 1).max()
            for points in runs
            if len(points) == len(ground)
        )
        assert best < 1e-4


@pytest.mark.parametrize(
    ("width", "height", "scale"),
    [(12, 10, 200), (15, 10, 500), (50, 40, 500), (60, 40, 1000), (40, 90, 1000), (200, 120, 2000), (270, 240, 2000), (500, 300, 5000), (800, 600, 10000)],
)
def test_the_largest_usual_scale_that_fits_is_taken(width: float, height: float, scale: int) -> None:
    assert choose_scale(width, height, 166, 152) == scale


def test_a_plot_too_wide_for_a_page_is_refused_and_so_is_a_scale_that_does_not_fit() -> None:
    with pytest.raises(Refused, match="prea întins"):
        choose_scale(90_000, 100, 166, 152)
    with pytest.raises(Refused, match="nu încape"):
        draw(land.request(plots=(ParcelShape("1", wavy(220, 40)),), scale=500))


def bad_layer(*features: DrawnFeature | None) -> DrawnLayer:
    return DrawnLayer("gas_pipes", "Conducte de gaze", None if features == (None,) else features, MapStyle())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "layer",
    [
        bad_layer(None),
        bad_layer(DrawnFeature(LineString())),
        bad_layer(DrawnFeature(LineString([(E, N), (math.inf, N)]))),
        bad_layer(DrawnFeature(None)),  # type: ignore[arg-type]
    ],
    ids=["unread", "empty", "not a number", "without geometry"],
)
def test_a_layer_that_cannot_be_drawn_stops_the_document(layer: DrawnLayer) -> None:
    town = land.request()
    for request in (
        replace(town, layers=(*town.layers, layer)),
        replace(town, overview=Overview((layer,), (E - 500, N - 500, E + 500, N + 500))),
    ):
        with pytest.raises(LayerNotDrawn, match="Conducte de gaze"):
            draw(request)
    with pytest.raises(LayerNotDrawn):
        to_geopackage(replace(town, layers=(layer,)))
    with pytest.raises(LayerNotDrawn):
        to_dxf(replace(town, layers=(layer,)))


def test_a_base_picture_that_leaves_a_hole_stops_the_document() -> None:
    one_pixel = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
        "1f15c4890000000d49444154789c6360f8cf500f0003860180c6e2a5f70000000049454e44ae426082"
    )
    covers = BasePicture(one_pixel, "image/png", (E - 200, N - 200, E + 200, N + 200), "Ortofotoplan 2024")
    extract = draw(land.request(base=covers))
    assert "data:image/png;base64," in extract.svg
    assert extract.sources == ("Fundal: Ortofotoplan 2024",)
    with pytest.raises(LayerNotDrawn, match="nu acoperă"):
        draw(land.request(base=replace(covers, bounds=(E - 200, N - 200, E, N + 200))))
    with pytest.raises(LayerNotDrawn, match="imagine goală"):
        draw(land.request(base=replace(covers, image=b"")))


def test_the_legend_names_what_is_on_the_map_and_nothing_else() -> None:
    titles = [entry.title for entry in draw(land.request()).legend]
    assert "Conducte de gaze, distribuție" in titles
    assert "Monumente istorice" not in titles  # 900 m away
    assert "Linie electrică aeriană 20 kV" not in titles  # just off the sheet
    assert len(titles) == len(set(titles))
    bare = draw(MapRequest(plots=(land.plot_near(),)))
    assert [entry.title for entry in bare.legend] == ["Terenul care face obiectul cererii"]


def test_every_finding_is_on_the_map_with_the_number_of_the_text(case: tuple[MapRequest, MapExtract]) -> None:
    asked, extract = case
    discs = [each.text for each in ElementTree.fromstring(extract.svg).iter(f"{SVG}text") if each.get("fill") == "#ffffff"]
    assert sorted(discs) == sorted(str(each.number) for each in asked.findings)
    assert extract.alt.count("Constatări numerotate") == 1


def test_many_findings_in_one_place_do_not_cover_one_another() -> None:
    plot = land.plot_near()
    findings = tuple(FindingShape(i, plot.geometry) for i in range(1, 9))
    svg = draw(land.request(findings=findings)).svg
    discs = [(float(a), float(b)) for a, b in re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="2.4"', svg)]
    assert len(discs) == 8
    assert min(math.dist(a, b) for i, a in enumerate(discs) for b in discs[:i]) > 4.8


def labels_inside(request: MapRequest, extract: MapExtract) -> list[tuple[str, Box]]:
    """Texts within the frame with their boxes, as placed on paper."""
    window = window_for(request)
    found: list[tuple[str, Box]] = []
    for each in ElementTree.fromstring(extract.svg).iter(f"{SVG}text"):
        if each.get("text-anchor") != "middle":
            continue
        size, words = float(each.get("font-size") or 0), each.text or ""
        x, y = float(each.get("x") or 0), float(each.get("y") or 0) - size * 0.36
        if not window.holds(x, y):
            continue
        turn = re.match(r"rotate\(([-\d.]+)", each.get("transform") or "")
        width = text_width(words, size, each.get("font-weight") == "700")
        found.append((words, Box(x, y, width / 2, size * 0.36, float(turn[1]) if turn else 0.0)))
    return found


def test_no_label_touches_another(case: tuple[MapRequest, MapExtract]) -> None:
    asked, extract = case
    window = window_for(asked)
    page = Occupied(window.left, window.top, window.width, window.height)
    labels = labels_inside(asked, extract)
    assert len(labels) > 8
    for words, box in labels:
        assert page.is_free(box), words
        page.take(box)


def test_the_plot_is_always_named_and_its_corners_numbered_or_listed(case: tuple[MapRequest, MapExtract]) -> None:
    asked, extract = case
    words = [label for label, _ in labels_inside(asked, extract)]
    for plot in asked.plots:
        assert plot.cadastral_number in words
    numbers = [corner.number for each in extract.inventories for corner in each.corners]
    assert numbers == list(range(1, len(numbers) + 1))
    bold = [each.text for each in ElementTree.fromstring(extract.svg).iter(f"{SVG}text") if each.get("fill") == PLOT_COLOUR]
    for corner in numbers:
        assert (str(corner) in bold) != (corner in extract.corners_left_out)
    assert len(extract.corners_left_out) <= len(numbers) // 3


def test_the_inventory_is_written_as_surveyors_write_it() -> None:
    plot = ParcelShape("61234", Polygon([(604500.1234, 604020.5), (604520.0, 604020.5), (604520.0, 604001.25), (604500.1234, 604000.0)]))
    (inventory,) = draw(MapRequest(plots=(plot,))).inventories
    first, second, third, fourth = inventory.corners
    assert (first.north, first.east) == (Decimal("604020.500"), Decimal("604500.123"))  # X nord, Y est
    assert (second.north, second.east) == (Decimal("604020.500"), Decimal("604520.000"))
    assert [each.to for each in inventory.corners] == [2, 3, 4, 1]
    assert second.side_m == Decimal("19.25")
    assert inventory.area_m2 == Decimal(f"{plot.geometry.area:.2f}")
    assert (third.number, fourth.number) == (3, 4)


def test_a_plot_given_counterclockwise_closed_twice_or_with_height_has_the_same_inventory() -> None:
    ring = [(604500, 604020), (604520, 604021), (604519, 604000), (604501, 604001)]
    expected = draw(MapRequest(plots=(ParcelShape("1", Polygon(ring)),))).inventories
    doubled = [ring[0], ring[1], ring[1], ring[2], ring[3]]
    for variant in (ring[::-1], ring[2:] + ring[:2], doubled):
        assert draw(MapRequest(plots=(ParcelShape("1", Polygon(variant)),))).inventories == expected
    high = Polygon([(x, y, 310.0) for x, y in ring])
    assert draw(MapRequest(plots=(ParcelShape("1", high),))).inventories == expected


def test_something_that_is_not_a_polygon_is_no_plot() -> None:
    with pytest.raises(Refused, match="nu este un poligon"):
        draw(MapRequest(plots=(ParcelShape("1", LineString([(E, N), (E + 9, N)])),)))
    with pytest.raises(Refused, match="cel puțin un teren"):
        draw(MapRequest(plots=()))


def test_grid_labels_stand_where_the_coordinates_are() -> None:
    request = land.request()
    window = window_for(request)
    texts = [(each.text or "", each) for each in ElementTree.fromstring(draw(request).svg).iter(f"{SVG}text")]
    easts = [(int(words[2:].replace("\u00a0", "")), float(each.get("x") or 0)) for words, each in texts if words.startswith("Y ")]
    assert len(easts) >= 6
    for east, x in easts:
        assert east % 25 == 0
        assert x == pytest.approx(window.point(east, 0)[0], abs=0.001)
    norths = [(int(words[2:].replace("\u00a0", "")), each) for words, each in texts if words.startswith("X ")]
    for north, each in norths:
        _, y = window.point(0, north)
        assert float(each.get("y") or 0) - 1.9 * 0.36 == pytest.approx(y, abs=0.001)


def test_side_lengths_on_the_map_are_those_of_the_table() -> None:
    request = land.request()
    extract = draw(request)
    (inventory,) = extract.inventories
    words = {label for label, _ in labels_inside(request, extract)}
    for corner in inventory.corners:
        assert str(corner.side_m).replace(".", ",") in words


def test_the_geopackage_holds_the_same_land(tmp_path: Path) -> None:
    request = land.request()
    path = tmp_path / "extras.gpkg"
    path.write_bytes(to_geopackage(request))
    names = set(pyogrio.list_layers(path)[:, 0])
    assert {"plot", "parcels", "gas_pipes", "works", "findings", "corners"} <= names
    assert "monuments" not in names
    meta, _, geometry, fields = pyogrio.raw.read(path, layer="plot")
    assert meta["crs"] == "EPSG:3844"
    assert fields[0].tolist() == [request.plots[0].cadastral_number]
    assert shapely.equals_exact(shapely.from_wkb(geometry[0]), request.plots[0].geometry, 1e-6)
    meta, _, _, columns = pyogrio.raw.read(path, layer="corners")
    x_north = columns[meta["fields"].tolist().index("x_north")]
    assert abs(x_north - N).max() < 100


def test_the_dxf_holds_the_same_land() -> None:
    request = land.request()
    drawing = ezdxf.read(io.StringIO(to_dxf(request).decode()))
    assert {"plot", "parcels", "gas_pipes", "corners"} <= {layer.dxf.name for layer in drawing.layers}
    (outline,) = drawing.modelspace().query('LWPOLYLINE[layer=="plot"]')
    ring = shapely.get_coordinates(request.plots[0].geometry)[:-1]
    assert np.allclose(np.array([point[:2] for point in outline.get_points()]), ring)
    texts = {each.dxf.text for each in drawing.modelspace().query("TEXT")}
    assert {"Strada Ștefan Luchian", request.plots[0].cadastral_number, "1"} <= texts
    assert drawing.units == ezdxf.units.M
    assert not drawing.audit().has_errors


def test_the_attached_geometry_can_be_read_by_others() -> None:
    request = land.request()
    data = json.loads(draw(request).geojson)
    assert data["crs"]["properties"]["name"].endswith("EPSG::3844")
    kinds = [feature["properties"]["kind"] for feature in data["features"]]
    assert kinds == ["plot", "works", *["finding"] * len(request.findings)]
    ring = np.array(data["features"][0]["geometry"]["coordinates"][0])
    assert np.allclose(ring, shapely.get_coordinates(request.plots[0].geometry), atol=0.0006)


def test_what_must_be_fetched_is_what_the_map_shows() -> None:
    request = land.request()
    assert shown_bounds(request.plots, request.works) == draw(request).bounds


@pytest.mark.parametrize("colour", ["red", '#fff"', "url(#x)", "#12345"])
def test_a_style_that_is_not_a_plain_colour_does_not_get_into_the_drawing(colour: str) -> None:
    with pytest.raises(ValueError, match="not a colour"):
        MapStyle(colour)


def test_names_from_data_cannot_break_the_drawing() -> None:
    nasty = "</text><script>&\"'"
    request = land.request(plots=(ParcelShape(nasty, land.plot_near().geometry),))
    texts = [each.text for each in ElementTree.fromstring(draw(request).svg).iter(f"{SVG}text")]
    assert nasty in texts


def test_the_overview_shows_where_the_map_lies() -> None:
    extract = draw(land.request())
    assert extract.overview_width_mm <= 58
    assert extract.overview_height_mm <= 44
    assert PLOT_COLOUR in extract.overview_svg
    assert "intravilan" in extract.overview_alt
