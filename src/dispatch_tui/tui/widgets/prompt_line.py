"""The command line of every screen: always laid out, one line high, its answers above it on a layer of their own.

Enter previews, Enter again carries out, Esc goes back. What was typed is never lost: it stays in the line when a
command fails or the line is left, and carried-out commands are kept in the history (arrow keys).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Key, Paste
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, Static

from dispatch_tui.i18n import gettext as _
from dispatch_tui.tui.text import fit, wrap
from dispatch_tui.tui.themes import palette_of

AROUND_LINES = 4
"""Header, a line of the table, prompt and status line stay in view around an answer."""
FIXED_LINES = 3
"""Lines of a long answer that stay when it is scrolled: what it is about, the count, what Enter does."""
MOST_WRAPPED = 100
"""Of longer answers each line takes one line of the terminal, so that thousands of them cost nothing."""
HISTORY_LENGTH = 200
"""So many carried-out commands are remembered."""


class Answer(NamedTuple):
    """One line of the answer above the prompt."""

    text: str
    role: str = "text"
    insert: str = ""
    """What Tab puts into the line; empty when the line is only for reading."""


class Answers(Widget):
    """The lines above the prompt: completions, preview, results."""

    DEFAULT_CSS = """
    Answers { layer: above; dock: bottom; height: 1; margin: 0 0 2 0; display: none; }
    """
    MOST_LINES = 14

    def __init__(self) -> None:
        super().__init__(id="answers")
        self.answers: list[Answer] = []
        """The lines in view."""
        self.chosen = -1
        """Index of the chosen completion, -1 without one."""
        self.kept_free = 0
        """Lines under the answers that stay in view, for a question that is asked there."""
        self._all: list[Answer] = []
        self._top = 0

    def leave_free(self, lines: int) -> None:
        """Keep so many lines above the prompt free for a question."""
        self.kept_free = lines
        self.styles.margin = (0, 0, 2 + lines, 0)

    def show(self, answers: Sequence[Answer]) -> None:
        """Show lines, or take them away when there are none; what does not fit can be scrolled to."""
        room = max(20, self.screen.size.width - 4) if self.is_attached else 76
        wrapped = len(answers) <= MOST_WRAPPED
        self._all = [line for answer in answers for line in _wrapped(answer, room)] if wrapped else [*answers]
        self._top = 0
        self._lay_out()

    def _lay_out(self) -> None:
        most = self._most()
        self.answers = _in_view(self._all, most, self._top)
        self.chosen = next((at for at, answer in enumerate(self.answers) if answer.insert), -1)
        height = len(self.answers)
        if height and self.size.height != height:
            self.styles.height = height
        self.display = bool(height)
        self.refresh()

    def _most(self) -> int:
        if not self.is_attached:
            return self.MOST_LINES
        room = self.screen.size.height - AROUND_LINES
        return max(2, min(max(self.MOST_LINES, room // 2), room))

    def scroll_lines(self, pages: int) -> bool:
        """Scroll the lines by so many pages; returns False when everything is in view."""
        most = self._most()
        if len(self._all) <= most or any(answer.insert for answer in self._all):
            return False
        step = max(1, most - FIXED_LINES)
        last = max(0, len(self._all) - most)
        self._top = min(last, max(0, self._top + pages * step))
        self._lay_out()
        return True

    def choose(self, step: int) -> bool:
        """Choose another completion; returns False when there are none."""
        choices = [at for at, answer in enumerate(self.answers) if answer.insert]
        if not choices:
            return False
        at = choices.index(self.chosen) if self.chosen in choices else 0
        self.chosen = choices[(at + step) % len(choices)]
        self.refresh()
        return True

    @property
    def completion(self) -> str:
        """What Tab puts into the line."""
        return self.answers[self.chosen].insert if 0 <= self.chosen < len(self.answers) else ""

    def render_line(self, y: int) -> Strip:
        """Return one line of the answer."""
        palette = palette_of(self)
        if y >= len(self.answers):
            return Strip([Segment(" " * self.size.width, palette.style("text", "panel"))], self.size.width)
        answer = self.answers[y]
        style = palette.style("match") if y == self.chosen else palette.style(answer.role, "panel")
        sign = ">" if y == self.chosen else " "
        return Strip([Segment(fit(f" {sign} {answer.text}", self.size.width), style)], self.size.width)


def _in_view(lines: list[Answer], most: int, top: int) -> list[Answer]:
    """Return at most so many lines from a line on.

    The first line, which says what it is about, and the last one, which tells what Enter does, stay; the last but one
    counts what is not in view.
    """
    if len(lines) <= most:
        return lines
    if lines[-1].insert:
        head = lines[: most - 1]
        return [*head, Answer(_("… and {n} more lines").format(n=len(lines) - len(head)), "muted")]
    body = lines[1:-1]
    room = max(1, most - FIXED_LINES)
    shown = body[top : top + room]
    count = _("… and {n} more lines: PgUp, PgDn").format(n=len(body) - len(shown))
    return [lines[0], *shown, Answer(count, "muted"), lines[-1]]


def _wrapped(answer: Answer, width: int) -> list[Answer]:
    """Return an answer as lines that fit; what Tab puts in stays on one line."""
    if answer.insert:
        return [answer]
    return [Answer(line, answer.role) for line in wrap(answer.text, width)]


class PromptInput(Input, inherit_css=False):
    """The typed line; keys that mean something to the prompt are handed to it first.

    It has style sheets of its own: those of ``Input`` are long, and every start would parse them.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "input--cursor",
        "input--placeholder",
        "input--suggestion",
        "input--selection",
    }
    DEFAULT_CSS = """
    PromptInput {
        width: 1fr; height: 1; padding: 0; scrollbar-size-horizontal: 0;
        background: $background; color: $foreground;
        &>.input--cursor {
            background: $input-cursor-background;
            color: $input-cursor-foreground;
            text-style: $input-cursor-text-style;
        }
        &>.input--selection { background: $input-selection-background; color: $input-selection-foreground; }
    }
    """

    async def _on_key(self, event: Key) -> None:
        prompt = self.parent
        if isinstance(prompt, PromptLine) and prompt.take_key(event.key):
            event.stop()
            event.prevent_default()
            return
        await super()._on_key(event)

    def on_paste(self, event: Paste) -> None:
        """Take every line of what is pasted, joined by spaces."""
        lines = event.text.splitlines()
        if len(lines) > 1:
            event.stop()
            event.prevent_default()
            self.insert_text_at_cursor(" ".join(each.strip() for each in lines if each.strip()))


class PromptLine(Horizontal):
    """The line with its sign and its history."""

    DEFAULT_CSS = """
    PromptLine { height: 1; dock: bottom; margin: 0 0 1 0; }
    PromptLine > Static { width: 2; height: 1; padding: 0; }
    """

    @dataclass(repr=False, eq=False)
    class Changed(Message):
        """Other text stands in the line."""

        text: str

    @dataclass(repr=False, eq=False)
    class Entered(Message):
        """Enter was pressed; ``again`` tells that the same text was previewed before."""

        text: str
        again: bool

    @dataclass(repr=False, eq=False)
    class Left(Message):
        """Esc was pressed."""

    def __init__(self) -> None:
        super().__init__(id="prompt")
        self.history: list[str] = []
        self._at = 0
        self._previewed = ""

    def compose(self) -> ComposeResult:
        """Lay out the sign and the line."""
        yield Static("/", markup=False)
        yield PromptInput(compact=True, select_on_focus=False, id="prompt-input")

    @property
    def field(self) -> PromptInput:
        """The field that is typed into."""
        return self.query_one(PromptInput)

    @property
    def text(self) -> str:
        """What stands in the line."""
        return self.field.value

    @text.setter
    def text(self, value: str) -> None:
        self.field.value = value
        self.field.cursor_position = len(value)

    def open(self, text: str | None = None) -> None:
        """Go to the line, with other text if given.

        Text left from before can be brought back from the history; it is selected, so that typing replaces it and an
        arrow key goes on with it.
        """
        before = self.text
        if before.strip() and before != text:
            self._remember(before)
        if text is not None:
            self.text = text
        elif before and not self.field.has_focus:
            self.field.select_all()
        self.field.cursor_blink = False
        self.screen.set_focus(self.field, scroll_visible=False)

    def previewed(self, text: str) -> None:
        """Note that the text's preview is shown: Enter carries it out now."""
        self._previewed = text

    def carried_out(self, text: str) -> None:
        """Keep a command in the history and empty the line."""
        self._remember(text)
        self._previewed = ""
        if self.text == text:
            self.text = ""

    def _remember(self, text: str) -> None:
        if not self.history or self.history[-1] != text:
            self.history.append(text)
            del self.history[:-HISTORY_LENGTH]
        self._at = len(self.history)

    def take_key(self, key: str) -> bool:
        """Take a key that means something here; returns whether it was taken."""
        if key == "enter":
            text = self.text.strip()
            if text:
                self.post_message(self.Entered(text, text == self._previewed))
            return True
        if key == "escape":
            self.post_message(self.Left())
            return True
        answers = self.screen.query_one(Answers)
        if key == "tab":
            if answers.completion:
                self.text = answers.completion
            return True
        if key in ("pageup", "pagedown"):
            return answers.scroll_lines(-1 if key == "pageup" else 1)
        if key in ("up", "down"):
            step = -1 if key == "up" else 1
            if answers.display and answers.choose(step):
                return True
            self._recall(step)
            return True
        return False

    def _recall(self, step: int) -> None:
        at = max(0, min(len(self.history), self._at + step))
        if at != self._at:
            self._at = at
            self.text = self.history[at] if at < len(self.history) else ""

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell the screen that the text changed; an earlier preview no longer counts."""
        event.stop()
        if event.value.strip() != self._previewed:
            self._previewed = ""
        self.post_message(self.Changed(event.value))
