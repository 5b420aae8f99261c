"""Which product category a word of a slip means (rows A-10 and B-07)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dispatch_tui.domain.text import key


class Categories:
    """The product categories of a branch and the words that mean them."""

    def __init__(self, words: Mapping[str, Iterable[str]]) -> None:
        self._exact: dict[str, str] = {}
        for name, others in words.items():
            for word in (name, *others):
                self._exact.setdefault(key(word), name)
        self._exact.pop("", None)
        self._longest_first = sorted(self._exact, key=len, reverse=True)
        self._read: dict[str, str] = {}

    def of(self, text: str) -> str:
        """Return the category that a text means, by the longest known word in it; empty when it means none.

        ``家用空调挂机`` is an air conditioner. A text that means no category says nothing about capability.
        """
        if not text:
            return ""
        found = self._read.get(text)
        if found is None:
            folded = key(text)
            found = self._exact.get(folded) or next(
                (self._exact[word] for word in self._longest_first if _contains(folded, word)), ""
            )
            if len(self._read) < 4096:
                self._read[text] = found
        return found


def _contains(text: str, word: str) -> bool:
    return len(word) > 1 and word in text
