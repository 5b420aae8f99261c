"""The change feed: what any session changed, told to every other within a tenth of a second."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from dispatch_tui.storage.records import ALIAS, BATCH, CHASE, ORDER, PAPERS, SEASON_SWITCH, Changes

if TYPE_CHECKING:
    from dispatch_tui.storage.engine import Waiter
    from dispatch_tui.storage.reading import Reader
    from dispatch_tui.storage.store import Store


class Feed:
    """Waiting for changes and reading them; used by one thread, cancelled from any.

    A wake-up is a hint only: ``changes`` reads the truth from the events, so none is lost and none comes twice.
    """

    def __init__(self, store: Store, waiter: Waiter) -> None:
        self._store = store
        self._waiter = waiter
        self._known = waiter.head()
        """Last change number read, and the hash of that event, by which another history is noticed."""

    def seq(self) -> int:
        """Return the change number up to which this feed has told everything."""
        return self._known[0]

    def wait(self, timeout: float) -> bool:
        """Wait until something changed (True), the time in seconds is over or the feed was cancelled (False).

        Raises Unavailable when the database can't be reached; waiting again tries again.
        """
        deadline = time.monotonic() + timeout
        with self._store.sentences():
            while True:
                if self._waiter.head() != self._known:
                    return True
                left = deadline - time.monotonic()
                if left <= 0 or (not self._waiter.wait(left) and time.monotonic() < deadline):
                    return self._waiter.head() != self._known

    def changes(self, since: int | None = None) -> Changes:
        """Return what changed after a change number (that of the last call by default), in one snapshot.

        ``reset`` is set when the history is another one than before: a backup was put back, or a fail-over lost the
        end. Then everything on the screen has to be read again; the present figures come along.
        """
        with self._store.read() as reader:
            start = self._known[0] if since is None else since
            head = reader.head()
            if head[0] < start or not self._continues(reader, head):
                self._known = head
                return Changes(seq=head[0], tallies=tuple(reader.tallies()), batches_changed=True,
                               papers_changed=PAPERS | {CHASE}, settings_changed=True, reset=True)  # fmt: skip
            self._known = head
            touched = reader.touched_since(start)
            kinds = {entity for entity, _id in touched}
            return Changes(
                seq=head[0],
                order_ids=tuple(id_ for entity, id_ in touched if entity == ORDER),
                tallies=tuple(reader.tallies_since(start)[0]),
                batches_changed=bool(kinds & {BATCH, CHASE}),
                papers_changed=frozenset(kinds & (PAPERS | {CHASE})),
                settings_changed=bool(kinds & {ALIAS, SEASON_SWITCH}),
                groups=tuple(reader.groups_since(start)),
            )

    def _continues(self, reader: Reader, head: tuple[int, bytes]) -> bool:
        """Tell whether the present history goes on from the one that was read last."""
        seq, known = self._known
        if head[0] == seq or not seq:
            return not seq or head[1] == known
        return head[0] > seq and reader.hash_before(seq + 1) == known

    def cancel(self) -> None:
        """End a wait in another thread at once; the feed is of no use afterwards."""
        self._waiter.cancel()

    def close(self) -> None:
        """Give the connection back; called by the thread that used the feed, or after it has ended."""
        self._waiter.cancel()
        self._waiter.close()
