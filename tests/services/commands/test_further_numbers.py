"""Slips named by several full numbers with spaces between them, as they are copied from other lists."""

from __future__ import annotations

import pytest

from dispatch_tui.services.desk import Desk
from tests.services.commands.speaking import change


@pytest.mark.parametrize(
    ("text", "pieces", "reason"),
    [
        ("merge A26071500270 A26071500331 same visit", ("A26071500270", "A26071500331"), "same visit"),
        ("并单 W26071500270 W26071500331,W26071500332 同一次上门",
         ("W26071500270", "W26071500331", "W26071500332"), "同一次上门"),
        ("waive 101 102 R410 later", ("101", "102"), "R410 later"),
        ("waive 101 R410a later", ("101",), "R410a later"),
    ],
)  # fmt: skip
def test_further_numbers(room: Desk, text: str, pieces: tuple[str, ...], reason: str) -> None:
    found = change(room, text)
    assert found.selection is not None
    assert (found.selection.pieces, found.reason) == (pieces, reason)
