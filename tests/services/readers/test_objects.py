"""JSON in its forms, broken JSON, and large files as streams."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest

from dispatch_tui.domain.intake_words import heading_score
from dispatch_tui.errors import BadInput
from dispatch_tui.services.readers.objects import open_objects
from dispatch_tui.services.readers.rows import Row


def read(folder: Path, text: str | bytes) -> list[Row]:
    path = folder / "slips.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(open_objects(path, heading_score).rows)


SLIPS = [{"order_no": "1", "客户": "张三"}, {"order_no": "2", "客户": "李四"}]
LIST = json.dumps(SLIPS, ensure_ascii=False)


@pytest.mark.parametrize(
    "text",
    [
        LIST,
        json.dumps(SLIPS, indent=2),
        "\ufeff" + LIST,
        f'{{"rows": {LIST}, "total": 2}}',
        f'{{"code": 0, "data": {{"page": 1, "list": {LIST}}}, "message": "ok"}}',
        "\n".join(json.dumps(slip) for slip in SLIPS),
        "\n\n".join(json.dumps(slip) for slip in SLIPS) + "\n",
    ],
)
def test_all_forms_give_the_same_rows(tmp_path: Path, text: str) -> None:
    assert [row.by_heading() for row in read(tmp_path, text)] == SLIPS


def test_values_are_kept_as_they_are_written(tmp_path: Path) -> None:
    row = read(
        tmp_path,
        '[{"order_no": 1.50, "客户": null, "a": true, "b": [1, {"c": "x"}], "d": 12345678901234567890}]',
    )[0]
    assert row.by_heading() == {
        "order_no": "1.50", "a": "true", "b": '["1", {"c": "x"}]', "d": "12345678901234567890",
    }  # fmt: skip


def test_a_name_that_stands_twice_is_not_lost(tmp_path: Path) -> None:
    row = read(tmp_path, '[{"order_no": "1", "客户": "a", "客户": "b"}]')[0]
    assert row.by_heading() == {"order_no": "1", "客户": "a", "客户 (2)": "b"}


def test_a_broken_line_is_refused_alone(tmp_path: Path) -> None:
    rows = read(tmp_path, '{"order_no":"1","客户":"a"}\n{"order_no":"2",\n{"order_no":"3","客户":"c"}\n')
    assert [(row.line, bool(row.fault)) for row in rows] == [(1, False), (2, True), (3, False)]


def test_an_entry_that_is_no_object_is_refused_alone(tmp_path: Path) -> None:
    assert [bool(row.fault) for row in read(tmp_path, LIST[:-1] + ", 5]")] == [False, False, True]


@pytest.mark.parametrize(
    "text",
    ['"x"', "[" * 100_000, '{"a":' * 5000, '[{"order_no": "1", "客户": "a"}, {"order_no"', "nonsense", "{]"],
)
def test_broken_json_is_one_sentence(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadInput):
        read(tmp_path, text)


def test_objects_without_known_names_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no headings"):
        read(tmp_path, '[{"a": 1, "b": 2}]')


def test_an_empty_list_has_no_rows(tmp_path: Path) -> None:
    assert read(tmp_path, "[]") == []


def test_large_files_are_read_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    slip = json.dumps({"order_no": "S", "客户": "张三", "备注": "x" * 900}, ensure_ascii=False)
    path.write_text("[" + ",\n".join([slip] * 12_000) + "]", encoding="utf-8")
    tracemalloc.start()
    count = sum(1 for _row in open_objects(path, heading_score).rows)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 12_000
    assert path.stat().st_size > 10_000_000
    assert peak < 6_000_000
