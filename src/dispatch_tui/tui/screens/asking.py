"""Screens that ask one line, or let one pick from a list, before they do something."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.timer import Timer
from textual.widgets import Input

from dispatch_tui.domain.rules import Level, Outcome
from dispatch_tui.i18n import gettext as _
from dispatch_tui.tui.screens.base import RoomScreen
from dispatch_tui.tui.widgets.list_prompt import AskLine, Choice, ListPrompt
from dispatch_tui.tui.widgets.prompt_line import Answer

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk

Answered = Callable[[str], None]
RELOAD_PAUSE = 0.2
"""Seconds in which changes that follow each other are read together."""
LIST_LINES = 9
"""Height of the list to pick from."""


class AskingScreen(RoomScreen):
    """A screen with a question line and a list to pick from under its table.

    What was typed as an answer stays with its question until it was carried out: leaving the question, or an answer
    that is refused, loses nothing.
    """

    DEFAULT_CSS: ClassVar[str] = """
    AskingScreen #asking-list { display: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._then: Answered | None = None
        self._picked: Answered | None = None
        self._question = ""
        self._stale = False
        """Whether something changed while another screen was on top."""
        self._reload: Timer | None = None
        self._drafts: dict[str, str] = {}
        self._answered: list[str] = []
        """Questions answered before the present one, of the same action."""

    def asking(self) -> ComposeResult:
        """Lay out the question line and the list, both without height until they are needed."""
        yield AskLine(id="asking-line")
        yield ListPrompt(id="asking-list")

    def load(self) -> None:
        """Read what the screen shows."""

    def load_soon(self) -> None:
        """Read again in a moment, together with what changes until then; a screen out of view waits until it comes."""
        if self.app.screen is not self:
            self._stale = True
        elif self._reload is None:
            self._reload = self.set_timer(RELOAD_PAUSE, self._load_now)

    def _load_now(self) -> None:
        self._reload, self._stale = None, False
        self.load()

    def on_screen_resume(self) -> None:
        """Read what changed while another screen was on top."""
        super().on_screen_resume()
        if self._stale:
            self._load_now()

    @property
    def asked(self) -> bool:
        """Whether a question or a list waits for an answer."""
        return self._then is not None or self._picked is not None

    def ask(self, question: str, then: Answered, *, key: str = "", typed: str = "") -> None:
        """Ask for a line of text; ``key`` names the question's draft, ``typed`` stands in the line at first."""
        self._question, self._then = key or question, then
        line = self.query_one("#asking-line", AskLine)
        field = line.query_one(Input)
        field.value = self._drafts.get(self._question, typed)
        field.cursor_position = len(field.value)
        self.answers.leave_free(1)
        line.ask(question)

    def pick(self, title: str, choices: Sequence[Choice], then: Answered, about: Sequence[str] = ()) -> None:
        """Let one of some choices be picked; typing narrows them down. ``about`` stands above the list."""
        self._picked = then
        self.answers.leave_free(LIST_LINES if about else 0)
        self.answers.show([Answer(sentence, "soon") for sentence in about])
        prompt = self.query_one("#asking-list", ListPrompt)
        prompt.styles.height = LIST_LINES
        prompt.display = True
        prompt.ask(title, choices, empty=lambda typed: _("Nothing here is called {name}.").format(name=typed))

    def close_question(self) -> None:
        """Take question and list away and give the keys back to the table."""
        for question in (*self._answered, self._question):
            self._drafts.pop(question, None)
        self._answered.clear()
        self._question, self._then, self._picked = "", None, None
        self._line_gone()
        self.query_one("#asking-line", AskLine).close()
        self.query_one("#asking-list", ListPrompt).display = False
        self.to_table()

    def change(
        self,
        name: str,
        function: Callable[[Desk], Outcome],
        done: Callable[[Outcome], None] | None = None,
    ) -> None:
        """Change something in the writing thread and say what came of it; a refused answer stays to be mended."""

        def finished(outcome: Outcome) -> None:
            if outcome.done or not outcome.refused:
                self.close_question()
            self.tell(outcome)
            if done is not None:
                done(outcome)

        self.write(name, function, finished)

    def change_or_ask(self, name: str, function: Callable[[Desk, str], Outcome]) -> None:
        """Change something; when a rule only warns, ask for the reason to do it all the same."""

        def finished(outcome: Outcome) -> None:
            refused = [result for result in outcome.results if not result.ok]
            if not refused or any(result.level is not Level.WARN for result in refused):
                if outcome.done or not refused:
                    self.close_question()
                self.tell(outcome)
                return
            self.answers.show([Answer(f"~ {result.message}", "soon") for result in refused])
            self.ask(
                _("Reason to do it all the same"),
                lambda reason: self.change(name, lambda desk: function(desk, reason)),
                key=name,
            )

        self.write(name, lambda desk: function(desk, ""), finished)

    def tell(self, outcome: Outcome) -> None:
        """Say what was done in the words of the service; what was refused stands above the prompt line."""
        messages = [result.message for result in outcome.results if result.ok and result.message]
        if outcome.refused or len(messages) != 1:
            self.show_outcome(outcome)
        else:
            self.say(messages[0], "good")

    def _field_keys(self) -> Sequence[str]:
        focused = self.focused
        inside = focused is not None and any(
            widget in focused.ancestors for widget in (*self.query(AskLine), *self.query(ListPrompt))
        )
        return ("escape", "up", "down", "pageup", "pagedown", "tab") if inside else super()._field_keys()

    @on(AskLine.Answered)
    def _line_answered(self, event: AskLine.Answered) -> None:
        event.stop()
        then = self._then
        if then is not None:
            self._drafts[self._question] = event.text
            self._answered.append(self._question)
            then(event.text.strip())

    @on(AskLine.Left)
    def _line_left(self, event: AskLine.Left) -> None:
        event.stop()
        self._drafts[self._question] = self.query_one("#asking-line Input", Input).value
        self._then = None
        self._answered.clear()
        self._line_gone()
        self.to_table()

    def _line_gone(self) -> None:
        """Take away what stood above the question, like the rule that asked for a reason."""
        if self.answers.kept_free:
            self.answers.leave_free(0)
            self.answers.show([])

    @on(ListPrompt.Picked)
    def _list_picked(self, event: ListPrompt.Picked) -> None:
        event.stop()
        then, self._picked = self._picked, None
        self._line_gone()
        self.query_one("#asking-list", ListPrompt).display = False
        self.to_table()
        if then is not None:
            then(event.key)

    @on(ListPrompt.Left)
    def _list_left(self, event: ListPrompt.Left) -> None:
        event.stop()
        self._picked = None
        self._line_gone()
        self.query_one("#asking-list", ListPrompt).display = False
        self.to_table()
