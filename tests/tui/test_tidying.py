"""Garbage is collected while the hands are still, and not under a key."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from dispatch_tui.tui import tidying


class Ring:
    """An object that points to itself."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    kept = gc.get_threshold()
    yield
    gc.set_threshold(*kept)
    gc.unfreeze()
    gc.enable()


def _aged_ring(times: int) -> weakref.ref[Ring]:
    ring = Ring()
    gc.collect(1)
    seen = weakref.ref(ring)
    del ring
    for _time in range(times):
        gc.collect(1)
    return seen


def test_an_old_ring_goes_when_the_hands_rest() -> None:
    tidying.begin()
    seen = _aged_ring(20)
    tidying.tidy(0.3)
    assert seen() is not None
    tidying.tidy(5)
    assert seen() is None


def test_a_ring_goes_at_last_under_hands_that_never_rest() -> None:
    tidying.begin()
    seen = _aged_ring(600)
    tidying.tidy(0.1)
    assert seen() is None


def test_nothing_is_looked_at_when_nothing_was_made() -> None:
    tidying.begin()
    seen = _aged_ring(1)
    tidying.tidy(60)
    assert seen() is not None


def test_no_full_collection_comes_by_itself() -> None:
    tidying.begin()
    before = gc.get_stats()[2]["collections"]
    kept = [[number] for number in range(400_000)]
    assert len(kept) == 400_000
    assert gc.get_stats()[2]["collections"] == before
