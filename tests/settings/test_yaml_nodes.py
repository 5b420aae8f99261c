"""YAML files that can't be read: every fault has a file, a line and a sentence."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_tui.settings.yaml_nodes import (
    LARGEST_FILE,
    ListNode,
    Notes,
    ScalarNode,
    TableNode,
    parse_yaml,
    read_yaml,
)


def faults(text: str) -> list[tuple[int, str]]:
    notes = Notes()
    parse_yaml(text, "f.yaml", notes)
    return [(problem.line, problem.message) for problem in notes.problems]


def test_nodes_know_their_lines_and_keep_values_as_written() -> None:
    notes = Notes()
    node = parse_yaml("a: 08:30\nb:\n  - 0310\n  - {c: yes, d: '#1'}\ne:\n", "f.yaml", notes)
    assert isinstance(node, TableNode)
    line, value = node.entries["a"]
    assert (line, value) == (1, ScalarNode(1, "08:30", True))
    items = node.entries["b"][1]
    assert isinstance(items, ListNode)
    assert items.items[0] == ScalarNode(3, "0310", True)
    assert isinstance(items.items[1], TableNode)
    assert items.items[1].entries["d"][1] == ScalarNode(4, "#1", False)
    empty = node.entries["e"][1]
    assert isinstance(empty, ScalarNode)
    assert empty.empty
    assert notes.problems == []


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\n\tb: 2\n", 2, "tab"),
        ("a:\n\t- b\n", 2, "tab"),
        ("a: 1\nb: 2\na: 3\n", 3, "“a” is given twice (first in line 1)"),
        ("a:\n  - {x: 1, x: 2}\n", 2, "“x” is given twice"),
        ("a: b: c\n", 1, "colon"),
        ("a: 1\nb: 'x\nc: 2\n", 2, "never closed"),
        ("a: 1\nb: [1, 2\nc: 3\n", 2, "bracket"),
        ("a: @x\n", 1, "can't begin with"),
        ("a: &x 1\n", 1, "anchors"),
        ("a: *x\n", 1, "aliases"),
        ("a: !!python/object:os.system {}\n", 1, "tags"),
        ("a: 1\n---\nb: 2\n", 2, "second document"),
        ("? [a]\n: 1\n", 1, "single word"),
        ("a: 1\nb: \x01\n", 2, "U+0001"),
        ('a: "\\q"\n', 1, "backslash"),
        ("[" * 100_000, 1, "deep"),
    ],
)
def test_faults_have_line_and_sentence(text: str, line: int, words: str) -> None:
    found = faults(text)
    assert [number for number, _message in found] == [line]
    assert words in found[0][1]


def test_a_bomb_of_aliases_is_refused_at_once() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(40))
    assert [line for line, _message in faults(bomb)] == [1]


def test_missing_folder_unreadable_and_huge_files_are_told(tmp_path: Path) -> None:
    notes = Notes()
    assert read_yaml(tmp_path / "none.yaml", "none.yaml", notes) is None
    assert read_yaml(tmp_path, "folder.yaml", notes) is None
    huge = tmp_path / "huge.yaml"
    with huge.open("wb") as file:
        os.truncate(file.fileno(), LARGEST_FILE + 1)
    assert read_yaml(huge, "huge.yaml", notes) is None
    assert [str(problem).split(":")[0] for problem in notes.problems] == [
        "none.yaml",
        "folder.yaml",
        "huge.yaml",
    ]
    assert "missing" in notes.problems[0].message
    assert str(LARGEST_FILE) in notes.problems[2].message


@pytest.mark.parametrize(("encoding", "words"), [("gb18030", "GB18030"), ("utf-16", "UTF-16")])
def test_other_encodings_are_named(tmp_path: Path, encoding: str, words: str) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes("a: 1\nb: 长宁一部\n".encode(encoding))
    notes = Notes()
    assert read_yaml(path, "f.yaml", notes) is None
    assert words in notes.problems[0].message
    assert notes.problems[0].line == (2 if encoding == "gb18030" else 1)


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes("a: 长宁\n".encode("utf-8-sig"))
    node = read_yaml(path, "f.yaml", Notes())
    assert isinstance(node, TableNode)
    assert list(node.entries) == ["a"]


@given(st.text(max_size=200))
def test_no_text_whatever_breaks_the_reader(text: str) -> None:
    notes = Notes()
    node = parse_yaml(text, "f.yaml", notes)
    assert node is None or isinstance(node, (ScalarNode, ListNode, TableNode))


@given(st.text(alphabet="ab:-[]{}'\"#&*!|> \n\t,", max_size=60))
def test_no_heap_of_yaml_signs_breaks_the_reader(text: str) -> None:
    parse_yaml(text, "f.yaml", Notes())
