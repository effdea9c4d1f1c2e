"""The house stays a house: small rooms, each saying what it is."""

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "bot").rglob("*.py"))
MOST_LINES = 300

FORBIDDEN = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_says_what_it_owns_and_stays_small(path: Path) -> None:
    """A module that holds anything has a docstring, and no module grows past its size."""
    source = path.read_text(encoding="utf-8")
    if source.strip():
        assert ast.get_docstring(ast.parse(source)), "no module docstring"
    assert len(source.splitlines()) <= MOST_LINES
    assert path.stem not in FORBIDDEN


def test_functions_are_small() -> None:
    """Half of them have under ten lines."""
    lengths = [(node.end_lineno or 0) - node.lineno + 1 for path in FILES for node in functions(path)]
    assert statistics.median(lengths) < 10


def test_every_test_says_what_it_shows() -> None:
    """One line each, so that the tests read like a specification."""
    silent = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        for node in functions(path)
        if node.name.startswith("test_") and not ast.get_docstring(node)
    ]
    assert silent == []
