"""Headings, kinds and yes or no."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_tui.domain.categories import Categories
from dispatch_tui.domain.intake_words import (
    FIELDS,
    HEADINGS,
    escaped_formula,
    field_of_heading,
    heading_score,
    kind_of_word,
    unescaped_formula,
    yes_or_no,
)
from dispatch_tui.domain.orders import Kind
from dispatch_tui.domain.spreadsheet_text import escaped, unescaped
from dispatch_tui.domain.text import key


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("作业单号", "order_no"), ("工单号", "order_no"), ("Order No.", "order_no"), ("客户姓名", "customer"),
        ("姓名", "customer"), ("联系电话", "phone"), ("＊手机（必填）", "phone"), ("服务 地址", "address"),
        ("服务类型", "kind"), ("产品型号", "model"), ("预约日期", "required_date"),
        ("来源", "store"), ("加急", "urgent"),
        ("叫修时间", "called_at"), ("ｒｅｍａｒｋ", "remark"), ("电话 (2)", "phone"), ("区/县", "address_district"),
        ("颜色", ""), ("", ""),
    ],
)  # fmt: skip
def test_headings(heading: str, field: str) -> None:
    assert field_of_heading(heading) == field


def test_every_import_name_means_itself_and_no_heading_means_two_fields() -> None:
    assert all(field_of_heading(name) == name for name in FIELDS)
    owners: dict[str, str] = {}
    for field, words in HEADINGS.items():
        for word in words:
            assert owners.setdefault(key(word), field) == field


def test_a_title_is_no_line_of_headings() -> None:
    assert heading_score(["说明"]) == 0
    assert heading_score(["单号"]) == 1
    assert heading_score(["客户", "电话", "x"]) == 2
    assert heading_score(["64345465", "ADDRESS", "NAME"]) == 0


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("安装", Kind.INSTALL), ("装机", Kind.INSTALL), ("空调安装", Kind.INSTALL), ("AC Installation", Kind.INSTALL),
        ("维修", Kind.REPAIR), ("报修", Kind.REPAIR), ("repair", Kind.REPAIR),
        ("拆装", Kind.REMOVAL), ("移机", Kind.REMOVAL),
        ("拆机安装", Kind.REMOVAL), ("退换机", Kind.REMOVAL),
        ("工程安装", Kind.ENGINEERING), ("中央空调", Kind.ENGINEERING),
        ("ＩＮＳＴＡＬＬ", Kind.INSTALL), ("engineering", Kind.ENGINEERING), ("安装/维修", Kind.UNSORTED),
        ("取消安装", Kind.UNSORTED), ("清洗", Kind.UNSORTED), ("", Kind.UNSORTED), ("unsorted", Kind.UNSORTED),
    ],
)  # fmt: skip
def test_kinds(word: str, kind: Kind) -> None:
    assert kind_of_word(word) is kind


@pytest.mark.parametrize(
    ("word", "expected"),
    [("是", True), ("Y", True), ("1", True), ("特急", True), ("√", True), ("TRUE", True), ("否", False), ("", False),
     ("0", False), ("正常", False), ("-", False), ("客户催", None)],
)  # fmt: skip
def test_yes_or_no(word: str, expected: bool | None) -> None:
    assert yes_or_no(word) is expected


@given(st.text(alphabet="=+-@'\t\r\nａ＝a", max_size=6) | st.text(max_size=20))
def test_harmless_cells_come_back_as_they_were(text: str) -> None:
    assert escaped_formula(text)[:1] not in set("=+-@\t\r\n＝＋－＠")
    assert unescaped_formula(escaped_formula(text)) == text


@given(st.text(alphabet="_x00419BF\x00\x1b\r\n\ufffea", max_size=16) | st.text(max_size=20))
def test_spreadsheet_text_comes_back_as_it_was(text: str) -> None:
    assert unescaped(escaped(text)) == text


def test_categories_are_found_inside_longer_words() -> None:
    categories = Categories({"空调": ("空调器", "AC"), "冰箱": ("冰柜",), "洗衣机": ()})
    assert categories.of("家用空调挂机") == "空调"
    assert categories.of("冰柜") == "冰箱"
    assert categories.of("ac") == "空调"
    assert categories.of("锅炉") == ""
    assert categories.of("") == ""
