"""The table of OWASP ASVS requirements is true: each names tests that exist, or says what is missing."""

import ast
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
TESTS = HERE.parent
ROWS = tomllib.loads((HERE / "asvs.toml").read_text(encoding="utf-8"))["requirements"]


def test_every_requirement_names_a_test_that_exists_or_its_gap() -> None:
    missing, known = [], {}
    for number, row in ROWS.items():
        if not row["tests"] and not row.get("gap"):
            missing.append(number)
        for named in row["tests"]:
            path, _, function = named.partition("::")
            if path not in known:
                file = TESTS / path
                known[path] = {node.name for node in ast.parse(file.read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef)} if file.exists() else set()
            if function not in known[path]:
                missing.append((number, named))
    assert missing == []

