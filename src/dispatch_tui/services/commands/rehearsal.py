"""Carries a change out in a transaction that is taken back: what it would do, told by the change itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar, cast

from dispatch_tui.domain.rules import Outcome

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.storage.records import Act
    from dispatch_tui.storage.store import Store
    from dispatch_tui.storage.writing import Writer

_Result = TypeVar("_Result")


class _Told(Exception):
    """Ends a transaction without storing anything, and carries what it came to."""

    def __init__(self, result: object) -> None:
        super().__init__()
        self.result = result


class _RehearsalStore:
    """A store whose changes are taken back at once; reading is the real store's."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def run(self, act: Act, work: Callable[[Writer], _Result], **_options: object) -> _Result:
        """Carry ``work`` out, take it back, and return what it returned."""
        try:
            with self._store.write(act) as writer:
                raise _Told(work(writer))
        except _Told as told:
            return cast("_Result", told.result)


def rehearsed(desk: Desk, change: Callable[[Desk], Outcome]) -> Outcome:
    """Return what a change would come to; nothing of it is stored. Raises what the change raises."""
    return change(replace(desk, store=cast("Store", _RehearsalStore(desk.store))))
