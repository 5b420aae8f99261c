"""The line in which a feedback sheet is typed in, with the workers it may mean under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import Key
from textual.message import Message
from textual.widgets import Input

from dispatch_tui.i18n import gettext as _
from dispatch_tui.tui.actions import key_of
from dispatch_tui.tui.presentation.pieces import Line, Piece, Tone
from dispatch_tui.tui.presentation.sheet_typing import SAME, WorkerChoice
from dispatch_tui.tui.text import cells, plain
from dispatch_tui.tui.widgets.form import TextField
from dispatch_tui.tui.widgets.line_pane import LinePane


class WorkerField(TextField):
    """The typed line; keys that mean something to the sheet are handed to it first."""

    DEFAULT_CSS = """
    WorkerField { width: 1fr; }
    """

    async def _on_key(self, event: Key) -> None:
        typing = self.parent
        while typing is not None and not isinstance(typing, SheetTyping):
            typing = typing.parent
        if isinstance(typing, SheetTyping) and typing.take_key(event):
            event.stop()
            event.prevent_default()
            return
        await super()._on_key(event)


class SheetTyping(Vertical):
    """Label, typed line and the workers to choose from; the first one is chosen until another is."""

    DEFAULT_CSS = """
    SheetTyping { height: 2; }
    SheetTyping > Horizontal { height: 1; }
    SheetTyping LinePane { height: 1; }
    """

    @dataclass
    class Changed(Message):
        """Other text stands in the line."""

        text: str

    @dataclass
    class Entered(Message):
        """Enter was pressed: ``text`` as typed, ``worker`` the one chosen from the list (empty without a list)."""

        text: str
        worker: str

    class Same(Message):
        """The worker of the line above is wanted."""

    @dataclass
    class Wanted(Message):
        """A sign that no name begins with was typed into the empty line: ``?`` or ``/``."""

        sign: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._choices: Sequence[WorkerChoice] = ()
        self._chosen = 0
        self._about = ""

    def compose(self) -> ComposeResult:
        """Lay out label, line and choices."""
        with Horizontal():
            yield LinePane(ground="head", id="sheet-label")
            yield WorkerField("worker")
        yield LinePane(ground="panel", id="sheet-choices")

    def on_mount(self) -> None:
        """Keep the focus in the typed line."""
        for pane in self.query(LinePane):
            pane.can_focus = False

    @property
    def field(self) -> WorkerField:
        """The typed line."""
        return self.query_one(WorkerField)

    @property
    def text(self) -> str:
        """What stands in the line."""
        return self.field.value

    def fill(self, text: str) -> None:
        """Put text into the line."""
        self.field.value = text
        self.field.cursor_position = len(text)

    def label(self, words: str) -> None:
        """Say what is typed here."""
        shown = f" {plain(words)}: "
        pane = self.query_one("#sheet-label", LinePane)
        pane.styles.width = cells(shown)
        pane.show_lines([(Piece(shown, Tone.STRONG),)])

    def offer(self, choices: Sequence[WorkerChoice], about: str = "") -> None:
        """Show the workers that the text may mean; ``about`` is said when there are none."""
        self._choices, self._chosen, self._about = tuple(choices), 0, about
        self._show()

    def choose(self, step: int) -> bool:
        """Choose another worker; returns False when there is nothing to choose from."""
        if len(self._choices) < 2:
            return False
        self._chosen = (self._chosen + step) % len(self._choices)
        self._show()
        return True

    @property
    def worker(self) -> str:
        """The worker chosen."""
        return self._choices[self._chosen].name if self._choices else ""

    def _show(self) -> None:
        self.query_one("#sheet-choices", LinePane).compose_lines(self._words, top=True)

    def _words(self, width: int) -> list[Line]:
        if not self._choices:
            return [(Piece(f" {self._about}", Tone.MUTED),)]
        pieces = [Piece(" ")]
        used = 1
        first = 0
        for number in range(self._chosen + 1):  # what is chosen is always in view
            used += cells(plain(self._choices[number].name)) + 5
            if used > width and number:
                first, used = number, cells(plain(self._choices[number].name)) + 6
        for number, choice in enumerate(self._choices[first:], first):
            here = number == self._chosen
            name = choice.name if choice.known else _("{name} (as typed)").format(name=choice.name)
            pieces.append(Piece("> " if here else "  ", Tone.HEAD))
            pieces.append(
                Piece(f"{name}  ", Tone.STRONG if here else Tone.PLAIN if choice.known else Tone.MUTED)
            )
        return [tuple(pieces)]

    def take_key(self, event: Key) -> bool:
        """Take a key that means something to the sheet; returns whether it was taken."""
        if event.key == "tab" or (event.key in ("right", "left") and self._at_end(event.key)):
            return self.choose(-1 if event.key == "left" else 1) or event.key == "tab"
        if event.key == "shift+tab":
            self.choose(-1)
            return True
        sign = "" if self.text else key_of(event.key, event.character)
        if sign == SAME:
            self.post_message(self.Same())
            return True
        if sign in ("?", "/"):
            self.post_message(self.Wanted(sign))
            return True
        return False

    def _at_end(self, key: str) -> bool:
        return bool(self._choices) and (key == "left" or self.field.cursor_position >= len(self.text))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Changed(event.value))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Entered(event.value, self.worker))
