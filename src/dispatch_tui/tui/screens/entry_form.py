"""Keys and fields of the entry form, and its named pauses."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import mark as N_
from dispatch_tui.tui.actions import REGISTRY, Action
from dispatch_tui.tui.presentation.entry_fields import ENTRY_FIELDS, choices, label
from dispatch_tui.tui.widgets.form import FieldRow

if TYPE_CHECKING:
    from textual.timer import Timer
    from textual.widget import Widget

ACTIONS = (
    Action("entry.save", ("f10", "ctrl+s"), N_("Save, next"),
           N_("Store the slip and begin the next one; an incomplete slip is kept too."), typing=True, hint=1),
    Action("entry.earlier", ("f11", "ctrl+e"), N_("Earlier"),
           N_("Go to the earlier customers of this telephone; a digit or Enter takes one."), typing=True, hint=2),
    Action("entry.clear", ("ctrl+x",), N_("Empty"), N_("Empty the form; pressed twice. The draft goes too."),
           typing=True, hint=3, danger=True),
)  # fmt: skip
REGISTRY.register(ACTIONS)


def form_rows() -> list[FieldRow]:
    """Return the fields of the form in the language in use."""
    return [
        FieldRow(
            field.key,
            label(field.key),
            _(field.hint),
            choices(field.key),
            {"repair": "w", "install": "a", "removal": "c", "engineering": "g", "": "f", "1": "j"},
            field.width,
        )
        for field in ENTRY_FIELDS
    ]


class Pauses:
    """Waits for the keys to rest: a later wait of the same name replaces the earlier one."""

    def __init__(self, owner: Widget) -> None:
        self._owner = owner
        self._waiting: dict[str, Timer] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._waiting

    def after(self, name: str, seconds: float, call: Callable[[], None]) -> None:
        """Call after so many seconds without another wait of this name."""
        known = self._waiting.pop(name, None)
        if known is not None:
            known.stop()

        def run() -> None:
            self._waiting.pop(name, None)
            call()

        self._waiting[name] = self._owner.set_timer(seconds, run)

    def stop(self) -> None:
        """Forget everything that waits."""
        for timer in self._waiting.values():
            timer.stop()
        self._waiting.clear()
