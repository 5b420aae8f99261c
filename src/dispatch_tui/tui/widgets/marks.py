"""The records that the user has marked for a bulk action."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator


class Marks:
    """Keys of marked records in the order they were marked."""

    def __init__(self) -> None:
        self._keys: dict[Hashable, None] = {}
        self.anchor: Hashable = None
        """The record marked last by itself; a range starts here."""

    def __len__(self) -> int:
        return len(self._keys)

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def __iter__(self) -> Iterator[Hashable]:
        return iter(self._keys)

    def toggle(self, key: Hashable) -> bool:
        """Mark or unmark a record; returns whether it is marked now."""
        self.anchor = key
        if key in self._keys:
            del self._keys[key]
            return False
        self._keys[key] = None
        return True

    def add(self, keys: Iterable[Hashable]) -> None:
        """Mark records."""
        self._keys.update(dict.fromkeys(keys))

    def keep(self, keys: Iterable[Hashable]) -> None:
        """Unmark every record that is not among the keys."""
        kept = set(keys)
        self._keys = {key: None for key in self._keys if key in kept}

    def holds_all(self, keys: Iterable[Hashable]) -> bool:
        """Tell whether all of the keys are marked."""
        return all(key in self._keys for key in keys)

    def clear(self) -> None:
        """Unmark everything."""
        self._keys.clear()
        self.anchor = None
