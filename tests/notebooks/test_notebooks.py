"""Each notebook runs from top to bottom against the demo town, and none keeps output."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from tests.town.fixtures import LoadedTown, demo_town

__all__ = ["demo_town"]
FOLDER = Path("notebooks")
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def cells(path: Path) -> list[dict[str, Any]]:
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def test_there_are_four_without_output() -> None:
    assert [path.stem[0] for path in NOTEBOOKS] == ["1", "2", "3", "4"]
    for path in NOTEBOOKS:
        for cell in cells(path):
            assert not cell.get("outputs"), path
            assert cell.get("execution_count") is None, path


def test_they_enter_rooms_by_the_door_only() -> None:
    for path in NOTEBOOKS:
        for cell in cells(path):
            for line in "".join(cell["source"]).splitlines():
                if line.startswith(("from layers", "from permits", "from gisapp", "import layers", "import permits")):
                    assert line in ("from layers import api as layers", "from permits import api as permits"), (path, line)


@pytest.mark.django_db
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs_on_the_demo_town(path: Path, demo_town: LoadedTown, monkeypatch: pytest.MonkeyPatch) -> None:
    """In this process, so that it sees the town of the test; what a cell shows is turned into HTML as Jupyter would."""
    monkeypatch.setenv("AUTHORITY", "pietricica")
    monkeypatch.setenv("PARCEL", demo_town.town.named["monument_near"])
    room: dict[str, Any] = {}
    for cell in cells(path):
        if cell["cell_type"] != "code":
            continue
        tree = ast.parse("".join(cell["source"]))
        shown = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, str(path), "exec"), room)
        if isinstance(shown, ast.Expr):
            value = eval(compile(ast.Expression(shown.value), str(path), "eval"), room)
            if hasattr(value, "_repr_html_"):
                assert value._repr_html_()
