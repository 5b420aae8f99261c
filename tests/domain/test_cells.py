"""Widths in terminal cells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from dispatch_tui.domain.cells import fit, right, width_of


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("", 0),
        ("AZ-104", 6),
        ("长宁一部", 8),
        ("ＡＢ", 4),
        ("é", 1),
        ("e\u0301", 1),
        ("a\u200bb", 2),
        ("…", 1),
    ],
)
def test_width(text: str, cells: int) -> None:
    assert width_of(text) == cells


@given(
    st.text(
        alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5) | st.sampled_from("aZ09-:·…（）")
    )
)
def test_what_slips_hold_is_as_wide_as_on_the_screens(text: str) -> None:
    assert width_of(text) == cell_len(text)


@given(st.text(max_size=30), st.integers(1, 40))
def test_a_field_is_filled_exactly(text: str, width: int) -> None:
    assert width_of(fit(text, width)) == width
    assert right(text, width).endswith(text)
