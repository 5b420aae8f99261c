"""What every source file has to keep to: its size, its words, no paths of one machine."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HARD_LIMIT = 400
UNFINISHED = re.compile(
    r"\b(TODO|FIXME|XXX|raise NotImplementedError|not implemented|simplified(?! (?:one|characters|Chinese)))\b"
)
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}
ONE_MACHINE = re.compile(r"/(?:root|home/\w+|work|farm|Users)/")
TEXT_SUFFIXES = {".py", ".md", ".yaml", ".toml", ".txt", ".po", ".sh", ".csv", ".svg", ""}


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


ALL = list(sources("src", "tests", "benchmarks", "build_support"))
PROGRAM = list(sources("src"))


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_files_stay_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= HARD_LIMIT


@pytest.mark.parametrize("path", PROGRAM, ids=name_of)
def test_nothing_is_left_unfinished(path: Path) -> None:
    assert UNFINISHED.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", PROGRAM, ids=name_of)
def test_names_say_what_is_inside(path: Path) -> None:
    assert path.stem not in VAGUE_NAMES
    assert path.parent.name not in VAGUE_NAMES


@pytest.mark.parametrize("path", PROGRAM, ids=name_of)
def test_public_things_have_a_docstring(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree) or not tree.body
    bare = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        if not node.name.startswith("_") and not ast.get_docstring(node) and _is_public(tree, node):
            bare.append(f"{node.name}, line {node.lineno}")
    assert bare == []


def _is_public(tree: ast.Module, wanted: ast.AST) -> bool:
    """Tell whether a definition stands at the top of a module, or is a method that a public class introduces.

    A method of a class with a base may carry out what the base describes.
    """
    for node in tree.body:
        if node is wanted:
            return True
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_") and wanted in node.body:
            return not node.bases
    return False


@pytest.mark.parametrize("path", PROGRAM, ids=name_of)
def test_only_the_clock_asks_for_the_time_of_day(path: Path) -> None:
    if path.name in ("clock.py",):
        return
    calls = re.findall(
        r"\b(?:datetime\.now|date\.today|datetime\.utcnow|datetime\.today)\(", path.read_text("utf-8")
    )
    assert calls == []


def tracked_text() -> Iterator[Path]:
    for folder in ("src", "tests", "benchmarks", "build_support", "docs", "config"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix in TEXT_SUFFIXES and "__pycache__" not in path.parts:
                yield path
    for name in ("README.md", "CHANGELOG.md", "Makefile", "pyproject.toml", "constraints.txt", "NOTICE"):
        yield ROOT / name


def test_no_path_of_one_machine() -> None:
    found = []
    for path in tracked_text():
        if path == Path(__file__):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if ONE_MACHINE.search(line):
                found.append(f"{name_of(path)}:{number}: {line.strip()[:80]}")
    assert found == []
