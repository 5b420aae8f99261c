"""Every filter that completion offers is a chip with words of its own, in both languages."""

from __future__ import annotations

import pytest

from dispatch_tui.domain.filters import Condition, HasWorker, InStates, SentBetween
from dispatch_tui.domain.orders import State
from dispatch_tui.i18n import language, set_language
from dispatch_tui.services.commands.filter_terms import SIMPLE
from dispatch_tui.tui.presentation.chips import condition_words, filters_of
from tests.tui.making import POINTS, TODAY


@pytest.mark.parametrize("code", ["en", "zh"])
@pytest.mark.parametrize(
    "condition",
    [*SIMPLE.values(), HasWorker("李强"), SentBetween()],
    ids=[*SIMPLE, "worker", "sent"],
)
def test_no_chip_is_empty(condition: Condition, code: str) -> None:
    before = language()
    set_language(code)
    try:
        words = [condition_words(chip.condition, POINTS, TODAY) for chip in filters_of(condition).chips]
    finally:
        set_language(before)
    assert words
    assert all(words)


def test_all_states_are_one_word() -> None:
    assert condition_words(InStates(frozenset(State)), POINTS, TODAY) == "any state"
