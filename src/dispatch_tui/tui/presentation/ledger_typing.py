"""What is typed to correct the ledger: ``-number`` takes a slip away, ``+number`` adds one (row C-08)."""

from __future__ import annotations

from dispatch_tui.domain.text import fold


def read_correction(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the numbers to be taken away and to be added; a number without a sign is taken away."""
    removed: list[str] = []
    added: list[str] = []
    for word in fold(text).replace(",", " ").replace("，", " ").replace("、", " ").split():
        number = word.lstrip("+-−–")
        if number:
            (added if word.startswith("+") else removed).append(number)
    return tuple(dict.fromkeys(removed)), tuple(dict.fromkeys(added))
