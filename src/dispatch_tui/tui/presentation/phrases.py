"""Commands of the command language, prefilled for the slips that a key was pressed on.

A screen never changes a slip by itself: it writes the command into the prompt line, the person completes it, sees the
preview and commits. ``{}`` in the text marks where the cursor goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dispatch_tui.domain.orders import Order

LONGEST_LIST = 40
"""More slips than this are named by their count and go with the captured targets."""


@dataclass(frozen=True, slots=True)
class Target:
    """A slip as it was when the key was pressed; a newer version in the store is a conflict."""

    id: int
    version: int
    no: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """A command line with the place where the person goes on typing."""

    text: str
    cursor: int

    @classmethod
    def of(cls, template: str) -> Phrase:
        """Return the phrase of a template in which ``{}`` marks the cursor; without one it stands at the end."""
        at = template.find("{}")
        if at < 0:
            return cls(template, len(template))
        return cls(template[:at] + template[at + 2 :], at)


def targets_of(orders: Sequence[Order]) -> tuple[Target, ...]:
    """Capture id, version and number of slips at the moment of a key press."""
    return tuple(Target(order.id, order.version, order.no) for order in orders)


def numbers(targets: Sequence[Target]) -> str:
    """Return slip numbers as the command language takes them: runs of equal length become ranges.

    ``2607010101,2607010102,2607010103`` is written ``2607010101-2607010103``.
    """
    runs: list[tuple[str, str]] = []
    for no in sorted({target.no for target in targets}, key=lambda no: (len(no), no)):
        if runs and _follows(runs[-1][1], no):
            runs[-1] = (runs[-1][0], no)
        else:
            runs.append((no, no))
    parts: list[str] = []
    for first, last in runs:
        if first == last:
            parts.append(quoted(first))
        elif _follows(first, last):
            parts += [quoted(first), quoted(last)]
        else:
            parts.append(f"{first}-{last}")
    return ",".join(parts)


def _follows(before: str, after: str) -> bool:
    plain = before.isascii() and before.isdigit() and after.isascii() and after.isdigit()
    return plain and len(before) == len(after) and int(after) == int(before) + 1


def quoted(word: str) -> str:
    """Return a word as the command language reads it back: in quotes when it holds spaces or signs."""
    if word and all(each.isalnum() or each in "._/" for each in word):
        return word
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


VERBS = {
    "hold": "hold {nos} until {{}}",
    "resume": "resume {nos}",
    "cancel": "cancel {nos} {{}}",
    "reappoint": "reappoint {nos} {{}}",
    "correct": "correct {nos} {{}}",
    "place": "place {nos} {{}}",
    "propose": "place {nos} auto",
    "urgent": "urgent {nos} {{}}",
    "normal": "normal {nos} {{}}",
    "sort": "sort {nos} {{}}",
    "note": 'note {nos} "{{}}"',
}
"""Commands by the action that the keys name."""


def phrase(action: str, targets: Sequence[Target]) -> Phrase:
    """Return the command line of an action on slips."""
    return Phrase.of(VERBS[action].format(nos=numbers(targets)))


def slot_phrase(action: str, kind: str, slot: str) -> Phrase:
    """Return the command line about a hand-over slot: ``declared``, ``zero``, ``explain`` or ``chase``."""
    where = f"{kind} {slot}".strip()
    templates = {
        "declared": "batch {where} declared {{}}",
        "zero": "batch {where} zero",
        "explain": 'batch {where} explain "{{}}"',
        "chase": 'chase batch {where} "{{}}"',
    }
    return Phrase.of(templates[action].format(where=where))
