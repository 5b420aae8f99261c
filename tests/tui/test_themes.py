"""Every text of the themes stands out from its ground: 4.5 to 1, with all colours and with 256."""

from __future__ import annotations

import pytest
from rich._palettes import EIGHT_BIT_PALETTE
from rich.color import ColorSystem

from dispatch_tui.tui.sgr import sgr_of
from dispatch_tui.tui.themes import DAY, GROUNDS, MONO, NIGHT, PALETTES, ROLES, WHOLE, Palette, choose

LEAST = 4.5


def colour(code: str) -> tuple[int, int, int]:
    """Return the colour that a terminal shows for a colour code of 256 or of all colours."""
    parts = [int(part) for part in code.split(";")]
    if parts[1] == 5:
        red, green, blue = EIGHT_BIT_PALETTE[parts[2]]
        return red, green, blue
    return parts[2], parts[3], parts[4]


def luminance(code: str) -> float:
    """Return the relative luminance (WCAG) of a colour code."""
    parts = []
    for part in colour(code):
        share = part / 255
        parts.append(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4)
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(palette: Palette, role: str, ground: str, system: ColorSystem) -> float:
    """Return the contrast of a text on a ground, as the frame sends it."""
    codes = sgr_of(palette.style(role, ground), system)
    light, dark = sorted((luminance(codes.ink), luminance(codes.ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", [NIGHT, DAY], ids=lambda palette: palette.name)
@pytest.mark.parametrize("system", [ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT])
@pytest.mark.parametrize("role", [*ROLES, *WHOLE])
def test_contrast(palette: Palette, system: ColorSystem, role: str) -> None:
    for ground in GROUNDS:
        assert contrast(palette, role, ground, system) >= LEAST, (role, ground)


@pytest.mark.parametrize("palette", [NIGHT, DAY], ids=lambda palette: palette.name)
def test_256_colours_are_the_same_colours(palette: Palette) -> None:
    for role in (*ROLES, *WHOLE):
        for ground in GROUNDS:
            style = palette.style(role, ground)
            few = sgr_of(style, ColorSystem.EIGHT_BIT)
            assert style.color is not None
            assert style.bgcolor is not None
            assert colour(few.ink) == style.color.get_truecolor()
            assert colour(few.ground) == style.bgcolor.get_truecolor()


@pytest.mark.parametrize("palette", list(PALETTES.values()), ids=lambda palette: palette.name)
def test_every_theme_knows_every_role(palette: Palette) -> None:
    assert set(ROLES) <= set(palette.inks)
    assert set(GROUNDS) == set(palette.grounds)
    assert set(WHOLE) == set(palette.whole)


def test_no_colour_at_all_under_no_color() -> None:
    for role in (*ROLES, *WHOLE):
        for ground in GROUNDS:
            style = MONO.style(role, ground)
            assert style.color is None
            assert style.bgcolor is None


def test_the_theme_follows_the_terminal() -> None:
    assert choose("auto", {"NO_COLOR": "1", "TERM": "xterm-256color"}) == "mono"
    assert choose("auto", {"TERM": "xterm-256color"}) == "night"
    assert choose("auto", {"TERM": "linux"}) == "ansi"
    assert choose("auto", {"TERM": "xterm", "COLORTERM": "truecolor"}) == "night"
    assert choose("day", {"TERM": "dumb"}) == "day"
