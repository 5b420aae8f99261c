"""Ids made by the application, and database URLs that can't be used."""

from __future__ import annotations

import pytest

from dispatch_tui.errors import BadInput
from dispatch_tui.storage.records import new_id, take_ids
from dispatch_tui.storage.store import open_store


def test_ids_rise_and_differ() -> None:
    ids = [new_id() for _ in range(10_000)]
    first = take_ids(5)
    assert sorted(set(ids)) == ids
    assert ids[-1] < first < 2**63
    assert new_id() > first + 4 * (ids[1] - ids[0])


@pytest.mark.parametrize("bad", ["mysql://x/y", "sqlite://", "sqlite:///", "sqlite://host/x.db", "nonsense"])
def test_a_url_that_can_not_be_used_is_told(bad: str) -> None:
    with pytest.raises(BadInput):
        open_store(bad, "sh")
