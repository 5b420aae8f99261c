"""Pinyin initials."""

from __future__ import annotations

import pytest

from dispatch_tui.domain.pinyin import initials


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("城东网点", "cdwd"),
        ("长宁一部", "cnyb"),
        ("重庆北路", "cqbl"),
        ("单雄信", "sxx"),
        ("曾国藩", "zgf"),
        ("尉迟恭", "ycg"),
        ("欧阳娜娜", "oynn"),
        ("Zhang San", "zs"),
        ("TCL网点", "tclwd"),
        ("（浦东）3部", "pd3b"),
        ("", ""),
        ("😀", ""),
    ],
)
def test_initials(name: str, expected: str) -> None:
    assert initials(name) == expected
