"""Commands previewed and carried out, and completion while typing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from dispatch_tui.domain.orders import Order, State
from dispatch_tui.errors import Ambiguous, BadInput, NotAllowed, NotFound
from dispatch_tui.services import commands
from dispatch_tui.services.desk import Desk
from tests.services.conftest import MONDAY, slip

Put = Callable[..., list[Order]]
UNFINISHED = ("", " ", "xyzzy ", "hold ", "re 1", "@", "place @ready ", "“", "correct 1 ph", "batch 1")


class TestRun:
    def test_preview_changes_nothing_and_run_does(self, desk: Desk, put: Put) -> None:
        (order,) = put(slip("20260921104"))
        command = commands.parse("hold 104 until 9-25 customer away", desk)
        seen = commands.preview(desk, command)
        assert (seen.done, seen.refused) == (1, 0)
        assert "customer away" in seen.title
        assert commands.run(desk, command).done == 1
        with desk.store.read() as reader:
            assert reader.order(order.id) == order
        outcome = commands.run(desk, command, confirmed=True)
        assert outcome.done == 1
        with desk.store.read() as reader:
            after = reader.order(order.id)
        assert after is not None
        assert (after.state, after.hold_until) == (State.HOLD, date(2026, 9, 25))
        back = commands.run(desk, commands.parse("resume 104", desk), confirmed=True)
        assert back.done == 1

    def test_range_by_the_ends_of_numbers(self, desk: Desk, put: Put) -> None:
        put(
            *(slip(f"20260921{number}") for number in range(101, 106)),
            slip("20260921125", state=State.CLOSED),
        )
        outcome = commands.run(desk, commands.parse("note 102-104,105,999 hello", desk), confirmed=True)
        assert [(result.id, result.ok) for result in outcome.results if not result.ok] == [("999", False)]
        assert (outcome.done, outcome.refused) == (4, 1)

    def test_same_end_in_two_series_asks(self, desk: Desk, put: Put) -> None:
        put(slip("20260920101"), slip("20260921101"), slip("20260921102"))
        with pytest.raises(Ambiguous) as raised:
            commands.preview(desk, commands.parse("note 101 hello", desk))
        assert [no for no, _what in raised.value.candidates] == ["20260920101", "20260921101"]
        with pytest.raises(Ambiguous):
            commands.preview(desk, commands.parse("note 101-102 hello", desk))
        outcome = commands.run(desk, commands.parse("note 20260921101-102 hello", desk), confirmed=True)
        assert outcome.done == 2

    def test_nothing_found(self, desk: Desk) -> None:
        with pytest.raises(NotFound):
            commands.preview(desk, commands.parse("note 101 hello", desk))
        with pytest.raises(NotFound):
            commands.preview(desk, commands.parse("note @urgent hello", desk))

    def test_preview_shows_the_load(self, desk: Desk, put: Put) -> None:
        put(slip("A101"), slip("A102"), slip("A103", point=None))
        seen = commands.preview(desk, commands.parse("place A101,A103 cn2", desk))
        assert seen.load == (("cn1", 2, 1, 40), ("cn2", 0, 2, 3))

    def test_role_is_asked(self, desk: Desk, put: Put) -> None:
        put(slip("A101"))
        keeper = Desk(desk.settings, desk.store, desk.clock, "3001", chosen_language="en")
        with pytest.raises(NotAllowed, match="钱料"):
            commands.preview(keeper, commands.parse("hold 101 until 9-25 customer away", keeper))
        nobody = Desk(desk.settings, desk.store, desk.clock, "", chosen_language="en")
        with pytest.raises(NotAllowed):
            commands.run(nobody, commands.parse("note 101 x", nobody), confirmed=True)

    def test_hand_over_commands(self, desk: Desk) -> None:
        outcome = commands.run(
            desk, commands.parse("batch install 12:00 declared 3 clerk 王芳", desk), confirmed=True
        )
        assert outcome.done == 1
        commands.run(
            desk, commands.parse('chase batch install 17:00 "they are coming" whom=周', desk), confirmed=True
        )
        with desk.store.read() as reader:
            (batch,) = reader.batches(MONDAY)
            assert (batch.declared, batch.clerk) == (3, "王芳")
            (entry,) = reader.chases("batch:2026-09-21:install:17:00")
            assert (entry.answer, entry.whom) == ("they are coming", "周")

    def test_season_switch_is_for_supervisors(self, desk: Desk) -> None:
        with pytest.raises(NotAllowed):
            commands.preview(desk, commands.parse("season peak heat wave", desk))
        boss = Desk(desk.settings, desk.store, desk.clock, "2001", chosen_language="en")
        with pytest.raises(BadInput, match="reason"):
            commands.preview(boss, commands.parse("season 旺季", boss))
        commands.run(boss, commands.parse("season peak heat wave", boss), confirmed=True)
        with desk.store.read() as reader:
            assert desk.seasons(reader).install_slots(MONDAY) == ("10:30", "12:30", "15:30", "19:30")


class TestComplete:
    def test_verbs(self, desk: Desk) -> None:
        assert [each.label for each in commands.complete(desk, "ho")] == ["hold"]
        assert "hold" in [each.label for each in commands.complete(desk, "挂")]
        assert commands.complete(desk, "gq")[0].label == "hold"

    def test_fields_in_the_language_of_the_desk(self, desk: Desk) -> None:
        for language, name, other in (("zh", "电话=", "phone="), ("en", "phone=", "电话=")):
            mine = Desk(desk.settings, desk.store, desk.clock, "2001", chosen_language=language)
            offered = [each.label for each in commands.complete(mine, "correct 101 ")]
            assert name in offered
            assert other not in offered
            assert [each.label for each in commands.complete(mine, "correct 101 dh")] == [name]

    def test_points_with_load(self, desk: Desk, put: Put) -> None:
        put(slip("A101"))
        found = commands.complete(desk, "place 101 cn")
        assert [(each.label, each.text) for each in found] == [
            ("cn1", "place 101 cn1"),
            ("cn2", "place 101 cn2"),
        ]
        assert "1/40" in found[0].about

    def test_slips_and_filters(self, desk: Desk, put: Put) -> None:
        put(slip("20260921101"), slip("20260921102"))
        assert [each.label for each in commands.complete(desk, "hold 102")] == ["20260921102"]
        assert "hold @ready&urgent" in [each.text for each in commands.complete(desk, "hold @ready&ur")]

    @pytest.mark.parametrize("text", UNFINISHED)
    def test_never_raises(self, desk: Desk, text: str) -> None:
        for each in commands.complete(desk, text):
            assert each.text
