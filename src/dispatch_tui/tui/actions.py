"""The register of everything a key can do: hints, help, palette and the handbook's key table are made from it.

A screen names the contexts it offers; a key is looked up in these contexts in order, then in ``app``. An action runs
the method ``act_<name>`` of the screen (or of the application), where ``<name>`` is the last part of its id. When
the screen has a method ``why_not_<name>`` that returns a sentence, the action is not possible now and the sentence
is shown instead of doing nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import mark as N_
from dispatch_tui.tui.text import half_width

APP = "app"
"""Context of actions that work on every screen."""


def key_of(key: str, character: str | None) -> str:
    """Return the name under which a pressed key is registered.

    A printable character is its own name, folded to ASCII when an input method made it full-width (``？``).
    """
    if character is None and key.startswith("fullwidth_"):
        character = unicodedata.lookup(key.replace("_", " ").replace("hyphen minus", "hyphen-minus"))
    if character is not None and len(character) == 1 and character.isprintable() and "+" not in key[:-1]:
        folded = half_width(character)
        return "space" if folded == " " else folded
    return key


@dataclass(frozen=True, slots=True)
class Action:
    """Something a key does."""

    id: str
    """``context.name``, like ``board.next_overdue``; the method called is ``act_next_overdue``."""
    keys: tuple[str, ...]
    """Characters (``o``, ``O``, ``?``), else Textual key names (``ctrl+p``, ``pageup``); the first is shown."""
    label: str
    """Two or three words for the hint line, marked with ``N_``."""
    help: str = ""
    """One sentence for the help screen, marked with ``N_``."""
    typing: bool = False
    """Whether the key also works while text is being typed."""
    hint: int = 0
    """Place in the hint line: 1 is shown first, 0 is never shown there."""
    danger: bool = False
    """Whether it changes something that can't be taken back without effort."""
    article: str = ""
    """Article of the standard behind it, like ``S004 一.1``."""

    @property
    def context(self) -> str:
        """The context part of the id."""
        return self.id.partition(".")[0]

    @property
    def name(self) -> str:
        """The last part of the id."""
        return self.id.rpartition(".")[2]

    @property
    def shown_label(self) -> str:
        """The label in the user's language."""
        return _(self.label)

    @property
    def shown_help(self) -> str:
        """The help sentence in the user's language, or the label when there is none."""
        return _(self.help) or _(self.label)

    @property
    def shown_key(self) -> str:
        """The first key as it is written on a keyboard."""
        return key_name(self.keys[0]) if self.keys else ""


_KEY_NAMES = {
    "space": "Space",
    "enter": "Enter",
    "escape": "Esc",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
    "delete": "Del",
    "insert": "Ins",
    "backspace": "Backspace",
}


def key_name(key: str) -> str:
    """Return a key as a person writes it: ``ctrl+p`` is ``Ctrl+P``, ``f9`` is ``F9``."""
    known = _KEY_NAMES.get(key)
    if known is not None:
        return known
    if key.startswith("ctrl+"):
        return "Ctrl+" + key_name(key[5:]).upper()
    if len(key) > 1 and key[0] == "f" and key[1:].isdigit():
        return key.upper()
    return key


class Registry:
    """All actions, found by id, by context and by key."""

    def __init__(self) -> None:
        self._by_id: dict[str, Action] = {}
        self._by_key: dict[tuple[str, str], Action] = {}

    def register(self, actions: Iterable[Action]) -> None:
        """Add actions; registering the same action again changes nothing.

        Raises:
            ValueError: Two actions of one context claim one key, or one id means two things.
        """
        for action in actions:
            known = self._by_id.get(action.id)
            if known == action:
                continue
            if known is not None:
                raise ValueError(f"two actions are called {action.id}")
            self._by_id[action.id] = action
            for key in action.keys:
                other = self._by_key.setdefault((action.context, key), action)
                if other is not action:
                    raise ValueError(f"{key} in {action.context} means {other.id} and {action.id}")

    def find(self, contexts: Sequence[str], key: str) -> Action | None:
        """Return the action of a key in the first of the contexts that knows it, then in ``app``."""
        for context in (*contexts, APP):
            action = self._by_key.get((context, key))
            if action is not None:
                return action
        return None

    def in_context(self, context: str) -> list[Action]:
        """Return the actions of a context in the order they were registered."""
        return [action for action in self._by_id.values() if action.context == context]

    def get(self, action_id: str) -> Action | None:
        """Return an action by its id."""
        return self._by_id.get(action_id)

    def contexts(self) -> list[str]:
        """Return the names of all contexts."""
        return list(dict.fromkeys(action.context for action in self._by_id.values()))


REGISTRY = Registry()
"""The one register of the program."""

APP_ACTIONS = (
    Action("app.help", ("?",), N_("Help"),
           N_("Explain what is under the cursor and list every key of this screen."), hint=90),
    Action("app.prompt", ("/",), N_("Command"),
           N_("Type a command; Enter previews it, Enter again carries it out."), hint=80),
    Action("app.palette", ("ctrl+p",), N_("Palette"), N_("Find any action by its name."), typing=True),
    Action("app.undo", ("u",), N_("Undo"), N_("Take back your last change; what a colleague changed since stays.")),
    Action("app.redo", ("U", "ctrl+r"), N_("Redo"), N_("Do again what was just taken back.")),
    Action("app.language", ("L",), N_("中文/English"), N_("Switch the language of the whole program.")),
    Action("app.theme", ("T",), N_("Colours"), N_("Switch between the dark, the light and the plain theme.")),
    Action("app.back", ("escape",), N_("Back"), N_("One step back; typed text is kept."), typing=True),
    Action("app.new_slip", ("N", "ctrl+n", "insert"), N_("New slip"),
           N_("Type a slip in; what is typed is kept as a draft when you leave."), typing=True, hint=85),
    Action("app.quit", ("ctrl+q", "ctrl+c"), N_("Quit"), N_("Leave the program; pressed twice."), typing=True),
)  # fmt: skip

TABLE_ACTIONS = (
    Action("table.up", ("up", "k"), N_("Up")),
    Action("table.down", ("down", "j"), N_("Down")),
    Action("table.left", ("left", "h"), N_("Left")),
    Action("table.right", ("right", "l"), N_("Right")),
    Action("table.page_up", ("pageup", "ctrl+u"), N_("Page up")),
    Action("table.page_down", ("pagedown", "ctrl+d"), N_("Page down")),
    Action("table.first", ("home", "g"), N_("First row")),
    Action("table.last", ("end", "G"), N_("Last row")),
    Action("table.mark", ("space",), N_("Mark"), N_("Mark or unmark the row and go to the next one."), hint=40),
    Action("table.mark_range", ("V",), N_("Mark range"),
           N_("Mark every row from the last one marked to the cursor.")),
    Action("table.mark_all", ("*",), N_("Mark all"), N_("Mark every row shown, or none when all are marked.")),
    Action("table.open", ("enter",), N_("Open"), N_("Open what is under the cursor."), hint=10),
)  # fmt: skip

REGISTRY.register(APP_ACTIONS)
REGISTRY.register(TABLE_ACTIONS)
