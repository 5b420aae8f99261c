"""Search as one types: number, telephone, initials and any two Chinese characters, over millions of slips."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from dispatch_tui.domain.text import fold, unstorable
from dispatch_tui.storage.conditions import after_prefix
from dispatch_tui.storage.engine import Engine
from dispatch_tui.storage.words import INITIALS, PHONE_END, PHONE_END_LENGTH, is_han, number_end, pairs, runs

_SHORTEST = 2
_SUFFIX_SHORTEST = 3
_SCAN = 20_000
"""Index entries that one source looks at at most: it bounds the time, whatever is typed."""


class SearchReads:
    """Searching by index; a part of ``Reader``."""

    engine: Engine
    branch: str

    def search_ids(self, text: str, now: datetime, limit: int = 200) -> array[int]:
        """Return the ids of the slips in which every word of the text occurs, newest first.

        A word is found as the beginning or the end (3 digits or more) of a slip number, as a telephone, its beginning
        or its last four digits, as the beginning of the name's initials, as the beginning of a Latin word or number
        of name, address, model, category and remark, and as any run of two or more Chinese characters anywhere. Words
        of one character narrow the result but find nothing by themselves. ``now`` is the instant of the question; the
        result does not depend on it yet.
        """
        words = [word for word in fold(text).casefold().split() if not unstorable(word)]
        long = [word for word in words if len(word) >= _SHORTEST]
        if not long:
            return array("q")
        found = set(self._by_words(long, limit if len(words) == 1 else _SCAN // 10))
        for word in long if len(words) == 1 else [max(long, key=len)]:
            if word.isascii():
                found.update(self._by_numbers(word, limit if len(words) == 1 else _SCAN // 10))
        return array("q", self._verified(found, words)[:limit])

    def phone_ids(self, digits: str, limit: int) -> list[int]:
        """Return the ids of the slips of a telephone, newest first; see ``Reader.by_phone``."""
        if not digits or unstorable(digits):
            return []
        if len(digits) == PHONE_END_LENGTH:
            return self.engine.word_ids(self.branch, [PHONE_END + digits], [], limit)
        exact = self._equal("phone_digits", digits, limit)
        return exact or (self._beginning(digits, limit) if len(digits) > PHONE_END_LENGTH else [])

    def _by_words(self, words: Sequence[str], limit: int) -> list[int]:
        exact: dict[str, None] = {}
        starts: list[str] = []
        for word in words:
            parts = runs(word)
            for position, run in enumerate(parts):
                if is_han(run):
                    exact.update(dict.fromkeys(pairs(run)) if len(run) > 1 else {})
                elif 0 < position < len(parts) - 1:
                    exact[run] = None
                elif position == len(parts) - 1:
                    starts.append(run)
        if not exact and not starts:
            return []
        return self.engine.word_ids(self.branch, exact, starts, limit)

    def _by_numbers(self, word: str, limit: int) -> list[int]:
        found = self._latest_numbers(word, limit)
        end = number_end(word)
        if len(end) > _SUFFIX_SHORTEST:
            found += self.engine.word_ids(self.branch, [], [end], limit)
        digits = "".join(char for char in word if char.isdigit())
        if digits and not word.strip("0123456789-+ "):
            if len(digits) == PHONE_END_LENGTH:
                found += self.engine.word_ids(self.branch, [PHONE_END + digits], [], limit)
            elif len(digits) > PHONE_END_LENGTH:
                found += self._equal("phone_digits", digits, limit)
                found += self._beginning(digits, limit)
        if word.isalpha():
            found += self.engine.word_ids(self.branch, [], [INITIALS + word], limit)
        return found

    def _latest_numbers(self, start: str, limit: int) -> list[int]:
        """Return slips whose number begins so, highest number first; numbers are stored as printed."""
        found: list[int] = []
        for spelling in dict.fromkeys((start, start.upper())):
            rows = self.engine.execute(
                "SELECT id FROM orders WHERE branch = ? AND no >= ? AND no < ? ORDER BY no DESC LIMIT ?",
                (self.branch, spelling, after_prefix(spelling), limit),
            )
            found += [row[0] for row in rows.fetchall()]
        return found

    def _equal(self, column: str, value: str, limit: int) -> list[int]:
        rows = self.engine.execute(
            f"SELECT id FROM orders WHERE branch = ? AND {column} = ? ORDER BY id DESC LIMIT ?",  # noqa: S608
            (self.branch, value, limit),
        )
        return [row[0] for row in rows.fetchall()]

    def _beginning(self, digits: str, limit: int) -> list[int]:
        rows = self.engine.execute(
            "SELECT id FROM (SELECT id FROM orders WHERE branch = ? AND phone_digits >= ? AND phone_digits < ? "
            "LIMIT ?) AS found ORDER BY id DESC LIMIT ?",
            (self.branch, digits, after_prefix(digits), _SCAN, limit),
        )
        return [row[0] for row in rows.fetchall()]

    def _verified(self, ids: Iterable[int], words: Sequence[str]) -> list[int]:
        """Return the ids, newest first, of those slips whose text really holds all the words."""
        ordered = sorted(ids, reverse=True)
        kept: list[int] = []
        for start in range(0, len(ordered), 500):
            chunk = ordered[start : start + 500]
            sql, value = self.engine.id_list(chunk)
            rows: Any = self.engine.execute(
                f"SELECT id, folded FROM {self.engine.dialect.orders_by_id} WHERE branch = ? AND id {sql}",  # noqa: S608
                (self.branch, value),
            )
            good = {id_ for id_, folded in rows.fetchall() if all(word in folded for word in words)}
            kept += [id_ for id_ in chunk if id_ in good]
        return kept
