"""The prompt line at work: completions while typing, preview on Enter, carrying out on the second Enter.

The command language itself lives in ``services.commands``; here it is only shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dispatch_tui.errors import DispatchError
from dispatch_tui.i18n import gettext as _
from dispatch_tui.tui.widgets.prompt_line import Answer, Answers, PromptLine

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk

_LEVEL_ROLES = {0: "good", 1: "text", 2: "soon", 3: "overdue"}


class Commanding:
    """The part of a screen that speaks with its prompt line."""

    prompt: PromptLine
    answers: Answers

    def act_prompt(self) -> None:
        """Go to the prompt line; typed text from before is still there."""
        self.prompt.open()

    def on_prompt_line_changed(self, message: PromptLine.Changed) -> None:
        """Ask for completions of what is typed."""
        text = message.text
        if not text.strip():
            self.answers.show([])
            return

    def on_prompt_line_left(self) -> None:
        """Go back to the table; the text stays in the line."""
        if self.answers.display:
            self.answers.show([])
        else:
            self._to_table()

    def _to_table(self) -> None:
        screen: Any = self
        table = screen.main_table()
        screen.set_focus(table)

    def on_prompt_line_entered(self, message: PromptLine.Entered) -> None:
        """Preview a command, or carry it out when its preview is shown."""
