"""How fresh the figures on the screen are: age of the last successful look at the database, or why there is none."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dispatch_tui.tui.widgets.status_line import StatusLine


class FeedState:
    """When the feed last answered, and what troubles it."""

    def __init__(self) -> None:
        self.answered: float | None = None
        """Machine time (monotonic seconds) of the last answer; None before the first."""
        self.trouble = ""
        """Why the database can't be read; empty when it can."""

    def heard(self) -> None:
        """Note that the database answered just now."""
        self.answered = time.monotonic()
        self.trouble = ""

    def show_in(self, status: StatusLine) -> None:
        """Show the state in a status line."""
        age = None if self.answered is None else time.monotonic() - self.answered
        status.connection(age, self.trouble)
