"""Slips, hand-overs and random strategies for the tests of storage."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from dispatch_tui.domain import filters
from dispatch_tui.domain.filters import Condition
from dispatch_tui.domain.orders import PENDING_STATES, AreaClass, Incomplete, Kind, Order, State
from dispatch_tui.storage.records import Act, new_id

NOW = datetime(2026, 7, 1, 2, 30, tzinfo=UTC)
TODAY = date(2026, 7, 1)


def slip(no: str = "2026070100001", **values: Any) -> Order:
    """A complete slip; any field may be given."""
    base = Order(
        id=new_id(), no=no, kind=Kind.INSTALL, state=State.READY, customer="王小明", phone="138-0013-8000",
        phone_digits="13800138000", address="上海市长宁区新华路街道番禺路381号",
        entered_at=NOW, received_at=NOW, day=TODAY,
        category="空调", model="KFR-35GW", slot="10:30", initials="wxm", entered_by="1001",
    )  # fmt: skip
    return replace(base, **values)


def act(action: str = "import", *, actor: str = "1001", at: datetime = NOW, **values: Any) -> Act:
    """An act of an operator at an instant."""
    return Act(actor=actor, action=action, at=at, entered_at=values.pop("entered_at", at), **values)


STORABLE = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
_FEW = st.sampled_from("ab AB12%_'\"\\?新华路长宁区ßİſé\n²٣")
WORDS = st.one_of(st.text(_FEW, max_size=6), st.text(STORABLE, max_size=5))
DIGITS = st.text("0123456789", max_size=8)
NUMBERS = st.one_of(st.text("012a²", min_size=1, max_size=5), DIGITS.filter(bool))
INSTANTS = st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))
NEAR = st.integers(-10, 10).map(lambda minutes: NOW + timedelta(minutes=minutes))
DAYS = st.integers(-2, 2).map(lambda days: TODAY + timedelta(days=days))
POINTS = st.sampled_from([None, "cn1", "cn2", "新华"])
WORKERS = st.one_of(st.just(""), WORDS)
SLOTS = st.sampled_from(["", "10:30", "12:30"])
DIVISIONS = st.sampled_from(["", "310105", "310105001", "310104"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | WORDS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(WORDS, inner, max_size=2),
    max_leaves=4,
)


@st.composite
def slips(draw: st.DrawFn) -> Order:
    """Any slip that can be stored."""
    return Order(
        id=new_id(),
        no=draw(NUMBERS),
        kind=draw(st.sampled_from(Kind)),
        state=draw(st.sampled_from(State)),
        customer=draw(WORDS),
        phone=draw(WORDS),
        address=draw(WORDS),
        entered_at=draw(INSTANTS),
        received_at=draw(NEAR),
        day=draw(DAYS),
        phone_digits=draw(DIGITS),
        category=draw(WORDS),
        model=draw(WORDS),
        store=draw(WORDS),
        remark=draw(WORDS),
        called_at=draw(st.none() | INSTANTS),
        required_from=draw(st.none() | INSTANTS),
        required_to=draw(st.none() | INSTANTS),
        urgent=draw(st.booleans()),
        point=draw(POINTS),
        pinned=draw(st.booleans()),
        placement=draw(st.dictionaries(WORDS, JSON, max_size=2)),
        district=draw(DIVISIONS),
        street=draw(DIVISIONS),
        area=draw(st.sampled_from(AreaClass)),
        batch_id=draw(st.sampled_from([None, 1, 2, 2**62])),
        slot=draw(SLOTS),
        due_at=draw(st.none() | NEAR),
        due_policy=draw(WORDS),
        dispatched_at=draw(st.none() | NEAR),
        hold_until=draw(st.none() | DAYS),
        hold_reason=draw(WORDS),
        state_before_hold=draw(st.none() | st.sampled_from(State)),
        cancel_reason=draw(WORDS),
        repeat_of=draw(WORDS),
        reappointed=draw(st.integers(0, 9)),
        incomplete=tuple(draw(st.lists(st.sampled_from(Incomplete), unique=True, max_size=2))),
        initials=draw(st.text("abz", max_size=3)),
        extras=draw(st.dictionaries(WORDS, WORDS, max_size=2)),
        entered_by=draw(WORDS),
        version=1,
        review=draw(st.dictionaries(WORDS, JSON, max_size=2)),
        dispatch_id=draw(st.sampled_from([None, 1, 2**62])),
        worker=draw(WORKERS),
        arrived_at=draw(st.none() | INSTANTS),
        done_at=draw(st.none() | INSTANTS),
        signed=draw(st.booleans()),
        closed_at=draw(st.none() | INSTANTS),
        addenda=tuple(draw(st.lists(st.dictionaries(WORDS, JSON, max_size=2), max_size=2))),
        split_of=draw(WORDS),
        merged_into=draw(WORDS),
    )


def conditions(ids: list[int]) -> st.SearchStrategy[Condition]:
    """Any tree of conditions; ``ids`` are the slips that ``OneOf`` may name."""
    leaves: st.SearchStrategy[Any] = st.one_of(
        st.just(filters.Everything()),
        st.just(filters.PENDING),
        st.frozensets(st.sampled_from(State), max_size=4).map(filters.InStates),
        st.frozensets(st.sampled_from(sorted(PENDING_STATES)), min_size=1, max_size=3).map(filters.InStates),
        st.frozensets(st.sampled_from(Kind), max_size=2).map(filters.IsKind),
        POINTS.map(filters.AtPoint),
        WORDS.map(filters.InCategory),
        st.just(filters.Urgent()),
        st.just(filters.IncompleteSlip()),
        st.one_of(
            st.integers(-12, 12).map(lambda m: timedelta(minutes=m)), st.just(timedelta(days=2000))
        ).map(filters.DueWithin),
        SLOTS.map(filters.InSlot),
        st.builds(filters.OnDay, st.none() | DAYS, st.none() | DAYS),
        st.sampled_from([1, 2, 3, 2**62]).map(filters.InBatch),
        st.just(filters.HasAdditions()),
        WORKERS.map(filters.HasWorker),
        st.builds(filters.SentBetween, st.none() | NEAR, st.none() | NEAR),
        st.sampled_from(["", "31", "310105", "310105001", "3101040"]).map(filters.InDivision),
        st.one_of(WORDS, DIGITS, st.sampled_from(["新华", "华路长", "长宁区", "路"])).map(filters.HasText),
        st.frozensets(st.sampled_from([*ids, 7, 2**63]), max_size=4).map(filters.OneOf),
        st.builds(filters.NumberRange, NUMBERS, NUMBERS),
        NUMBERS.map(lambda number: filters.NumberRange(number, number)),
        DIGITS.map(lambda number: filters.NumberRange(number, number)),
    )
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3).map(lambda parts: filters.And(tuple(parts))),
            st.lists(inner, max_size=3).map(lambda parts: filters.Or(tuple(parts))),
            inner.map(filters.Not),
        ),
        max_leaves=6,
    )
