"""A list to pick from while typing: network points by initials, filters, earlier customers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import Key
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import Input

from dispatch_tui.tui.presentation.pieces import Line, Piece, Tone, line
from dispatch_tui.tui.text import cells, cut, plain
from dispatch_tui.tui.themes import palette_of
from dispatch_tui.tui.widgets.line_pane import LinePane, strip_of

ANSWER_CELLS = 30
"""Cells that an answer has at least beside its question."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to pick."""

    key: str
    words: Line
    found_by: tuple[str, ...] = ()
    """What typing is compared with: names, initials, codes."""

    def rank(self, typed: str) -> int:
        """Return how well typed text fits: 0 exactly, 1 from the beginning, 2 inside, 3 not at all."""
        typed = typed.casefold().strip()
        if not typed:
            return 1
        folded = [each.casefold() for each in self.found_by]
        if typed in folded:
            return 0
        if any(each.startswith(typed) for each in folded):
            return 1
        return 2 if any(typed in each for each in folded) else 3


def fitting(choices: Sequence[Choice], typed: str) -> list[Choice]:
    """Return the choices that fit what was typed, best first, in their own order where equal."""
    ranked = [(choice.rank(typed), number, choice) for number, choice in enumerate(choices)]
    return [choice for rank, _number, choice in sorted(ranked, key=lambda each: each[:2]) if rank < 3]


class PickList(ScrollView, can_focus=True):
    """Lines with one highlighted; arrows move, Enter or the number before the line picks."""

    DEFAULT_CSS = """
    PickList { scrollbar-size: 0 1; overflow-x: hidden; overflow-y: auto; height: 1fr; }
    """
    TAKES_TEXT = True
    """Digits pick a line here; they are no commands."""

    @dataclass
    class Picked(Message):
        """A line was picked."""

        choice: Choice

    def __init__(self, *, numbered: bool = False, id: str | None = None) -> None:
        super().__init__(id=id)
        self._numbered = numbered
        self._choices: list[Choice] = []
        self._row = 0
        self._empty: Line = ()

    @property
    def choices(self) -> Sequence[Choice]:
        """The lines to pick from."""
        return self._choices

    @property
    def highlighted(self) -> Choice | None:
        """The line under the cursor."""
        return self._choices[self._row] if self._row < len(self._choices) else None

    def show(self, choices: Sequence[Choice], empty: str = "") -> None:
        """Show other lines; the cursor stays on its line when it is still there."""
        kept = self.highlighted
        self._choices = list(choices)
        keys = [choice.key for choice in self._choices]
        self._row = keys.index(kept.key) if kept is not None and kept.key in keys else 0
        self._empty = line(Piece(empty, Tone.MUTED))
        self.virtual_size = Size(self.size.width, max(1, len(self._choices)))
        self.refresh()

    def move(self, step: int) -> None:
        """Move the cursor by so many lines, stopping at the ends."""
        row = min(max(0, self._row + step), max(0, len(self._choices) - 1))
        if row == self._row:
            return
        before, self._row = self._row, row
        top = round(self.scroll_y)
        for each in (before, row):
            self.refresh(Region(0, each - top, self.size.width, 1))
        height = max(1, self.size.height)
        if not top <= row < top + height:
            self.scroll_to(y=row if row < top else row - height + 1, animate=False)

    def pick(self) -> None:
        """Pick the line under the cursor."""
        if self.highlighted is not None:
            self.post_message(self.Picked(self.highlighted))

    def on_key(self, event: Key) -> None:
        """Move and pick."""
        steps = {"up": -1, "down": 1, "pageup": -self.size.height, "pagedown": self.size.height}
        if event.key in steps:
            at_top = event.key == "up" and self._row == 0
            if at_top:
                return
            self.move(steps[event.key])
        elif event.key == "enter":
            self.pick()
        elif self._numbered and event.character and event.character in "123456789":
            number = int(event.character) - 1
            if number >= len(self._choices):
                return
            self.post_message(self.Picked(self._choices[number]))
        else:
            return
        event.stop()
        event.prevent_default()

    def render_line(self, y: int) -> Strip:
        """Return one line of the list."""
        width, palette = self.scrollable_content_region.width, palette_of(self)
        row = round(self.scroll_y) + y
        if row >= len(self._choices):
            return strip_of(self._empty if row == 0 else (), width, palette)
        words = self._choices[row].words
        if self._numbered:
            words = (Piece(f"{row + 1} " if row < 9 else "  ", Tone.MUTED), *words)
        shown = row == self._row and (self.has_focus or not self._numbered)
        return strip_of((Piece("▌" if shown else " "), *words), width, palette, "row" if shown else "plain")

    def on_focus(self) -> None:
        """Show the cursor."""
        self.refresh()

    def on_blur(self) -> None:
        """Hide the cursor of a numbered list."""
        self.refresh()


class _Typed(Input):
    """The line in which one types; arrows go to the list."""


class ListPrompt(Vertical):
    """A title, a line to type in and the list of what fits."""

    DEFAULT_CSS = """
    ListPrompt { height: auto; max-height: 14; }
    ListPrompt Input { height: 1; border: none; padding: 0; background: $panel; }
    """

    @dataclass
    class Picked(Message):
        """A choice was made; ``typed`` is what stood in the line. The key is empty when typed text itself was taken."""

        key: str
        typed: str

    class Left(Message):
        """The list was left without a choice."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._choices: Sequence[Choice] = ()
        self._empty: Callable[[str], str] = lambda typed: ""
        self._free = False

    def compose(self) -> ComposeResult:
        """Lay out the line and the list."""
        yield _Typed(compact=True, id="list-prompt-typed")
        yield PickList(id="list-prompt-list")

    def ask(
        self,
        title: str,
        choices: Sequence[Choice],
        *,
        empty: Callable[[str], str],
        typed: str = "",
        free: bool = False,
    ) -> None:
        """Show choices and take the focus; ``empty`` words what is said when nothing fits.

        With ``free`` Enter on typed text that fits nothing picks that text, under an empty key.
        """
        self._choices, self._empty, self._free = choices, empty, free
        field = self.query_one(_Typed)
        field.placeholder = title
        field.cursor_blink = False
        field.value = typed
        self._show(typed)
        self.screen.set_focus(field, scroll_visible=False)

    def _show(self, typed: str) -> None:
        found = fitting(self._choices, typed)
        self.query_one(PickList).show(found, self._empty(typed))
        self.query_one(PickList).move(-len(self._choices))

    @on(Input.Changed)
    def _typing(self, event: Input.Changed) -> None:
        event.stop()
        self._show(event.value)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        rows, typed = self.query_one(PickList), event.value.strip()
        if self._free and typed and rows.highlighted is None:
            self.post_message(self.Picked("", typed))
        else:
            rows.pick()

    @on(PickList.Picked)
    def _picked(self, event: PickList.Picked) -> None:
        event.stop()
        self.post_message(self.Picked(event.choice.key, self.query_one(_Typed).value))

    def on_key(self, event: Key) -> None:
        """Let the arrows move the list while typing, and Escape leave it."""
        rows = self.query_one(PickList)
        steps = {"up": -1, "down": 1, "pageup": -8, "pagedown": 8}
        if event.key in steps:
            rows.move(steps[event.key])
        elif event.key == "escape":
            self.post_message(self.Left())
        else:
            return
        event.stop()
        event.prevent_default()


class AskLine(Horizontal):
    """One question with a line to answer it; laid out with no height until it asks."""

    DEFAULT_CSS = """
    AskLine { height: 1; display: none; }
    AskLine Input { height: 1; border: none; padding: 0; background: $panel; width: 1fr; }
    AskLine Input:focus { border: none; }
    """

    @dataclass
    class Answered(Message):
        """The question was answered; what was typed stays until the line is closed."""

        text: str

    class Left(Message):
        """The question was left; what was typed stays for the next time."""

    def compose(self) -> ComposeResult:
        """Lay out question and line."""
        yield LinePane(ground="head", id="ask-question")
        yield Input(compact=True, select_on_focus=False, id="ask-answer")

    def ask(self, question: str) -> None:
        """Ask and take the focus."""
        # However long a name in the question is, the answer has room.
        room = max(20, self.screen.size.width - ANSWER_CELLS)
        words = f" {cut(plain(question), room - 3).rstrip()}: "
        self.display = True
        pane, field = self.query_one(LinePane), self.query_one(Input)
        pane.styles.width = cells(words)
        pane.can_focus = False
        pane.show_lines([(Piece(words, Tone.STRONG),)])
        field.cursor_blink = False
        self.screen.set_focus(field, scroll_visible=False)

    def close(self) -> None:
        """Take the question away and forget the answer."""
        self.query_one(Input).value = ""
        self.display = False

    @on(Input.Submitted)
    def _answered(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Answered(event.value))

    def on_key(self, event: Key) -> None:
        """Leave the question."""
        if event.key == "escape":
            event.stop()
            self.display = False
            self.post_message(self.Left())
