"""Whatever is assigned, sent, recalled, voided in whatever order: slips, dispatches, cards and ledger agree."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from dispatch_tui.clock import FixedClock
from dispatch_tui.domain.dispatches import Dispatch, DispatchState, FlowCard, Via
from dispatch_tui.domain.orders import Kind, Order, PlainJson, State
from dispatch_tui.domain.rules import Outcome
from dispatch_tui.errors import DispatchError
from dispatch_tui.services import cards, slips
from dispatch_tui.services.assigning import Assign, Unassign
from dispatch_tui.services.carrying_out import SlipChange, carry_out
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.following import Arrived, InHouse, Repaired, WorkerNamed
from dispatch_tui.services.sending import (
    Delivered,
    NotDelivered,
    Recall,
    Resend,
    SendNormal,
    SendTemporary,
)
from dispatch_tui.storage.records import ID_STEP, take_ids
from dispatch_tui.storage.store import open_store
from tests.services.conftest import local, slip, small_settings
from tests.services.sending_room import assert_agreement

SLIPS = 6
_KINDS = (Kind.INSTALL, Kind.REPAIR, Kind.REMOVAL)
chosen = st.lists(st.integers(0, SLIPS - 1), min_size=1, max_size=4, unique=True)
points = st.sampled_from(["", "cn1", "cn2", "old"])
forces = st.sampled_from(["", "it must be"])


class Sending(RuleBasedStateMachine):
    """One room with a few slips and two dispatchers."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        place = Path(self.folder.name)
        branch = small_settings(place)
        store = open_store(f"sqlite:///{place / 'room.sqlite3'}", branch.branch.code)
        store.migrate()
        self.clock = FixedClock(local("10:00"))
        self.desk = Desk(branch, store, self.clock, "1001", chosen_language="en")
        self.ids: list[int] = []
        self.lines: dict[str, Sequence[Mapping[str, PlainJson]]] = {}

    @initialize()
    def slips_arrive(self) -> None:
        first = take_ids(SLIPS)
        orders = [
            slip(f"A{n}", id=first + n * ID_STEP, kind=_KINDS[n % 3], point=("cn1", "cn2")[n % 2])
            for n in range(SLIPS)
        ]
        self.ids = [order.id for order in orders]
        with self.desk.store.write(self.desk.act("import")) as writer:
            writer.insert_orders(orders)

    def _orders(self, numbers: Sequence[int]) -> list[Order]:
        with self.desk.store.read() as reader:
            return reader.orders([self.ids[number] for number in numbers])

    def _do(self, change: SlipChange, numbers: Sequence[int], force: str = "") -> None:
        before = {order.no: order for order in self._orders(numbers)}
        self.clock.move(minutes=1)
        outcome = carry_out(self.desk, change, [(self.ids[n], None) for n in numbers], force)
        self._told(outcome, before, {order.no: order for order in self._orders(numbers)})

    def _told(self, outcome: Outcome, before: Mapping[str, Order], after: Mapping[str, Order]) -> None:
        """A refused slip is as it was and the refusal has a sentence."""
        assert {result.id for result in outcome.results} == set(before)
        for result in outcome.results:
            if not result.ok:
                assert result.message
                assert after[result.id] == before[result.id]
        assert bool(outcome.group) == bool(outcome.done)

    @rule(numbers=chosen, point=points, none=st.booleans(), force=forces)
    def assign(self, numbers: list[int], point: str, none: bool, force: str) -> None:
        self._do(Assign(point, none=none), numbers, force)

    @rule(numbers=chosen)
    def unassign(self, numbers: list[int]) -> None:
        self._do(Unassign("wrong"), numbers)

    @rule(numbers=chosen, point=points, none=st.booleans(), force=forces)
    def send_normal(self, numbers: list[int], point: str, none: bool, force: str) -> None:
        self._do(SendNormal(point, none=none), numbers, force)

    @rule(numbers=chosen, point=points, via=st.sampled_from(Via), force=forces)
    def send_temporary(self, numbers: list[int], point: str, via: Via, force: str) -> None:
        self._do(SendTemporary(via, point, none=True), numbers, force)

    @rule(numbers=chosen, confirmed_by=st.sampled_from(["老王", ""]))
    def recall(self, numbers: list[int], confirmed_by: str) -> None:
        self._do(Recall(confirmed_by, "wrong"), numbers)

    @rule(numbers=chosen, force=forces)
    def paper_fails_and_is_sent_again(self, numbers: list[int], force: str) -> None:
        self._do(NotDelivered("busy"), numbers, force)
        self._do(Resend(Via.FAX), numbers, force)

    @rule(numbers=chosen)
    def delivered(self, numbers: list[int]) -> None:
        self._do(Delivered(), numbers)

    @rule(which=st.integers(0, 5))
    def void_or_sign(self, which: int) -> None:
        with self.desk.store.read() as reader:
            found = reader.papers(FlowCard)
        if not found:
            return
        no = found[which % len(found)].no
        try:
            if which % 3:
                cards.void(self.desk, no, "torn", "老王")
            else:
                cards.sign(self.desk, no, "陈")
        except DispatchError as refused:
            event(refused.code)

    @rule(number=st.integers(0, SLIPS - 1), step=st.sampled_from(["hold", "resume", "cancel"]))
    def held_or_cancelled(self, number: int, step: str) -> None:
        target = [(self.ids[number], None)]
        if step == "hold":
            slips.hold(self.desk, target, local("09-25 10:00").date(), "customer away", force="told")
        elif step == "resume":
            slips.resume(self.desk, target)
        else:
            slips.cancel(self.desk, target, "bought elsewhere", "customer", force="told")

    @rule(numbers=chosen, step=st.sampled_from([WorkerNamed("李强"), Arrived(), InHouse("shop"), Repaired()]))
    def work_goes_on(self, numbers: list[int], step: SlipChange) -> None:
        self._do(step, numbers, "told")

    @rule(hours=st.sampled_from([3, 14, 24]))
    def time_passes(self, hours: int) -> None:
        self.clock.move(hours=hours)

    @invariant()
    def everything_agrees(self) -> None:
        with self.desk.store.read() as reader:
            assert_agreement(reader)
            for card in reader.papers(FlowCard):
                assert self.lines.setdefault(card.no, card.lines) == card.lines
            slips_now = reader.orders(self.ids)
            live = {each.order_id for each in reader.papers(Dispatch, state=DispatchState.LIVE)}
            for order in slips_now:
                if order.state in {State.RECEIVED, State.READY, State.ASSIGNED}:
                    assert order.id not in live
                if order.state is State.SENT:
                    assert order.id in live

    def teardown(self) -> None:
        if self.ids:
            assert self.desk.store.verify().ok
        self.desk.store.close()
        self.folder.cleanup()


TestSending = Sending.TestCase
TestSending.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)
