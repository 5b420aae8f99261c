"""Conditions matched in memory."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_tui.domain import filters as f
from dispatch_tui.domain.orders import Incomplete, Kind, Order, State

NOW = datetime(2026, 9, 21, 2, 0, tzinfo=UTC)
DAY = date(2026, 9, 21)
SLIP = Order(
    id=7, no="A20260921104", kind=Kind.REPAIR, state=State.READY, customer="张三", phone="138 1234 5678",
    phone_digits="13812345678", address="长宁区新华路123号", entered_at=NOW, received_at=NOW, day=DAY,
    category="空调", model="KFR-35GW", initials="zs", point="cn1", district="310105", street="310105001",
    slot="09:00", due_at=NOW + timedelta(hours=1), batch_id=3, urgent=True, incomplete=(Incomplete.PHONE,),
)  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "fits"),
    [
        (f.Everything(), True),
        (f.PENDING, True),
        (f.InStates(frozenset({State.SENT})), False),
        (f.IsKind(frozenset({Kind.REPAIR})), True),
        (f.AtPoint("cn1"), True),
        (f.AtPoint(None), False),
        (f.InCategory("调"), True),
        (f.Urgent(), True),
        (f.IncompleteSlip(), True),
        (f.DueWithin(timedelta(hours=1)), True),
        (f.DueWithin(timedelta(minutes=59)), False),
        (f.InSlot("09:00"), True),
        (f.OnDay(DAY, None), True),
        (f.OnDay(None, DAY - timedelta(days=1)), False),
        (f.InBatch(3), True),
        (f.InDivision("3101"), True),
        (f.InDivision("310105001"), True),
        (f.InDivision("310104"), False),
        (f.HasText("kfr-35"), True),
        (f.HasText("ZS"), True),
        (f.HasText("新华路"), True),
        (f.HasText("5678"), True),
        (f.HasText("不在"), False),
        (f.OneOf(frozenset({7})), True),
        (f.NumberRange("104", "104"), True),
        (f.NumberRange("101", "118"), True),
        (f.NumberRange("105", "118"), False),
        (f.NumberRange("A20260921104", "A20260921104"), True),
        (f.Not(f.Urgent()), False),
        (f.And((f.Urgent(), f.PENDING)), True),
        (f.Or((f.AtPoint(None), f.Urgent())), True),
    ],
)
def test_conditions(condition: f.Condition, fits: bool) -> None:
    assert f.matches(condition, SLIP, NOW) is fits


@given(st.integers(0, 999_999), st.integers(0, 999_999), st.integers(0, 999_999))
def test_a_range_of_full_numbers_is_a_range_of_numbers(number: int, one: int, two: int) -> None:
    first, last = sorted((one, two))
    if first == last:
        return
    inside = f.number_in_range(f"{number:06d}", f"{first:06d}", f"{last:06d}")
    assert inside is (first <= number <= last)


@given(st.integers(0, 999_999), st.integers(0, 999), st.integers(0, 999))
def test_a_range_of_ends_compares_the_end(number: int, one: int, two: int) -> None:
    first, last = sorted((one, two))
    if first == last:
        return
    inside = f.number_in_range(f"N{number:06d}", f"{first:03d}", f"{last:03d}")
    assert inside is (first <= number % 1000 <= last)
