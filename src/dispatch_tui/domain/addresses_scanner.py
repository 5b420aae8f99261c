"""Finding the names of a dictionary in a text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Scanner(Generic[T]):
    """Finds the names of a dictionary in a text: by their first two characters, the longest first."""

    def __init__(self) -> None:
        self.names: dict[str, tuple[T, ...]] = {}
        self._lengths: dict[str, tuple[int, ...]] = {}

    def add(self, name: str, meaning: T) -> None:
        """Add a meaning of a name of two or more characters."""
        known = self.names.get(name)
        self.names[name] = (meaning,) if known is None else (*known, meaning)

    def finish(self) -> None:
        """Sort the names for searching; call it once after the last one was added."""
        masks: dict[str, int] = {}
        known = masks.get
        for name in self.names:
            key = name[:2]
            masks[key] = known(key, 0) | 1 << len(name)
        orders: dict[int, tuple[int, ...]] = {}
        for mask in set(masks.values()):
            orders[mask] = tuple(
                length for length in range(mask.bit_length() - 1, 0, -1) if mask >> length & 1
            )
        self._lengths = {key: orders[mask] for key, mask in masks.items()}

    def find_all(self, text: str) -> Iterator[tuple[int, int, tuple[T, ...]]]:
        """Yield begin, end and meanings of the names in a text from left to right, the longest at each place."""
        place, last = 0, len(text) - 1
        while place < last:
            end = self.at(text, place)
            if end:
                yield place, end, self.names[text[place:end]]
            place = end or place + 1

    def at(self, text: str, start: int) -> int:
        """Return the end of the longest name that begins at a position, 0 when there is none."""
        lengths = self._lengths.get(text[start : start + 2])
        if lengths is None:
            return 0
        names = self.names
        for length in lengths:
            if text[start : start + length] in names and start + length <= len(text):
                return start + length
        return 0
