"""Colours of the program: two own themes, one for the terminal's sixteen colours, one without colour.

Every colour of ``night`` and ``day`` is an exact member of the 256-colour palette, so a terminal with 256 colours
shows the same contrast as one with all colours: at least 4.5 to 1 for every text on every ground it stands on.
Colour is never the only sign of a state.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from rich.style import Style

if TYPE_CHECKING:
    from textual.dom import DOMNode
    from textual.theme import Theme


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours and attributes of one theme, by what they mean."""

    name: str
    dark: bool
    grounds: Mapping[str, str]
    """Style of a ground by name: ``plain``, ``row`` (cursor row), ``head``, ``panel``, ``bar``."""
    inks: Mapping[str, str]
    """Style of a text by role: ``text``, ``muted``, ``strong``, ``overdue`` ..."""
    whole: Mapping[str, str] = field(default_factory=dict)
    """Roles that bring their own ground, whatever they stand on: ``cursor``, ``alarm``, ``banner``."""

    def style(self, role: str, ground: str = "plain") -> Style:
        """Return the terminal style of a role on a ground."""
        return _style(self.name, role, ground)


ROLES = ("text", "muted", "strong", "overdue", "soon", "changed", "accent", "good", "mark")
"""Text roles that every theme knows."""
GROUNDS = ("plain", "row", "head", "panel", "bar")
"""Grounds that every theme knows."""
WHOLE = ("cursor", "alarm", "warning", "banner", "match", "load")
"""Roles with a ground of their own."""

NIGHT = Palette(
    "night", True,
    grounds={"plain": "on #121212", "row": "on #303030", "head": "on #262626", "panel": "on #1c1c1c",
             "bar": "on #262626"},
    inks={"text": "#d0d0d0", "muted": "#9e9e9e", "strong": "bold #eeeeee", "overdue": "bold #ff8787",
          "soon": "#ffd75f", "changed": "#5fd7ff", "accent": "#87afff", "good": "#87d787", "mark": "bold #ffaf00"},
    whole={"cursor": "bold #121212 on #ffd787", "alarm": "bold #ffffff on #af0000",
           "warning": "#121212 on #ffd75f", "banner": "bold #ffffff on #005f87", "match": "#121212 on #87afff",
           "load": "#ffffff on #005f5f"},
)  # fmt: skip
DAY = Palette(
    "day", False,
    grounds={"plain": "on #ffffff", "row": "on #e4e4e4", "head": "on #dadada", "panel": "on #eeeeee",
             "bar": "on #dadada"},
    inks={"text": "#262626", "muted": "#585858", "strong": "bold #000000", "overdue": "bold #af0000",
          "soon": "#5f5f00", "changed": "#005f87", "accent": "#00005f", "good": "#005f00", "mark": "bold #5f005f"},
    whole={"cursor": "bold #ffffff on #005f87", "alarm": "bold #ffffff on #af0000",
           "warning": "#000000 on #ffd75f", "banner": "bold #ffffff on #005f87", "match": "#000000 on #87afff",
           "load": "#000000 on #87d7d7"},
)  # fmt: skip
ANSI = Palette(
    "ansi", True,
    grounds={"plain": "", "row": "underline", "head": "reverse", "panel": "", "bar": "reverse"},
    inks={"text": "", "muted": "", "strong": "bold", "overdue": "bold red", "soon": "yellow", "changed": "cyan",
          "accent": "bold", "good": "green", "mark": "bold"},
    whole={"cursor": "reverse bold", "alarm": "reverse bold red", "warning": "reverse yellow",
           "banner": "reverse bold", "match": "reverse", "load": "reverse"},
)  # fmt: skip
MONO = Palette(
    "mono", True,
    grounds=ANSI.grounds,
    inks={"text": "", "muted": "", "strong": "bold", "overdue": "bold", "soon": "", "changed": "",
          "accent": "bold", "good": "", "mark": "bold"},
    whole={"cursor": "reverse bold", "alarm": "reverse bold", "warning": "reverse", "banner": "reverse bold",
           "match": "reverse", "load": "reverse"},
)  # fmt: skip

PALETTES: Mapping[str, Palette] = {palette.name: palette for palette in (NIGHT, DAY, ANSI, MONO)}
"""The themes by name."""


@cache
def _style(name: str, role: str, ground: str) -> Style:
    palette = PALETTES[name]
    own = palette.whole.get(role)
    if own is not None:
        return Style.parse(own)
    ink, base = palette.inks.get(role, palette.inks["text"]), palette.grounds[ground]
    if "reverse" in base:
        ink = " ".join(word for word in ink.split() if word == "bold")
    return Style.parse(f"{ink} {base}".strip() or "none")


def palette_of(node: DOMNode) -> Palette:
    """Return the palette of the theme in use."""
    return PALETTES.get(node.app.theme, NIGHT)


def textual_theme(palette: Palette) -> Theme:
    """Return the Textual theme that gives Textual's own widgets the palette's colours."""
    from textual.theme import BUILTIN_THEMES, Theme

    if palette.name in ("ansi", "mono"):
        words = {role: palette.inks[role].split() for role in ("overdue", "soon", "good")}
        named = {role: [word for word in each if word != "bold"] for role, each in words.items()}
        colours = {role: f"ansi_{each[0]}" if each else "ansi_default" for role, each in named.items()}
        return Theme(
            name=palette.name,
            primary="ansi_default",
            secondary="ansi_default",
            accent="ansi_default",
            foreground="ansi_default",
            background="ansi_default",
            surface="ansi_default",
            panel="ansi_default",
            boost="ansi_default",
            warning=colours["soon"],
            error=colours["overdue"],
            success=colours["good"],
            dark=True,
            ansi=True,
            variables={
                **BUILTIN_THEMES["ansi-dark"].variables,
                **dict.fromkeys(("row", "head", "pane", "muted", "strong"), "ansi_default"),
                "overdue": colours["overdue"],
                "soon": colours["soon"],
            },
        )

    def ink(role: str) -> str:
        return palette.inks[role].split()[-1]

    def ground(name: str) -> str:
        return palette.grounds[name].split()[-1]

    return Theme(
        name=palette.name, primary=ink("accent"), secondary=ink("changed"), accent=ink("accent"),
        foreground=ink("text"), background=ground("plain"), surface=ground("plain"), panel=ground("head"),
        warning=ink("soon"), error=ink("overdue"), success=ink("good"), dark=palette.dark,
        luminosity_spread=0.0, text_alpha=1.0,
        variables={
            "row": ground("row"), "head": ground("head"), "pane": ground("panel"), "muted": ink("muted"),
            "strong": ink("strong"), "overdue": ink("overdue"), "soon": ink("soon"),
            "block-cursor-background": palette.whole["cursor"].split()[-1],
            "block-cursor-foreground": palette.whole["cursor"].split()[1],
            "input-cursor-background": ink("text"), "input-cursor-foreground": ground("plain"),
        },
    )  # fmt: skip


def choose(wanted: str, environment: Mapping[str, str] | None = None) -> str:
    """Return the theme's name for a setting of ``auto`` or a theme's name.

    ``auto`` takes ``mono`` under NO_COLOR, ``ansi`` on a terminal with sixteen colours, else ``night``.
    """
    if wanted in PALETTES:
        return wanted
    environment = os.environ if environment is None else environment
    if environment.get("NO_COLOR"):
        return MONO.name
    if environment.get("COLORTERM", "").lower() in ("truecolor", "24bit", "yes"):
        return NIGHT.name
    term = environment.get("TERM", "").lower()
    rich_terms = ("256", "direct", "kitty", "alacritty", "ghostty", "foot", "wezterm", "iterm")
    return NIGHT.name if any(word in term for word in rich_terms) else ANSI.name
