"""The division table: complete, consistent, and quick to ask."""

from __future__ import annotations

from itertools import pairwise

import pytest

from dispatch_tui.domain.gazetteer import Gazetteer, kilometres
from dispatch_tui.settings.divisions import FOLDER, gazetteer, read_streets, read_table


@pytest.fixture(scope="module")
def table() -> Gazetteer:
    return gazetteer()


def test_the_whole_country_is_packaged(table: Gazetteer) -> None:
    codes = list(table.codes())
    assert [sum(len(code) == length for code in codes) for length in (2, 4, 6)] == [31, 342, 2978]
    assert sum(len(read_streets(province)) for province in table.provinces()) == 41352
    assert (FOLDER / "LICENCE.txt").read_text(encoding="utf-8").count("http") >= 2


def test_every_code_lies_in_the_one_above(table: Gazetteer) -> None:
    known = set(table.codes())
    assert all(code[:-2] in known for code in known if len(code) > 2)
    for province in table.provinces():
        assert all(code[:6] in known and len(code) == 9 for code in table.streets(province))


def test_curated_rows_name_divisions_of_the_table(table: Gazetteer) -> None:
    for row in (*table.formers, *table.zones):
        assert all(table.known(code) for code in row.now), row
        assert all(code.startswith(row.parent) for code in row.now), row
    names = {table.name(code) for code in table.codes()}
    for former in table.formers:
        assert former.name not in {table.name(code) for code in former.now[1:]}, former
        if table.name(former.now[0]) == former.name:
            assert len(former.now) > 1, former
    assert {"卢湾区", "宣武区", "郫县"}.isdisjoint(names)


def test_roads_lie_in_districts_and_numbers_do_not_overlap(table: Gazetteer) -> None:
    rows = read_table().roads
    assert rows is not None
    assert len(rows) > 500
    for name, parts in rows.items():
        assert all(table.known(part.district) and len(part.district) == 6 for part in parts), name
        spans = sorted((part.first, part.last) for part in parts if part.last)
        assert all(before[1] < after[0] for before, after in pairwise(spans)), name


def test_names_of_all_levels(table: Gazetteer) -> None:
    assert table.names_of("310105004") == ("上海市", "上海市", "长宁区", "新华路街道")
    assert table.names_of("429004") == ("湖北省", "仙桃市", "仙桃市", "")
    assert table.names_of("500112") == ("重庆市", "重庆市", "渝北区", "")
    assert table.name("310105999") == table.name("nonsense") == ""
    assert table.name("71") == "台湾省"


def test_looking_up_a_name_inside_a_division(table: Gazetteer) -> None:
    assert table.lookup("长宁区") == ("310105",)
    assert table.lookup("新华路街道", "310105") == ("310105004",)
    assert len(table.lookup("鼓楼区")) == 4
    assert table.lookup("鼓楼区", "3201") == ("320106",)
    assert table.lookup("没有区") == ()


def test_functional_zones_are_known_as_such(table: Gazetteer) -> None:
    assert table.is_zone("320576")
    assert not table.is_zone("310105")
    assert not table.is_zone("632857")


def test_distance_between_districts(table: Gazetteer) -> None:
    first, second = table.place("310105"), table.place("310101")
    assert first is not None
    assert second is not None
    assert 5 < kilometres(first, second) < 12
    assert table.place("310105004") == first
