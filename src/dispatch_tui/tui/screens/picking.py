"""One list to pick from at the foot of a screen: what is asked, what may be picked, and who takes the answer.

A screen lays ``self.picker`` out in its body, wherever the list shall stand, and calls ``pick``; the keys of the list
and the way back to what had the keys before are handled here, once for every screen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import on
from textual.widget import Widget

from dispatch_tui.i18n import gettext as _
from dispatch_tui.tui.screens.base import RoomScreen
from dispatch_tui.tui.widgets.list_prompt import Choice, ListPrompt

PICK_KEYS = ("up", "down", "enter", "pageup", "pagedown", "escape")
"""Keys that the list wants for itself."""
Taken = Callable[[str, str], None]
"""Takes the key of what was picked and what had been typed; the key is empty when typed text itself was taken."""


class PickFoot(ListPrompt):
    """The list, hidden until something is asked."""

    DEFAULT_CSS = """
    PickFoot { display: none; }
    RoomScreen.-normal PickFoot { max-height: 9; }
    """


class Picking(RoomScreen):
    """A screen on which things are picked from a list."""

    def __init__(self) -> None:
        super().__init__()
        self.picker = PickFoot(id="pick")
        self._taken: Taken | None = None
        self._before: Widget | None = None

    @property
    def picking(self) -> bool:
        """Whether the list has the keys."""
        return self.focused is not None and self.picker in self.focused.ancestors

    def pick(self, title: str, choices: Sequence[Choice], taken: Taken, *, free: bool = False) -> None:
        """Show things to pick from; ``free`` takes typed text too when nothing of the list fits it."""
        if not self.picking:
            self._before = self.focused
        self._taken = taken
        self.picker.display = True
        self.picker.ask(
            title,
            choices,
            empty=lambda typed: (
                _("Enter takes “{text}”.") if free else _("Nothing here is called “{text}”.")
            ).format(text=typed),
            free=free,
        )

    def leave_picking(self) -> None:
        """Take the list away and give the keys back to what had them."""
        self.picker.display = False
        before = self._before
        if before is not None and before.is_attached and before.display:
            self.set_focus(before, scroll_visible=False)
        else:
            self.to_table()

    @on(ListPrompt.Left)
    def _unpicked(self, event: ListPrompt.Left) -> None:
        event.stop()
        self._taken = None
        self.leave_picking()

    @on(ListPrompt.Picked)
    def _picked(self, event: ListPrompt.Picked) -> None:
        event.stop()
        taken, self._taken = self._taken, None
        self.leave_picking()
        if taken is not None:
            taken(event.key, event.typed)

    def _field_keys(self) -> Sequence[str]:
        return PICK_KEYS if self.picking else super()._field_keys()
