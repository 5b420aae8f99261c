"""Materials, parts and additions as people write them: ``"压缩机"x1 四通阀x2套 铜管 3米`` (rows B-05, B-06, B-10)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dispatch_tui.domain.pre_review import ReviewLine
from dispatch_tui.errors import BadInput
from dispatch_tui.i18n import gettext as _

if TYPE_CHECKING:
    from dispatch_tui.services.commands.lexer import Token

_QUANTITY = r"(?P<quantity>\d{1,6}(?:\.\d{1,3})?)(?P<unit>[^\d\s.]{0,8})"
_ITEM = re.compile(rf"(?P<name>.+?)\s*(?P<times>[xX×*])\s*{_QUANTITY}")
_AMOUNT = re.compile(rf"[xX×*]?{_QUANTITY}")
_DOUBTFUL = re.compile(
    r"(?:.*(?:[×*]|(?<![A-Za-z])X|(?<![a-z])x)\s*)?(?:[-−+][\d.]+.*|\.\d.*|\d{7,}.*|\d+\.\d{4,}.*|[\d.]+[eE][-+]?\d+)"
)
"""What ends like a quantity and is none: below 0, too large, too fine (``压缩机x-1``, ``x1e9``)."""
_QUOTES = "\"“”「」『』'‘’"
_APART = re.compile(r"[,、;]+")
LONGEST_NAME = 80
"""A name of a part has at most so many characters."""


def is_item(text: str) -> bool:
    """Tell whether a word is a part with its quantity, like ``吊栏x1``."""
    return _item(text) is not None


def read_items(words: Sequence[Token], units: Sequence[str]) -> tuple[ReviewLine, ...]:
    """Return the lines that the words name, in their order; a name alone means one of it, in the first unit.

    Raises BadInput for a quantity without a name or of nothing.
    """
    found: list[ReviewLine] = []
    counted = True
    usual = units[0] if units else ""
    for word in words:
        for text in [word.text] if word.quoted else [each for each in _APART.split(word.text) if each]:
            item = None if word.quoted else _item(text)
            amount = None if word.quoted or item else _AMOUNT.fullmatch(text)
            if item is not None:
                found.append(_line(item["name"], item["quantity"], item["unit"] or usual))
                counted = True
            elif amount is not None and found and not counted:
                found[-1] = replace(
                    found[-1], quantity=_number(amount["quantity"]), unit=amount["unit"] or usual
                )
                counted = True
            elif amount is not None:
                raise BadInput(
                    _("“{word}” is a quantity; of what?").format(word=text),
                    _("Write name, x and quantity together: 压缩机x1."),
                )
            elif not word.quoted and _DOUBTFUL.fullmatch(text):
                raise BadInput(
                    _("“{word}” has no quantity that can be asked for.").format(word=text),
                    _(
                        "Give a number above 0 and below 1000000, with at most 3 decimals; a name that looks like one "
                        "stands in quotation marks."
                    ),
                )
            else:
                found.append(_line(text, "1", usual))
                counted = False
    return tuple(found)


def _item(text: str) -> re.Match[str] | None:
    found = _ITEM.fullmatch(text)
    if found is None or not found["name"].strip(_QUOTES + " "):
        return None
    before = found["name"][-1]
    if found["times"] == "X" and before.isascii() and before.isalpha():
        return None  # a model like AUX12 is a name
    return found


def _line(name: str, quantity: str, unit: str) -> ReviewLine:
    name = name.strip(_QUOTES + " ")
    if not name or len(name) > LONGEST_NAME:
        raise BadInput(
            _("A part has a name of 1 to {n} characters.").format(n=LONGEST_NAME),
            _("Write name, x and quantity together: 压缩机x1."),
        )
    return ReviewLine(name, _number(quantity), unit)


def _number(text: str) -> str:
    if not float(text):
        raise BadInput(_("A quantity of nothing can't be asked for."), _("Give one above 0."))
    whole, point, fraction = text.partition(".")
    fraction = fraction.rstrip("0")
    return (whole.lstrip("0") or "0") + (f".{fraction}" if point and fraction else "")


def item_words(lines: Sequence[ReviewLine]) -> str:
    """Return lines in words, like ``压缩机 ×1 个, 四通阀 ×2 套``."""
    return ", ".join(f"{line.name} ×{line.quantity} {line.unit}".rstrip() for line in lines)
