"""Whatever was done before: what a preview says is what carrying it out does, and the four counts stay equal."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch_tui.clock import FixedClock
from dispatch_tui.domain.dispatches import Dispatch, DispatchState
from dispatch_tui.domain.filters import InStates
from dispatch_tui.domain.orders import Kind
from dispatch_tui.errors import DispatchError
from dispatch_tui.services import commands, reconciliation
from dispatch_tui.services.commands.filter_terms import OUT
from dispatch_tui.services.desk import Desk
from dispatch_tui.storage.records import ID_STEP, take_ids
from dispatch_tui.storage.store import open_store
from tests.services.conftest import MONDAY, local, slip, small_settings

SLIPS = ("101", "102", "101-104", "103,104", "101-104", "@all", "@ready", "@assigned", "@sent", "@cn1")
LINES = (
    "parts {} none", "parts {} 压缩机x1 make", "materials {} ready", "waive {} later", "review {}",
    "assign {} cn1 none", "assign {} cn2", "assign {} auto", "assign {} auto none", "unassign {} wrong",
    "send {} normal", "send {} none force=x", "send {} car none force=x", "send {} normal auto none", "send {} cn2",
    "recall {} moved by=周", "resend {} car", "received {}", "failed {} no tone", "worker {} 李强 force=new",
    "arrived {}", "inhouse {} weld", "repaired {}", "done {} signed", "done {}", "signed {}", "close {}",
    "reopen {} again", "add {} 吊栏x1", "hold {} until 9-25 away force=x", "resume {}", "cancel {} no need force=x",
    "undo", "undo force=周", "redo", "card cn1 void torn by=周", "card cn1 sign 周", "merge 101 102 same",
    "split 103 more", "sheet cn1 all received", "sheet cn1 install line 101 王海 force=x",
    "sheet cn1 all check force=x",
    "ledger cn1 install remove 101 miscounted", "ledger cn1 install add 101 back",
)  # fmt: skip
ONWARDS = (
    *("parts {} none", "materials {} ready", "send {} normal", "repaired {}", "reopen {} again") * 3,
    *("send {} normal auto none", "arrived {}", "done {} signed", "close {}") * 7,
    *("inhouse {} weld", "worker {} 李强 force=new", "undo", "redo") * 2,
)  # fmt: skip
"""What moves slips on, so that their later states are reached."""


@contextmanager
def fresh_room() -> Iterator[Desk]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = small_settings(folder)
        store = open_store(f"sqlite:///{folder / 'room.sqlite3'}", found.branch.code)
        store.migrate()
        desk = Desk(found, store, FixedClock(local("10:00")), "1001", chosen_language="en")
        first = take_ids(4)
        slips = [
            slip("20260921101"), slip("20260921102"), slip("20260921103", kind=Kind.REPAIR, slot="09:00"),
            slip("20260921104", kind=Kind.REMOVAL, slot="", point="cn2"),
        ]  # fmt: skip
        with store.write(desk.act("import")) as writer:
            writer.insert_orders(
                [replace(each, id=first + place * ID_STEP) for place, each in enumerate(slips)]
            )
        yield desk
        store.close()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(LINES + ONWARDS), st.sampled_from(SLIPS)), min_size=1, max_size=16))
def test_what_is_shown_is_what_is_done(typed: list[tuple[str, str]]) -> None:
    with fresh_room() as room:
        corrected = False
        for line, slips in typed:
            text = line.format(slips)
            try:
                shown = commands.preview(room, commands.parse(text, room))
            except DispatchError:
                continue
            try:
                outcome = commands.run(room, shown.command, confirmed=True)
            except DispatchError:
                assert not shown.goes, text
                continue
            told = {(each.id, each.ok) for each in shown.results if each.id}
            assert {(each.id, each.ok) for each in outcome.results} == told, text
            assert (outcome.done, bool(outcome.group)) == (shown.done, shown.done > 0), text
            corrected = corrected or (text.startswith("ledger") and outcome.done > 0)
        if not corrected:
            _counts_agree(room)


def _counts_agree(room: Desk) -> None:
    """Dispatches, card lines and ledger agree, and every slip that is out has its one live dispatch."""
    for group in reconciliation.reconcile(room, MONDAY, feedback=False).groups:
        assert group.differences == (), group
        assert group.dispatched == group.ledger, group
    with room.store.read() as reader:
        found = reader.orders(list(reader.find_ids(InStates(frozenset(OUT)), now=room.now())))
        live = reader.papers(Dispatch, state=DispatchState.LIVE)
    assert {order.dispatch_id for order in found} <= {dispatch.id for dispatch in live}
    assert len({dispatch.order_id for dispatch in live}) == len(live)
