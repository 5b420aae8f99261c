"""From the board to the closed slip by keys alone: every key a command, every command in the database, keys counted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dispatch_tui import i18n
from dispatch_tui.domain.dispatches import Delivery, FlowCard, Via
from dispatch_tui.domain.orders import Kind, State
from dispatch_tui.domain.pre_review import ReviewStatus, review_of
from dispatch_tui.tui.screens.board import BoardScreen
from dispatch_tui.tui.screens.slip_detail import SlipScreen
from tests.tui.dispatch_keys import Keys, all_of, approve, dispatches, listed, order_of
from tests.tui.making import slip
from tests.tui.slips_room import app_on, desk_at, many, picture, put, until


@pytest.fixture
def room(tmp_path: Path) -> Path:
    desk = desk_at(tmp_path)
    put(desk, [slip(number, point="CN1") for number in range(1, 4)])
    desk.close()
    return tmp_path


async def test_from_the_board_to_a_slip_sent_in_three_strokes(room: Path) -> None:
    desk = desk_at(room)
    async with app_on(room, "1").run_test(size=(80, 24)) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, BoardScreen)
        point = desk.settings.points[0].code
        await until(pilot, lambda: screen.source.board is not None and screen.desk is not None)
        screen.table.move_to(f"point:{point}" if screen.source.row_of(point) is None else point)
        screen.table.move_to(screen.source.key_at(1), "total")
        keys = Keys(pilot)
        await keys.press("enter")
        await listed(pilot, 3)
        await keys.command("S")
        assert keys.count <= 4
        sent = dispatches(desk)
        assert [each.via for each in sent] == [Via.FAX]
        assert order_of(desk, sent[0].order_no).state is State.SENT
    desk.close()


async def test_a_cell_of_the_board_is_sent_in_two_strokes(room: Path) -> None:
    desk = desk_at(room)
    async with app_on(room, "1").run_test(size=(120, 40)) as pilot:
        screen = pilot.app.screen
        await until(pilot, lambda: screen.source.board is not None and screen.desk is not None)
        screen.table.move_to(screen.source.key_at(1), "total")
        keys = Keys(pilot)
        await keys.command("C")
        assert keys.count == 2
        assert len(dispatches(desk)) == 3
        with desk.store.read() as reader:
            assert len(reader.papers(FlowCard)) == 1
    desk.close()


async def test_three_hundred_slips_reviewed_assigned_and_sent_in_under_twenty_strokes(tmp_path: Path) -> None:
    desk = desk_at(tmp_path)

    put(desk, [replace(order, state=State.RECEIVED, point="CN1") for order in many(300)])
    async with app_on(tmp_path, "2").run_test(size=(80, 24)) as pilot:
        await listed(pilot, 300)
        keys = Keys(pilot)
        await keys.press("*")
        await keys.command("y")
        assert all(each.state is State.READY for each in all_of(desk))
        await keys.command("=")
        assigned = [each for each in all_of(desk) if each.state is State.ASSIGNED]
        assert assigned
        await keys.command("S")
        assert keys.count < 20
        assert {each.order_no for each in dispatches(desk)} == {each.no for each in assigned}
        for order in all_of(desk):
            review = review_of(order.review)
            assert review is not None
            assert review.status is ReviewStatus.NONE
    desk.close()


async def test_a_received_slip_is_sent_with_the_pre_review_stated(tmp_path: Path) -> None:
    desk = desk_at(tmp_path)
    put(desk, [slip(1, state=State.RECEIVED)])
    async with app_on(tmp_path, "2").run_test(size=(80, 24)) as pilot:
        screen = await listed(pilot, 1)
        await pilot.press("S")
        await until(pilot, lambda: "pre-review: none" in picture(pilot))
        assert "none" in screen.prompt.text
        assert order_of(desk, "2607010101").state is State.RECEIVED
        await pilot.press("enter")
        await until(pilot, lambda: order_of(desk, "2607010101").state is State.SENT)
    desk.close()


async def test_a_slip_is_followed_from_the_review_to_the_voucher(tmp_path: Path) -> None:
    desk = desk_at(tmp_path)
    no = "2607010101"
    put(desk, [slip(1, kind=Kind.REPAIR, state=State.RECEIVED)])

    async with app_on(tmp_path, "2").run_test(size=(120, 40)) as pilot:
        screen = await listed(pilot, 1)
        keys = Keys(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SlipScreen))
        screen = pilot.app.screen

        async def state(wanted: State) -> None:
            await until(pilot, lambda: order_of(desk, no).state is wanted)
            await until(pilot, lambda: screen.chosen()[0].state is wanted)

        await keys.press("Y", "enter")
        await until(pilot, lambda: screen.prompt.text.startswith("parts "))
        await keys.press(*"压缩机x1", "enter")
        await keys.shows("Enter carries it out")
        await keys.press("enter")
        await state(State.WAITING)
        await keys.shows("压缩机")
        await keys.command("M")
        await state(State.READY)
        await keys.press("A")
        await until(pilot, lambda: screen.picking)
        await keys.press("enter")
        await keys.shows("Enter carries it out")
        await keys.press("enter")
        await state(State.ASSIGNED)
        await keys.command("S")
        await state(State.SENT)
        assert "temporary by fax" in picture(pilot)
        await keys.press("F")
        await until(pilot, lambda: screen.picking)
        await keys.press("enter")
        await keys.shows("Enter carries it out")
        await keys.press("enter")
        await until(pilot, lambda: dispatches(desk)[0].delivery is Delivery.RECEIVED)
        await keys.press("W")
        await until(pilot, lambda: screen.picking)
        await keys.press("enter")
        await keys.shows("Enter carries it out")
        await keys.press("enter")
        await state(State.ACKED)
        assert order_of(desk, no).worker in desk.settings.points[0].workers
        await keys.command("i")
        await state(State.ARRIVED)
        await keys.press("E", *"四通阀x1", "enter")
        await keys.shows("Enter carries it out")
        await keys.press("enter")
        await until(pilot, lambda: len(order_of(desk, no).addenda) == 1)
        await keys.shows("四通阀")
        approve(tmp_path, no)
        await until(pilot, lambda: screen.chosen()[0].version == order_of(desk, no).version)
        await keys.command("D")
        await state(State.DONE)
        await keys.command("D")
        await until(pilot, lambda: screen.chosen()[0].signed)
        await keys.command("D")
        await state(State.CLOSED)
    desk.close()


async def test_a_worker_that_is_not_listed_is_taken_as_typed(tmp_path: Path) -> None:
    desk = desk_at(tmp_path)
    put(desk, [slip(1)])
    async with app_on(tmp_path, "2").run_test(size=(80, 24)) as pilot:
        screen = await listed(pilot, 1)
        await Keys(pilot).command("S")
        await pilot.press("X")
        await listed(pilot, 1)
        await pilot.press("W")
        await until(pilot, lambda: screen.picking)
        await pilot.press(*"欧阳[b]", "enter")
        await until(pilot, lambda: "has no worker" in picture(pilot))
        await pilot.press(*" force=x", "enter")
        await until(pilot, lambda: "Enter carries it out" in picture(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: order_of(desk, "2607010101").worker == "欧阳[b]")
    desk.close()


async def test_a_second_key_at_once_meets_no_conflict_with_oneself(tmp_path: Path) -> None:
    desk = desk_at(tmp_path)
    put(desk, [slip(1, state=State.RECEIVED)])
    async with app_on(tmp_path, "2").run_test(size=(80, 24)) as pilot:
        await listed(pilot, 1)
        keys = Keys(pilot)
        for key in ("y", "A"):
            await keys.press(key)
            if key == "A":
                await until(pilot, lambda: pilot.app.screen.picking)
                await keys.press("enter")
            await keys.shows("Enter carries it out")
            await keys.press("enter")
            await until(pilot, lambda: "1 done" in pilot.app.screen.status.message)
            pilot.app.screen.say("")
        assert order_of(desk, "2607010101").state is State.ASSIGNED
    desk.close()


async def test_marked_rows_of_the_board_are_sent_together(tmp_path: Path) -> None:
    desk = desk_at(tmp_path)
    points = [point.code for point in desk.settings.points[:3]]
    put(desk, [slip(number, point=point) for number, point in enumerate(points, start=1)])
    async with app_on(tmp_path, "1").run_test(size=(120, 40)) as pilot:
        screen = pilot.app.screen
        await until(pilot, lambda: screen.source.board is not None and screen.desk is not None)
        screen.table.move_to(screen.source.key_at(1), "total")
        await pilot.press("space", "space")
        await Keys(pilot).command("C")
        assert {each.point for each in dispatches(desk)} == set(points[:2])
        await until(pilot, lambda: "2 sent" in picture(pilot))
    desk.close()


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_taking_back_a_sending_asks_who_confirmed_it(room: Path, language: str) -> None:
    desk = desk_at(room)
    no = "2607010101"
    async with app_on(room, "2").run_test(size=(80, 24)) as pilot:
        screen = await listed(pilot, 3)
        await Keys(pilot).command("S")
        assert order_of(desk, no).state is State.SENT
        i18n.set_language(language)
        screen.say("")
        await pilot.press("u")
        await until(pilot, lambda: screen.prompt.text.endswith("="))
        assert order_of(desk, no).state is State.SENT
        await pilot.press(*"周玉兰", "enter")
        await until(pilot, lambda: screen._command is not None)
        await pilot.press("enter")
        await until(pilot, lambda: order_of(desk, no).state is not State.SENT)
        assert "周玉兰" in dispatches(desk)[0].withdrawn_reason
    desk.close()
