"""The prompt line at work: completions while typing, preview on Enter, carrying out on the second Enter.

The command language itself lives in ``services.commands``; here it is only shown. A command is parsed once, when it is
previewed, together with the slips that were under the cursor or marked then; the second Enter carries out exactly
that. Text that was refused stays in the line.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, TypeVar
from uuid import uuid4

from textual.screen import Screen
from textual.timer import Timer

from dispatch_tui.domain.rules import Outcome
from dispatch_tui.errors import Ambiguous, DispatchError
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import language, ngettext
from dispatch_tui.tui.messages import Thinking
from dispatch_tui.tui.widgets.prompt_line import Answer, Answers, PromptLine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dispatch_tui.domain import rules
    from dispatch_tui.domain.orders import Order
    from dispatch_tui.services.commands import Command, Completion, Here, Preview, View
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.tui.widgets.record_table import RecordTable

Result = TypeVar("Result")

TYPING_PAUSE = 0.06
"""Seconds without a key before completions are asked for."""
PROGRESS_SECONDS = 0.1
"""A preview that takes long tells how far it is so often."""
PATIENCE_SECONDS = 0.5
"""After so long it is said that a command is still being carried out."""
NAMED = 2
"""Up to so many slips are named when something was done to them."""


class Commanding(Screen[None]):
    """The part of a screen that speaks with its prompt line."""

    prompt: PromptLine
    answers: Answers
    _command: Command | None = None
    _pause: Timer | None = None
    _entered = ""
    """Text whose preview was asked for; the answer to it is not replaced by completions."""
    _cancel: threading.Event | None = None
    """Set to give up the preview that is being worked out."""
    _under_way = ""
    """Identity of the command that is being carried out; a further Enter waits for it."""
    _here: Here | None = None
    """What the previewed command means by the marked slips and the one at the cursor, and their versions."""

    def here(self) -> Here:
        """Return the slips that a command means when it names none: the marked ones, else the one at the cursor."""
        from dispatch_tui.services.commands import Here

        return Here()

    # -- typing ---------------------------------------------------------------------------------------------------

    def act_prompt(self) -> None:
        """Go to the prompt line; typed text from before is still there."""
        self.prompt.open()

    def on_prompt_line_changed(self, message: PromptLine.Changed) -> None:
        """Ask for completions when the keys rest."""
        message.stop()
        if self._entered and message.text.strip() == self._entered:
            return  # a key wrote the command and pressed Enter at once: this tells of the writing
        self._entered = ""
        self._command = None
        self._give_up()
        if self._pause is not None:
            self._pause.stop()
        if not message.text.strip():
            self._forget("complete")
            if self.focused is self.prompt.field:
                self.answers.show([])  # after a command was carried out, what it refused stays in view
            return
        text = message.text
        self._pause = self.set_timer(TYPING_PAUSE, lambda: self._complete(text))

    def _complete(self, text: str) -> None:
        from dispatch_tui.services import commands

        def done(found: list[Completion]) -> None:
            if self.prompt.text == text and self._command is None:
                self.answers.show([_completion_line(each) for each in found])

        self.read("complete", lambda desk: commands.complete(desk, text), done)

    def on_prompt_line_left(self, message: PromptLine.Left) -> None:
        """Take the answer away, then go back to the table; the text stays in the line."""
        message.stop()
        self._forget("complete")
        if self._give_up():
            self.answers.show([Answer(_("Given up; nothing was changed."), "soon")])
        elif self.answers.display:
            self.answers.show([])
            self._command = None
            self.prompt.previewed("")
        else:
            self.to_table()

    def to_table(self) -> None:
        """Give the keys back to the table of the screen."""
        table = self.main_table()
        self.set_focus(table)

    # -- preview and carrying out ---------------------------------------------------------------------------------

    def on_prompt_line_entered(self, message: PromptLine.Entered) -> None:
        """Preview a command, or carry it out when its preview is shown."""
        message.stop()
        self.enter_command(message.text, confirmed=message.again)

    def enter_command(self, text: str, *, confirmed: bool = False, here: Here | None = None) -> None:
        """Do what Enter does with a text in the prompt line; ``here`` replaces what the screen offers."""
        if self._under_way:
            self._tell_under_way(self._under_way)
            return
        if confirmed and self._command is not None:
            self._carry_out(text, self._command)
            return
        self._entered = text
        here = self._here = here or self.here()
        if self._pause is not None:
            self._pause.stop()
        self._forget("complete")
        self._give_up()
        cancel = self._cancel = threading.Event()
        told = time.monotonic()

        def progress(done: int, total: int) -> None:
            nonlocal told
            if time.monotonic() - told > PROGRESS_SECONDS:
                told = time.monotonic()
                self.post_message(Thinking(text, done, total))

        def work(desk: Desk) -> Preview:
            from dispatch_tui.services import commands

            return commands.preview(desk, commands.parse(text, desk, here), progress=progress, cancel=cancel)

        self.think("preview", work, lambda preview: self._previewed(text, preview), self._refused)

    def on_thinking(self, message: Thinking) -> None:
        """Show how far a preview is that takes long."""
        message.stop()
        if self._cancel is not None and message.text == self._entered:
            told = _("Working it out: {done} of {total} slips … Esc gives up.").format(
                done=f"{message.done:,}", total=f"{message.total:,}"
            )
            self.answers.show([Answer(told, "accent")])

    def _give_up(self) -> bool:
        """Give up the preview that is being worked out; returns False when there is none."""
        cancel, self._cancel = self._cancel, None
        if cancel is None:
            return False
        cancel.set()
        self._forget("preview")
        return True

    def _previewed(self, text: str, preview: Preview) -> None:
        from dispatch_tui.services.commands import View

        self._cancel = None
        if isinstance(preview.command, View):
            self.answers.show([])
            self.prompt.carried_out(text)
            self.to_table()
            self.run_view(preview.command)
            return
        if self._merge(text, preview.command, preview.results, previewed=True):
            return
        from dispatch_tui.tui.presentation.preview_lines import preview_answers

        desk = self.desk
        lines = preview_answers(preview, desk.point_name if desk is not None else str)
        if preview.goes:
            self._command = preview.command
            self.prompt.previewed(text)
            lines.append(Answer(_("Enter carries it out, Esc goes back."), "accent"))
        else:
            lines.append(Answer(_("Nothing would change."), "soon"))
        self.answers.show(lines)

    def _refused(self, error: DispatchError) -> None:
        self._cancel = None
        lines = [Answer(error.sentence, "overdue")]
        if error.hint:
            lines.append(Answer(error.hint, "text"))
        if isinstance(error, Ambiguous):
            lines += [Answer(f"{key}  {what}", "text") for key, what in error.candidates]
        self.answers.show(lines)

    def _carry_out(self, text: str, command: Command) -> None:
        self._command = None
        command_id, here = str(uuid4()), self._here
        about = [] if here is None else [*here.marked, *([] if here.current is None else [here.current])]

        def work(desk: Desk) -> tuple[Outcome, list[Order]]:
            from dispatch_tui.services import commands, slip_lists

            outcome = commands.run(desk, command, True, command_id=command_id)
            return outcome, slip_lists.read(desk, about) if outcome.done and about else []

        self.prompt.previewed("")
        self._under_way = command_id
        self.set_timer(PATIENCE_SECONDS, lambda: self._tell_under_way(command_id))
        self.write("run", work, lambda result: self._done(text, command, *result), self._not_done)

    def _tell_under_way(self, command_id: str) -> None:
        """Say that a command is still being carried out, for example because the database is busy."""
        if self._under_way == command_id:
            self.answers.show([Answer(_("Being carried out; please wait …"), "accent")])

    def _not_done(self, error: DispatchError) -> None:
        self._under_way = ""
        self._refused(error)

    def renewed(self, orders: Sequence[Order]) -> None:
        """Take the slips that a command may have changed, as they are now: the next key finds them so."""

    def _done(self, text: str, command: Command, outcome: Outcome, orders: Sequence[Order]) -> None:
        self._under_way = ""
        if not self._merge(text, command, outcome.results):
            self.stored(text, outcome, orders)

    def _merge(
        self, text: str, command: Command, results: Sequence[rules.Result], *, previewed: bool = False
    ) -> bool:
        """Go on with a correction that met a colleague's change; returns False when it did not."""
        from dispatch_tui.tui.screens.merging import correction_met, merge

        met, here = correction_met(command, results), self._here
        if met is None or here is None:
            return False
        merge(self, text, met, results[0].id, here, previewed=previewed)
        return True

    def stored(self, text: str, outcome: Outcome, orders: Sequence[Order] = ()) -> None:
        """Tell what a command came to; its text leaves the line when something was done, or nothing was left to do."""
        if outcome.done or not outcome.results:
            self.renewed(orders)
            self.prompt.carried_out(text)
            self.to_table()
        if outcome.results:
            self.show_outcome(outcome)
        else:
            self.answers.show([])
            self.say(_("Nothing was left to change."), "good")

    def show_outcome(self, outcome: Outcome, what: str = "") -> None:
        """Tell what was done and, line by line, what was refused and why; ``what`` names the action."""
        from dispatch_tui.tui.presentation.preview_lines import refusals

        words = outcome_words(outcome)
        self.say(f"{what}: {words}" if what else words, "good" if not outcome.refused else "soon")
        self.answers.show(refusals(outcome.results))

    # -- undo -----------------------------------------------------------------------------------------------------

    def act_undo(self) -> None:
        """Take back the operator's last action."""
        from dispatch_tui.services import undo

        self.write(
            "undo",
            undo.undo,
            lambda outcome: self.show_outcome(outcome, _("taken back")),
            self._undo_refused,
        )

    def _undo_refused(self, error: DispatchError) -> None:
        """Say why it isn't taken back; to take back a sending, write the command that lacks who confirmed it."""
        if error.code == "confirmer-missing":
            from dispatch_tui.tui.presentation.phrases import undo_text

            self.prompt.open(undo_text(language()))
        self.fail(error)

    def fail(self, error: DispatchError) -> None:
        """Show why something did not work."""

    def act_redo(self) -> None:
        """Do again what was taken back last."""
        from dispatch_tui.services import undo

        self.write("undo", undo.redo, lambda outcome: self.show_outcome(outcome, _("done again")))

    # -- what the base screen gives -------------------------------------------------------------------------------

    @property
    def desk(self) -> Desk | None:
        """The desk of this session, None until it is open."""
        return None

    def main_table(self) -> RecordTable | None:
        """Return the table that gets the table keys."""
        return None

    def _forget(self, name: str) -> None:
        """Drop results of earlier reads of this name."""

    def read(
        self,
        name: str,
        function: Callable[[Desk], Result],
        done: Callable[[Result], None],
        failed: Callable[[DispatchError], None] | None = None,
    ) -> int:
        """Read in the database thread."""
        return 0

    def think(
        self,
        name: str,
        function: Callable[[Desk], Result],
        done: Callable[[Result], None],
        failed: Callable[[DispatchError], None] | None = None,
    ) -> int:
        """Read in the thread for long calculations."""
        return 0

    def write(
        self,
        name: str,
        function: Callable[[Desk], Result],
        done: Callable[[Result], None],
        failed: Callable[[DispatchError], None] | None = None,
    ) -> int:
        """Write in the database thread."""
        return 0

    def say(self, sentence: str, role: str = "text") -> None:
        """Show a sentence in the status line."""

    def run_view(self, view: View) -> None:
        """Show what a command only shows."""


def _completion_line(completion: Completion) -> Answer:
    about = f"  {completion.about}" if completion.about else ""
    return Answer(f"{completion.label}{about}", "text", insert=completion.text)


def outcome_words(outcome: Outcome) -> str:
    """Return what an action came to, in one sentence with the true counts."""
    done = ngettext("{n} done", "{n} done", outcome.done).format(n=outcome.done)
    named = [result.id for result in outcome.results if result.ok and result.id]
    if 0 < len(named) <= NAMED:
        done += f" ({', '.join(named)})"
    if not outcome.refused:
        return done
    refused = ngettext("{n} refused", "{n} refused", outcome.refused).format(n=outcome.refused)
    return f"{done}, {refused}"
