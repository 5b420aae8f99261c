"""What is typed on a feedback sheet: a worker by initials, or a slip number with a name behind it (row C-04)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dispatch_tui.domain.pinyin import initials
from dispatch_tui.domain.text import fold

SAME = "="
"""Takes the worker of the line above."""
NOTE_SIGNS = ";；"
"""What follows one of these is the line's note."""
MOST_WORKERS = 9
"""So many workers are offered at most."""


@dataclass(frozen=True, slots=True)
class TypedLine:
    """What stands in the typing line of a sheet."""

    number: str
    """Slip number typed in front of the name; empty for the slip under the cursor."""
    worker: str
    note: str = ""


def read_line(text: str) -> TypedLine:
    """Return what a typed line means: what begins with a digit, or with ``+``, is a slip number and a name."""
    worker, note = text, ""
    for sign in NOTE_SIGNS:
        worker, found, behind = worker.partition(sign)
        if found:
            note = f"{behind.strip()} {note}".strip()
    worker = " ".join(worker.split())
    head = fold(worker[:1])
    if not head or not (head.isdigit() or head == "+"):
        return TypedLine("", worker, note)
    number, _space, name = worker.lstrip("+＋").strip().partition(" ")
    return TypedLine(fold(number), name.strip(), note)


@dataclass(frozen=True, slots=True)
class WorkerChoice:
    """One worker that may be meant."""

    name: str
    known: bool = True
    """Whether the network point has this worker; False is the text as it was typed."""


def worker_choices(
    typed: str, workers: Sequence[str], counts: Mapping[str, int], others: Sequence[str] = ()
) -> list[WorkerChoice]:
    """Return the workers that typed text may mean, the most likely first, and the text itself last.

    Who fits exactly comes first, then by how often the name stands on the sheet already, then in the network point's
    own order. ``others`` are names that stand on the sheet and are not workers of the point. A name typed in full
    that nobody has stands alone: it is taken as it is.
    """
    wanted = fold(typed).replace(" ", "")
    if not wanted:
        return []
    names = list(dict.fromkeys((*workers, *others)))
    found = [(rank, -counts.get(name, 0), place, name) for place, name in enumerate(names)
             if (rank := _rank(wanted, name)) is not None]  # fmt: skip
    choices = [WorkerChoice(name, name in workers) for _rank_, _count, _place, name in sorted(found)]
    choices = choices[:MOST_WORKERS]
    as_typed = " ".join(typed.split())
    if all(choice.name != as_typed for choice in choices):
        choices.append(WorkerChoice(as_typed, known=False))
    return choices


def _rank(wanted: str, name: str) -> int | None:
    folded = fold(name).replace(" ", "")
    letters = initials(name)
    if wanted == folded:
        return 0
    if wanted == letters:
        return 1
    if letters.startswith(wanted) or folded.startswith(wanted):
        return 2
    return 3 if wanted in folded or wanted in letters else None
