"""Folding, control characters and telephone numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_tui.domain.text import PhoneProblem, clean, fold, has_control, key, phone_digits, unstorable


@pytest.mark.parametrize(
    ("given_text", "digits", "extension", "problem"),
    [
        ("13800138000", "13800138000", "", None),
        ("１３８００１３８０００", "13800138000", "", None),
        ("+86 138 0013 8000", "13800138000", "", None),
        ("0086-13800138000", "13800138000", "", None),
        ("021-62345678", "02162345678", "", None),
        ("（021）62345678", "02162345678", "", None),
        ("021—62345678", "02162345678", "", None),
        ("021-62345678-802", "02162345678", "802", None),
        ("62345678转8001", "62345678", "8001", None),
        ("021 62345678 ext. 12", "02162345678", "12", None),
        ("400-820-8820", "4008208820", "", None),
        ("+1 718 555 1234", "17185551234", "", None),
        ("张三13800138000（儿子）", "13800138000", "", None),
        ("1380013800", "1380013800", "", PhoneProblem.LENGTH),
        ("138001380001", "138001380001", "", PhoneProblem.LENGTH),
        ("138abc00000", "13800000", "", PhoneProblem.LETTERS),
        ("138O0138000", "1380138000", "", PhoneProblem.LETTERS),
        ("138****1234", "1381234", "", PhoneProblem.LETTERS),
        ("电话打不通", "", "", PhoneProblem.LETTERS),
        ("", "", "", PhoneProblem.MISSING),
        ("   ", "", "", PhoneProblem.MISSING),
        ("无", "", "", PhoneProblem.MISSING),
        ("-", "", "", PhoneProblem.MISSING),
    ],
)
def test_a_telephone_field_is_read(
    given_text: str, digits: str, extension: str, problem: PhoneProblem | None
) -> None:
    reading = phone_digits(given_text)
    assert (reading.digits, reading.extension, reading.problem) == (digits, extension, problem)


@pytest.mark.parametrize("sign", ["/", " ", "、", "；", ",", "\n", " 或 "])
def test_the_first_of_several_numbers_counts_and_the_others_are_kept(sign: str) -> None:
    reading = phone_digits(f"13800138000{sign}62345678")
    assert (reading.digits, reading.others) == ("13800138000", ("62345678",))


@given(st.text())
def test_any_text_is_read_without_failing(text: str) -> None:
    reading = phone_digits(text)
    assert reading.digits == "" or (reading.digits.isdigit() and reading.digits.isascii())
    assert len(reading.digits) <= 20
    assert clean(text) == clean(clean(text))
    assert fold(fold(text)) == fold(text)
    assert key(key(text)) == key(text)


def test_folding_makes_full_width_half_width_and_leaves_chinese_alone() -> None:
    assert fold("ＡＢｃ　１２３（长宁）：—") == "ABc 123(长宁):-"


def test_cleaning_gives_one_line_without_control_and_direction_characters() -> None:
    assert clean(" a\tb\r\nc\x1b[31m\u202e d\u200b ") == "a b c[31m d"


def test_words_compare_without_case_width_spaces_and_signs() -> None:
    assert key("Order_No.") == key("ｏｒｄｅｒ　ＮＯ") == "orderno"
    assert key("联系电话（必填）*") == "联系电话必填"


def test_what_no_database_holds_is_named() -> None:
    assert unstorable("a\x00b") == "NUL"
    assert unstorable("a\ud83d") == "U+D83D"
    assert unstorable("a\x1b😀") == ""
    assert has_control("A\x1b1")
    assert has_control("A\n1")
    assert not has_control("服-001😀")
