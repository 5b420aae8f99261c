"""Search as one types: every way in which a slip is asked for at the telephone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_tui.domain.filters import haystack
from dispatch_tui.storage.store import Store
from dispatch_tui.storage.words import PHONE_END, needed_pairs, number_end, runs, words_of
from tests.storage.samples import NOW, act, slip, slips

ORDERS = (
    slip("SH20260701-0118", customer="张三", initials="zs", phone="021-6250 1234", phone_digits="02162501234"),
    slip("SH20260701-0119", customer="欧阳锋", initials="oyf", address="静安区南京西路1266号恒隆广场",
         remark="要求 Anna 联系"),
    slip("SH20260630-2118", customer="Müller 马克", initials="mk", address="浦东新区世纪大道88弄3号", model="ABC-9"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SH2026", "0118 0119 2118"),
        ("sh20260701", "0118 0119"),
        ("118", "0118 2118"),
        ("0118", "0118"),
        ("1234", "0118"),
        ("02162501234", "0118"),
        ("0216250", "0118"),
        ("zs", "0118"),
        ("o", ""),
        ("oy", "0119"),
        ("欧阳", "0119"),
        ("阳锋", "0119"),
        ("长宁", "0118"),
        ("新华路街道", "0118"),
        ("南京西路1266号", "0119"),
        ("西路12", "0119"),
        ("南京路", ""),
        ("anna", "0119"),
        ("ann", "0119"),
        ("MÜLLER", "2118"),
        ("世纪 118", "2118"),
        ("118 世纪", "2118"),
        ("世纪 弄", "2118"),
        ("恒隆 zs", ""),
        ("ａｂｃ－９", "2118"),
        ("8000", "0119 2118"),
        ("", ""),
        ("%_", ""),
        ("\0\ud800", ""),
        ('"OR" *', ""),
        ("' | !", ""),
    ],
)
def test_what_is_typed_finds(store: Store, text: str, expected: str) -> None:
    with store.write(act()) as writer:
        writer.insert_orders(list(ORDERS))
    with store.read() as reader:
        found = reader.orders(reader.search_ids(text, NOW))
    assert sorted(order.no[-4:] for order in found) == expected.split()
    assert [order.id for order in found] == sorted((order.id for order in found), reverse=True)


def test_a_corrected_slip_is_found_by_its_new_words_only(store: Store) -> None:
    order = slip(customer="张三", address="长宁区番禺路")
    with store.write(act()) as writer:
        writer.insert_orders([order])
    with store.write(act("correct")) as writer:
        changed = writer.update_order(order, replace(order, customer="李四光", initials="lsg"))
        writer.update_order(changed, replace(changed, urgent=True))
    with store.read() as reader:
        assert list(reader.search_ids("四光", NOW)) == [order.id]
        assert list(reader.search_ids("番禺", NOW)) == [order.id]
        assert list(reader.search_ids("张三", NOW)) == []


def test_the_newest_come_first_and_the_limit_holds(store: Store) -> None:
    orders = [slip(f"{number:04d}", phone_digits=f"1380013{number:04d}") for number in range(60)]
    with store.write(act()) as writer:
        writer.insert_orders(orders)
    newest = [order.id for order in reversed(orders)]
    with store.read() as reader:
        assert list(reader.search_ids("番禺", NOW, limit=7)) == newest[:7]
        assert list(reader.search_ids("番禺路 新华", NOW, limit=7)) == newest[:7]
        assert list(reader.search_ids("00", NOW, limit=7)) == newest[:7]


def test_earlier_slips_of_a_telephone(store: Store) -> None:
    orders = [
        slip("1", phone_digits="13800138000", received_at=NOW - timedelta(days=40), model="X"),
        slip("2", phone_digits="13800138000", received_at=NOW - timedelta(days=5), model="kfr-35gw "),
        slip("3", phone_digits="13800138000", received_at=NOW, model="Y"),
        slip("4", phone_digits="13900008000", received_at=NOW),
        slip("5", phone_digits=""),
    ]
    with store.write(act()) as writer:
        writer.insert_orders(orders)
    with store.read() as reader:

        def numbers(digits: str) -> str:
            return "".join(order.no for order in reader.by_phone(digits))

        assert (numbers("13800138000"), numbers("8000"), numbers("13800"), numbers("139"), numbers("")) == (
            "321", "4321", "321", "", "",
        )  # fmt: skip
        since = NOW - timedelta(days=30)
        assert [order.no for order in reader.repeat_candidates("13800138000", "KFR-35GW", since)] == ["2"]
        assert [order.no for order in reader.repeat_candidates("13800138000", "", since)] == ["3", "2"]
        assert reader.repeat_candidates("", "", since) == []


def test_pairs_and_words() -> None:
    assert runs("长宁区新华路123弄kfr-35gw") == ["长宁区新华路", "123", "弄", "kfr", "35gw"]
    folded = haystack(slip("N1", customer="王", remark="Wi-Fi 5"))
    words = words_of(folded)
    assert {"王", "新华", "华路", "381", "号", "kfr", "35gw", "wi", "fi", "5"} <= set(words)
    assert not {"13800138000", "n1"} & set(words)
    assert {number_end("N1"), PHONE_END + "8000"} <= set(words)
    assert number_end("SH-20260701")[1:] == "107062"
    assert number_end("A-12B")[1:] == ""


@given(order=slips(), start=st.integers(0, 40), length=st.integers(1, 8))
def test_every_slip_containing_a_text_has_the_pairs_that_are_asked_for(order, start, length) -> None:  # type: ignore[no-untyped-def]
    folded = haystack(order)
    part = folded[start : start + length]
    assert set(needed_pairs(part)) <= set(words_of(folded))
