"""The keys named while one types in a line or picks from a list; the keys of the screen mean letters there."""

from __future__ import annotations

from textual.widget import Widget

from dispatch_tui.i18n import gettext as _
from dispatch_tui.tui.widgets.list_prompt import AskLine, ListPrompt
from dispatch_tui.tui.widgets.prompt_line import PromptLine


def typing_hints(focused: Widget) -> list[tuple[str, str]]:
    """Return keys and words for the field that has the focus; none when the keys of the screen work."""
    back = ("Esc", _("Back"))
    for widget in focused.ancestors_with_self:
        if isinstance(widget, PromptLine):
            return [("Enter", _("preview, carry out")), ("Tab", _("complete the word")), back]
        if isinstance(widget, ListPrompt):
            return [("↑ ↓", _("choose")), ("Enter", _("take it")), back]
        if isinstance(widget, AskLine):
            return [("Enter", _("answer")), back]
    return []
