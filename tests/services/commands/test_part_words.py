"""Parts as people write them: what ends like a quantity and is none is refused, not taken for a name (row B-06)."""

from __future__ import annotations

import pytest

from dispatch_tui.errors import BadInput
from dispatch_tui.services.commands.lexer import read_line
from dispatch_tui.services.commands.part_words import read_items


def items(text: str) -> list[tuple[str, str, str]]:
    return [
        (line.name, line.quantity, line.unit) for line in read_items(read_line(text).tokens, ("个", "米"))
    ]


@pytest.mark.parametrize(
    "text",
    [
        "压缩机x-1", "压缩机×-2个", "压缩机x−1", "压缩机ｘ－１", "PCBx-1", "压缩机 -1", "压缩机 x-1",
        "压缩机x1000000000", "压缩机x1e9", "压缩机x0.0001", "压缩机x.5", "压缩机 1000000000", "压缩机x0",
        "x-1", "四通阀x1 压缩机x-1",
    ],
)  # fmt: skip
def test_a_quantity_that_can_not_be_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        items(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("压缩机x1.5", [("压缩机", "1.5", "个")]),
        ("铜管 3米 R410A", [("铜管", "3", "米"), ("R410A", "1", "个")]),
        (
            "AUX12 KFR-35GW box-1 铜管10-12",
            [(n, "1", "个") for n in ("AUX12", "KFR-35GW", "box-1", "铜管10-12")],
        ),
        ('"1100201405"x2', [("1100201405", "2", "个")]),
        ('"x-1"', [("x-1", "1", "个")]),
    ],
)
def test_names_with_digits_are_names(text: str, found: list[tuple[str, str, str]]) -> None:
    assert items(text) == found
