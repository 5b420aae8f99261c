"""A session: database threads, feed and first figures, wired to the screens."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from dispatch_tui.errors import DispatchError
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import language, set_language
from dispatch_tui.tui import tidying
from dispatch_tui.tui.feed_state import FeedState
from dispatch_tui.tui.header_facts import HeaderFacts
from dispatch_tui.tui.messages import (
    BoardLoaded,
    DeskFailed,
    DeskOpened,
    FeedFailed,
    FirstFigures,
    LanguageSwitched,
    StoreChanged,
)
from dispatch_tui.tui.room_stack import RoomStack
from dispatch_tui.tui.screens.base import RoomScreen
from dispatch_tui.tui.work import Work

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.tui.early import EarlyLook, FirstLook
    from dispatch_tui.tui.feed import Feed

PAINT_SECONDS = 2.0
"""So long at most the opening of the database waits for the first picture."""


class Session(RoomStack):
    """The part of the application that the database threads talk to."""

    def __init__(self, open_desk: Callable[[], Desk], early: EarlyLook | None) -> None:
        super().__init__()
        self._early = early
        self.painted = threading.Event()
        """Set when the first picture stands on the terminal."""
        self.work = Work(open_desk, self._take_early_look)
        """The database threads."""
        self.feed: Feed | None = None
        """The thread that tells what changed in the database."""
        self.feed_state = FeedState()
        """How fresh the figures are."""
        self.header_facts = HeaderFacts()
        """What every header shows."""
        self.board: BoardLoaded | None = None
        """The newest figures of the board."""
        self.failure: DispatchError | None = None
        """Why the program could not start or go on."""
        self._language_shown = language()

    def _take_early_look(self) -> None:
        """Hand over the figures of the second process, then wait for the first picture before the desk is opened.

        Called in the reading thread.
        """
        look = self._early.result() if self._early is not None else None
        if look is not None:
            self.post_message(FirstFigures(look))
        self.painted.wait(PAINT_SECONDS)

    def on_first_figures(self, message: FirstFigures) -> None:
        """Show the figures of the second process."""
        look: FirstLook = message.look
        if look.language != language():
            set_language(look.language)
            self.show_words_anew()
        self.header_facts = look.facts
        if isinstance(self.screen, RoomScreen):
            self.screen.header.show(look.facts)
        self.on_board_loaded(BoardLoaded(look.board, first=True))

    def tell_opened(self, desk: Desk | None, error: DispatchError | None) -> None:
        """Tell the loop that the desk is open; called in the reading thread."""
        if error is not None or desk is None:
            self.post_message(DeskFailed(error or DispatchError(_("The database could not be opened."))))
        else:
            self.post_message(DeskOpened(desk))

    def on_desk_failed(self, message: DeskFailed) -> None:
        """End with the sentence; the command line prints it."""
        self.failure = message.error
        self.exit(message.error.exit_code)

    def on_desk_opened(self, message: DeskOpened) -> None:
        """Start the feed and let the screens read."""
        from dispatch_tui.tui.feed import Feed

        self.feed = Feed(message.desk, self)
        self.feed.start()
        self.tick()
        if self._language_shown != language():
            self.show_words_anew()
        for screen in self.all_rooms():
            screen.post_message(DeskOpened(message.desk))
        tidying.begin()

    def leave(self) -> None:
        """End the program, or let a signal end it; the screens first keep what was typed."""
        for screen in self.screen_stack:
            if isinstance(screen, RoomScreen):
                screen.session_ends()
                screen.keep_prompt()
        self.exit(0)

    def on_unmount(self) -> None:
        """Let the threads end."""
        if self.feed is not None:
            self.feed.stop()
        self.work.stop()

    # -- what the threads tell ------------------------------------------------------------------------------------

    def on_store_changed(self, message: StoreChanged) -> None:
        """Hand changes of the database to every screen."""
        for screen in self.all_rooms():
            screen.post_message(message)

    def on_board_loaded(self, message: BoardLoaded) -> None:
        """Keep the newest figures and hand them to the screens that show them."""
        self.board = message
        self.feed_state.heard()
        self.tick()
        for screen in self.all_rooms():
            screen.post_message(message)

    def on_feed_failed(self, message: FeedFailed) -> None:
        """Say that the database can't be read; the feed goes on trying."""
        self.feed_state.trouble = message.sentence
        self.tick()

    def show_words_anew(self) -> None:
        """Let every screen show its words in the language in use, with the colours in use."""
        self._language_shown = language()
        for screen in self.all_rooms():
            screen.post_message(LanguageSwitched())

    def tick(self) -> None:
        """Bring clock and countdowns up to date on the screen in view."""
