"""Styles as a terminal takes them: attributes, colour of the text, colour of the ground."""

from __future__ import annotations

from typing import NamedTuple

from rich.color import Color, ColorSystem
from rich.style import Style

_CUBE = {0x00: 0, 0x5F: 1, 0x87: 2, 0xAF: 3, 0xD7: 4, 0xFF: 5}


class Sgr(NamedTuple):
    """A style as the terminal takes it."""

    attributes: frozenset[str]
    ink: str
    ground: str


PLAIN = Sgr(frozenset(), "39", "49")
"""What a terminal shows without any style."""
SEEN_ON_BLANK = frozenset({"4", "7", "9"})
"""Attributes that show on a blank cell: underline, reverse, strike."""
OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "7": "27", "8": "28", "9": "29"}
"""Code that takes an attribute back."""


def _indexed(color: Color, system: ColorSystem | None, foreground: bool) -> str:
    """Return the colour code, in the short 256-colour form where that is the same colour."""
    triplet = color.triplet
    if system in (ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT) and triplet is not None:
        lead = "38;5;" if foreground else "48;5;"
        red, green, blue = triplet
        if red in _CUBE and green in _CUBE and blue in _CUBE:
            return f"{lead}{16 + 36 * _CUBE[red] + 6 * _CUBE[green] + _CUBE[blue]}"
        if red == green == blue and 8 <= red <= 238 and (red - 8) % 10 == 0:
            return f"{lead}{232 + (red - 8) // 10}"
    return ";".join(color.downgrade(system or ColorSystem.STANDARD).get_ansi_codes(foreground))


def sgr_of(style: Style, system: ColorSystem | None) -> Sgr:
    """Return a Rich style as terminal codes; without a colour system only attributes remain."""
    names = (("bold", "1"), ("dim", "2"), ("italic", "3"), ("underline", "4"), ("blink", "5"), ("reverse", "7"),
             ("conceal", "8"), ("strike", "9"))  # fmt: skip
    attributes = frozenset(code for name, code in names if getattr(style, name))
    ink, ground = PLAIN.ink, PLAIN.ground
    if system is not None:
        if style.color is not None:
            ink = _indexed(style.color, system, True)
        if style.bgcolor is not None:
            ground = _indexed(style.bgcolor, system, False)
    return Sgr(attributes, ink, ground)
