"""Draw the pictures of docs/pictures from the running program (``make pictures``).

The demonstration is opened at three sizes in two languages and its screens are drawn as the terminal shows them; a page
of a flow card is printed in it and rendered. ``python -m build_support.pictures 80x24 paper`` draws only these.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from build_support.drawing import svg
from tests.terminal.pty_driver import Terminal, dispatch

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
SIZES = ((80, 24), (120, 40), (200, 60))
LANGUAGES = ("zh", "en")
PAPER = "paper"
"""What the page of the flow card is called on the command line."""
CARD = "20260714-HP2-1"
"""A flow card of the day before the demonstration's."""
PAPER_SCALE = 1.2
GREYS = 8


def _board(terminal: Terminal) -> None:
    terminal.press("1", settle=0.6)


def _slips(terminal: Terminal) -> None:
    terminal.press("2", settle=0.8)


def _proposal(terminal: Terminal) -> None:
    """The proposal for everything that is ready, before it is carried out."""
    _find(terminal, "@ready")
    terminal.press("*", "=", settle=0.5)
    terminal.settle(1.5, 15.0)


def _detail(terminal: Terminal) -> None:
    """A slip that was sent today, with the course of its dispatch."""
    terminal.press("escape", "escape", settle=0.4)
    _find(terminal, "@sent=today&out")
    terminal.press("enter", settle=0.8)


def _find(terminal: Terminal, wanted: str) -> None:
    terminal.press("/", settle=0.3)
    terminal.type(f"find {wanted}", settle=0.3)
    terminal.press("enter", settle=1.0)


def _entry(terminal: Terminal) -> None:
    terminal.press("escape", settle=0.4)
    terminal.press("N", settle=0.8)
    for text in ("13800138000", "欧阳娜娜", "长宁区新华路街道法华镇路525弄12号303室"):
        terminal.type(text, settle=0.3)
        terminal.press("tab", settle=0.3)
    terminal.settle(1.0)


def _day(terminal: Terminal) -> None:
    """The feedback sheets of the day-open, the cursor on one that has not come back."""
    terminal.press("escape", settle=0.4)
    terminal.press("3", settle=1.0)
    terminal.press("n", settle=0.6)
    terminal.press("home", "o", "o", "o", settle=0.4)


def _sheet(terminal: Terminal) -> None:
    """A sheet of which three lines are typed in."""
    terminal.press("enter", settle=1.0)
    terminal.type("石海峰", settle=0.4)
    terminal.press("enter", settle=0.6)
    terminal.press("=", "=", settle=0.6)
    terminal.type("s", settle=0.6)


def _papers(terminal: Terminal) -> None:
    terminal.press("escape", "escape", settle=0.6)
    terminal.press("6", settle=1.2)


def _reports(terminal: Terminal) -> None:
    """The ledger of the day before."""
    terminal.press("7", settle=1.0)
    terminal.press("[", settle=1.0)


def _help(terminal: Terminal) -> None:
    terminal.press("1", settle=0.4)
    terminal.press("?", settle=0.6)


STEPS: tuple[tuple[str, Callable[[Terminal], None]], ...] = (
    ("board", _board),
    ("slips", _slips),
    ("proposal", _proposal),
    ("detail", _detail),
    ("entry", _entry),
    ("day", _day),
    ("sheet", _sheet),
    ("papers", _papers),
    ("reports", _reports),
    ("help", _help),
)


def draw(size: tuple[int, int], language: str) -> None:
    """Open the demonstration at a size in a language and draw its screens."""
    command = dispatch("demo", "--lang", language, "--speed", "1")
    with Terminal(command, size=size) as terminal:
        terminal.wait_for("11:2", 90)
        terminal.settle(1.0)
        for name, step in STEPS:
            step(terminal)
            path = FOLDER / f"{name}-{size[0]}x{size[1]}-{language}.svg"
            path.write_text(svg(terminal.screen, f"dispatch_tui: {name}"), encoding="utf-8")
            print(path.relative_to(FOLDER.parents[1]))


def draw_paper() -> None:
    """Print a flow card in the demonstration and render its first page."""
    import pypdfium2

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        demo = ("demo", "--keep", "--headless-seconds", "1", "--speed", "1")
        environment = {"TMPDIR": name, "PATH": "/usr/bin:/bin"}
        subprocess.run(dispatch(*demo), env=environment, check=True, capture_output=True)
        room = next(folder.glob("dispatch-demo-*"))
        where = ("--config", str(room / "config"), "--database", f"sqlite:///{room / 'dispatch.sqlite3'}")
        environment["DISPATCH_NOW"] = "2026-07-15T08:40"
        pdf = folder / "card.pdf"
        printing = dispatch(*where, "print", "flow-card", CARD, "--out", str(pdf))
        subprocess.run(printing, env=environment, check=True, capture_output=True)
        document = pypdfium2.PdfDocument(pdf)
        page = document[0].render(scale=PAPER_SCALE).to_pil()
        document.close()
    path = FOLDER / "paper-flow-card.png"
    page.convert("L").quantize(GREYS).save(path, optimize=True)
    print(path.relative_to(FOLDER.parents[1]))


def main(wanted: list[str]) -> int:
    """Draw all pictures, or those of the sizes named like ``80x24``, and the page named ``paper``."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        if not wanted or f"{size[0]}x{size[1]}" in wanted:
            for language in LANGUAGES:
                draw(size, language)
    if not wanted or PAPER in wanted:
        draw_paper()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
