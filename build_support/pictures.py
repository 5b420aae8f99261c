"""Draw the pictures of docs/pictures from the running program (``make pictures``).

The demonstration is opened at three sizes in two languages and its screens are drawn as the terminal shows them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from build_support.drawing import svg
from tests.terminal.pty_driver import Terminal, dispatch

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
SIZES = ((80, 24), (120, 40), (200, 60))
LANGUAGES = ("zh", "en")


def _board(terminal: Terminal) -> None:
    terminal.press("1", settle=0.6)


def _slips(terminal: Terminal) -> None:
    terminal.press("2", settle=0.8)


def _detail(terminal: Terminal) -> None:
    terminal.press("enter", settle=0.8)


def _entry(terminal: Terminal) -> None:
    terminal.press("escape", settle=0.4)
    terminal.press("N", settle=0.8)
    for text in ("13800138000", "欧阳娜娜", "长宁区新华路街道法华镇路525弄12号303室"):
        terminal.type(text, settle=0.3)
        terminal.press("tab", settle=0.3)
    terminal.settle(1.0)


def _help(terminal: Terminal) -> None:
    terminal.press("escape", settle=0.4)
    terminal.press("1", settle=0.4)
    terminal.press("?", settle=0.6)


STEPS: tuple[tuple[str, Callable[[Terminal], None]], ...] = (
    ("board", _board),
    ("slips", _slips),
    ("detail", _detail),
    ("entry", _entry),
    ("help", _help),
)


def draw(size: tuple[int, int], language: str) -> None:
    """Open the demonstration at a size in a language and draw its screens."""
    command = dispatch("demo", "--lang", language, "--speed", "1")
    with Terminal(command, size=size) as terminal:
        terminal.wait_for("11:2", 40)
        terminal.settle(1.0)
        for name, step in STEPS:
            step(terminal)
            path = FOLDER / f"{name}-{size[0]}x{size[1]}-{language}.svg"
            path.write_text(svg(terminal.screen, f"dispatch_tui: {name}"), encoding="utf-8")
            print(path.relative_to(FOLDER.parents[1]))


def main(sizes: list[str]) -> int:
    """Draw all pictures, or those of the sizes named like ``80x24``."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        if not sizes or f"{size[0]}x{size[1]}" in sizes:
            for language in LANGUAGES:
                draw(size, language)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
