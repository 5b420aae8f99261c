"""A condition selects the same slips in SQL as in memory, for any tree and any slip, on both engines."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dispatch_tui.domain import filters
from dispatch_tui.domain.filters import Condition, matches
from dispatch_tui.domain.orders import Kind, Order
from dispatch_tui.storage.records import Sort
from dispatch_tui.storage.store import Store, open_store
from dispatch_tui.storage.writing import Writer
from tests.storage.samples import NOW, act, conditions, slip, slips

pytestmark = pytest.mark.filterwarnings("ignore::hypothesis.errors.NonInteractiveExampleWarning")
CASES = st.lists(slips(), min_size=1, max_size=5, unique_by=lambda order: order.no).flatmap(
    lambda orders: st.tuples(st.just(orders), conditions([order.id for order in orders]))
)


class _TakeBack(Exception):
    """Ends an example without a trace in the database."""


def _in_passing(store: Store, orders: list[Order], look: Callable[[Writer], None]) -> None:
    with suppress(_TakeBack), store.write(act()) as writer:
        writer.insert_orders(orders)
        look(writer)
        raise _TakeBack


def _agree(store: Store, case: tuple[list[Order], Condition]) -> None:
    orders, condition = case
    expected = sorted(order.id for order in orders if matches(condition, order, NOW))

    def look(writer: Writer) -> None:
        assert sorted(writer.find_ids(condition, now=NOW)) == expected
        assert writer.count(condition, NOW) == len(expected)
        assert writer.orders([order.id for order in orders]) == orders

    _in_passing(store, orders, look)


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(case=CASES)
def test_sql_agrees_with_memory_on_sqlite(case: tuple[list[Order], Condition], sqlite_store: Store) -> None:
    _agree(sqlite_store, case)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(case=CASES)
def test_sql_agrees_with_memory_on_postgresql(
    case: tuple[list[Order], Condition], postgres_store: Store
) -> None:
    _agree(postgres_store, case)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("番禺路381", True), ("华路街", True), ("KFR", True), ("kfr-35gw", True), ("8001380", True), ("WXM", True),
        ("100%", False), ("_", False), ("长宁路", False), ("", True), ("\0", False), ("\ud800", False),
    ],
)  # fmt: skip
def test_text_is_found_without_regard_to_case_and_without_wildcards(
    store: Store, text: str, found: bool
) -> None:
    with store.write(act()) as writer:
        writer.insert_orders([slip()])
    with store.read() as reader:
        assert reader.count(filters.HasText(text), NOW) == found


def test_a_tree_that_the_planner_of_sqlite_stumbles_over(store: Store) -> None:
    """A constant beside the condition of a partial index in an OR is an internal error of SQLite's planner."""
    tree = filters.And(
        (
            filters.Or((filters.Everything(), filters.PENDING)),
            filters.Or((filters.PENDING, filters.Urgent(), filters.InBatch(1))),
        )
    )
    with store.write(act()) as writer:
        writer.insert_orders([slip()])
    with store.read() as reader:
        assert reader.count(tree, NOW) == 1


def test_sort_orders(store: Store) -> None:
    late = slip("3", due_at=NOW + timedelta(hours=1), point="b", received_at=NOW - timedelta(hours=3))
    early = slip("2", due_at=NOW - timedelta(hours=1), point="a", received_at=NOW)
    never = slip("1", received_at=NOW - timedelta(hours=1), kind=Kind.REPAIR)
    with store.write(act()) as writer:
        writer.insert_orders([late, early, never])
    expected = {
        Sort.WORST_FIRST: "231", Sort.NEWEST: "123", Sort.NUMBER: "123", Sort.RECEIVED: "312", Sort.POINT: "123",
    }  # fmt: skip
    with store.read() as reader:
        for sort, numbers in expected.items():
            ids = reader.find_ids(filters.Everything(), now=NOW, sort=sort)
            assert ids.typecode == "q"
            assert "".join(order.no for order in reader.orders(ids)) == numbers
        assert list(reader.find_ids(filters.Everything(), now=NOW, sort=Sort.NEWEST, limit=1)) == [never.id]


def test_a_large_set_of_marked_slips_can_be_asked_for(store: Store) -> None:
    order = slip()
    with store.write(act()) as writer:
        writer.insert_orders([order])
    with store.read() as reader:
        ids = frozenset(range(1, 100_000)) | {order.id}
        assert list(reader.find_ids(filters.OneOf(ids), now=NOW)) == [order.id]


@pytest.fixture(scope="module")
def sqlite_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    opened = open_store(f"sqlite:///{tmp_path_factory.mktemp('conditions') / 'dispatch.db'}", "sh")
    opened.migrate()
    return opened


@pytest.fixture(scope="module")
def postgres_store(postgres_module_schema: str) -> Store:
    opened = open_store(postgres_module_schema, "sh")
    opened.migrate()
    return opened
