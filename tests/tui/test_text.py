"""Text for the terminal: never markup, never a control character, always the width asked for."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_tui import i18n
from dispatch_tui.tui.text import age, cells, content, cut, fit, half_width, phone, plain, wrap
from tests.tui.naughty import NAUGHTY

anything = st.text(st.characters(), max_size=60) | st.sampled_from(NAUGHTY)


@given(anything, st.integers(0, 50), st.sampled_from(["left", "right", "center"]))
def test_fit_is_exactly_as_wide_as_asked(text: str, width: int, align: str) -> None:
    assert cells(fit(text, width, align)) == width  # type: ignore[arg-type]


@given(anything)
def test_nothing_invisible_or_commanding_is_left(text: str) -> None:
    shown = plain(text)
    assert not any(unicodedata.category(each) in ("Cc", "Cs") for each in shown)
    assert not any(0x202A <= ord(each) <= 0x202E or 0x2066 <= ord(each) <= 0x2069 for each in shown)
    shown.encode("utf-8")
    assert plain(shown) == shown


@given(anything, st.integers(1, 40))
def test_cut_never_exceeds(text: str, width: int) -> None:
    assert cells(cut(plain(text), width)) <= max(width, 0)


@given(anything, st.integers(8, 60))
def test_wrapped_lines_fit(text: str, width: int) -> None:
    assert all(cells(line) <= width for line in wrap(text, width))


@pytest.mark.parametrize("text", NAUGHTY)
def test_content_is_verbatim_and_has_no_styles(text: str) -> None:
    made = content(text)
    assert made.spans == []
    assert "press me" not in text or "[@click=app.quit]" in made.plain


def test_control_characters_are_seen() -> None:
    assert plain("a\x1b[31mb\nc\u202ed") == "a␛[31mb↵c<202E>d"


def test_wide_characters_are_not_halved() -> None:
    assert fit("长宁一部", 5) == "长宁…"
    assert fit("长宁一部", 6) == "长宁… "
    assert fit("长宁", 7, "right") == "   长宁"


def test_ages() -> None:
    assert [age(m) for m in (None, 0, 59, 60, 185, 1439, 1440, 1620, 200_000)] == [
        "", "0m", "59m", "1h00", "3h05", "23h59", "1d00", "1d03", "138d",
    ]  # fmt: skip
    i18n.set_language("zh")
    assert age(185) == "3时05"
    assert all(cells(age(m)) <= 6 for m in (0, 59, 60, 1439, 1440, 99 * 1440, 1000 * 1440))


def test_phones_are_grouped_and_strange_ones_left() -> None:
    assert phone("13800138000") == "138 0013 8000"
    assert phone("62345678") == "6234 5678"
    assert phone("021-62345678 转 8") == "021-62345678 转 8"


def test_full_width_keys_mean_their_ascii_sign() -> None:
    assert [half_width(each) for each in "？／：１ａ、。　x中"] == [*list("?/:1a/. x"), "中"]


@pytest.mark.parametrize(
    ("name", "width", "shown"),
    [
        ("Changning 2", 8, "Chang… 2"),
        ("Changning 2", 11, "Changning 2"),
        ("Jing'an 14", 8, "Jing… 14"),
        ("Changning 2", 6, "Chang…"),
        ("Changning2", 8, "Changni…"),
        ("长宁区第二作业部 2", 8, "长宁区… "),
    ],
)
def test_a_name_keeps_its_number(name: str, width: int, shown: str) -> None:
    assert cut(name, width) == shown
