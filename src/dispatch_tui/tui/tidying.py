"""When garbage is collected: what was opened at the start never, the rest while the hands are still, never under a key.

A full collection looks at everything that lives; with the slips of a large proposal that takes some tens of
milliseconds, in which no key is answered. What a calculation makes goes by itself; only circles have to be looked for.
"""

from __future__ import annotations

import gc

REST_SECONDS = 1.0
"""Hands that pressed no key for so long are still."""
_NEVER = 1_000_000
_WORTH_IT = 10
"""Collections of the young after which a full one is due, as the interpreter has it by itself."""
_AT_LAST = 200
"""The same when the hands never rest."""


def begin() -> None:
    """Begin to collect; what lives now lives for good, and no later collection looks at it."""
    young, middle, _old = gc.get_threshold()
    gc.set_threshold(young, middle, _NEVER)
    gc.enable()
    gc.collect()
    gc.freeze()


def tidy(rest: float) -> None:
    """Collect everything when it is due; ``rest`` is seconds since the last key."""
    due = _WORTH_IT if rest > REST_SECONDS else _AT_LAST
    if gc.get_count()[2] >= due:
        gc.collect()
