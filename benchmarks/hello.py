"""A bare Textual program to compare with: one label, one key that changes it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.events import Key
from textual.widgets import Static


class Hello(App[None]):
    """Shows a word and counts keys."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[Binding]] = [Binding("ctrl+q", "quit", show=False)]

    def compose(self) -> ComposeResult:
        """One line of text."""
        yield Static("hello 0", id="word")

    def on_mount(self) -> None:
        """Start counting."""
        self.count = 0

    def on_key(self, event: Key) -> None:
        """Count every key."""
        self.count += 1
        self.query_one("#word", Static).update(f"hello {self.count}")


if __name__ == "__main__":
    Hello().run()
