"""From the board to the closed slip by keys alone: every key a command, every command in the database, keys counted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dispatch_tui import i18n
from dispatch_tui.domain.dispatches import Delivery, Dispatch, FlowCard, Via
from dispatch_tui.domain.orders import Kind, Order, State
from dispatch_tui.domain.pre_review import ReviewStatus, review_of
from dispatch_tui.services.desk import Desk
from dispatch_tui.tui.screens.board import BoardScreen
from dispatch_tui.tui.screens.conflict import ConflictScreen
from dispatch_tui.tui.screens.slip_detail import SlipScreen
from dispatch_tui.tui.screens.slips import SlipsScreen
from tests.tui.making import slip
from tests.tui.slips_room import app_on, desk_at, many, picture, put, until


class Keys:
    """Presses keys as a person does and counts them; ``shows`` waits for what a person waits for."""

    def __init__(self, pilot) -> None:  # type: ignore[no-untyped-def]
        self.pilot = pilot
        self.count = 0

    async def press(self, *keys: str) -> None:
        """Press keys, one stroke each."""
        self.count += len(keys)
        await self.pilot.press(*keys)

    async def shows(self, text: str) -> None:
        """Wait until a text stands on the terminal."""
        await until(self.pilot, lambda: text in picture(self.pilot))

    async def command(self, *keys: str) -> None:
        """Press keys whose command is previewed, and confirm it."""
        await self.press(*keys)
        await self.shows("Enter carries it out")
        await self.press("enter")
        await until(self.pilot, lambda: " done" in self.pilot.app.screen.status.message)


@pytest.fixture
def room(tmp_path: Path) -> Path:
    desk = desk_at(tmp_path)
    put(desk, [slip(number, point="CN1") for number in range(1, 4)])
    desk.close()
    return tmp_path


def order_of(desk: Desk, no: str) -> Order:
    with desk.store.read() as reader:
        found = reader.order_by_no(no)
    assert found is not None
    return found


def dispatches(desk: Desk, **wanted: object) -> list[Dispatch]:
    with desk.store.read() as reader:
        return list(reader.papers(Dispatch, **wanted))


async def listed(pilot, count: int) -> SlipsScreen:  # type: ignore[no-untyped-def]
    await until(pilot, lambda: isinstance(pilot.app.screen, SlipsScreen))
    screen = pilot.app.screen
    await until(pilot, lambda: screen._known and len(screen.table.source) == count)
    return screen


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
    from dataclasses import replace

    put(desk, [replace(order, state=State.RECEIVED, point="CN1") for order in many(300)])
    async with app_on(tmp_path, "2").run_test(size=(80, 24)) as pilot:
        await listed(pilot, 300)
        keys = Keys(pilot)
        await keys.press("*")
        await keys.command("y")
        assert all(each.state is State.READY for each in _all(desk))
        await keys.command("=")
        assigned = [each for each in _all(desk) if each.state is State.ASSIGNED]
        assert assigned
        await keys.command("S")
        assert keys.count < 20
        assert {each.order_no for each in dispatches(desk)} == {each.no for each in assigned}
        for order in _all(desk):
            review = review_of(order.review)
            assert review is not None
            assert review.status is ReviewStatus.NONE
    desk.close()


def approve(folder: Path, no: str) -> None:
    """Let the supervisor agree to what was added on site."""
    from dispatch_tui.services.addenda import ApproveAddendum
    from dispatch_tui.services.carrying_out import carry_out
    from dispatch_tui.settings.model import Role

    desk = desk_at(folder)
    other = next(
        each for each in desk.settings.operators if Role.SUPERVISOR in each.roles and each.number != "1001"
    )
    supervisor = desk_at(folder, other.number)
    outcome = carry_out(supervisor, ApproveAddendum(1), [(order_of(desk, no).id, None)])
    assert outcome.done == 1
    supervisor.close()
    desk.close()


def _all(desk: Desk) -> list[Order]:
    from dispatch_tui.domain.filters import Everything

    with desk.store.read() as reader:
        return list(reader.orders(list(reader.find_ids(Everything(), now=desk.now()))))


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


@pytest.mark.parametrize(
    ("state", "key", "words"),
    [
        (State.SENT, "S", "Only pending"),
        (State.READY, "W", "Only a sent slip"),
        (State.READY, "M", "waits for no materials"),
        (State.CLOSED, "D", "no visit that could end"),
        (State.READY, "Z", "neither assigned nor sent"),
        (State.READY, "B", "Only a closed slip"),
        (State.SENT, "y", "stated already"),
    ],
)
async def test_a_key_that_can_not_work_says_why(tmp_path: Path, state: State, key: str, words: str) -> None:
    desk = desk_at(tmp_path)
    put(desk, [slip(1, state=state)])
    desk.close()
    async with app_on(tmp_path, "2").run_test(size=(120, 40)) as pilot:
        await pilot.press("X")
        await listed(pilot, 1)
        await pilot.press(key)
        assert words in pilot.app.screen.status.message


@pytest.mark.parametrize(
    ("state", "first"),
    [
        (State.RECEIVED, "y"),
        (State.READY, "S"),
        (State.WAITING, "M"),
        (State.SENT, "W"),
        (State.ARRIVED, "D"),
    ],
)
async def test_the_status_line_names_the_keys_that_fit_the_slip(
    tmp_path: Path, state: State, first: str
) -> None:
    desk = desk_at(tmp_path)
    put(desk, [slip(1, state=state)])
    desk.close()
    async with app_on(tmp_path, "2").run_test(size=(80, 24)) as pilot:
        await pilot.press("X")
        screen = await listed(pilot, 1)
        await until(pilot, lambda: screen._hinted is state)
        assert screen.status._hints[1][0] == first
        assert f"{first} " in picture(pilot).splitlines()[-1]


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


async def meet(pilot, typed: str, change: Callable[[], None]) -> None:  # type: ignore[no-untyped-def]
    """Type a correction, let a colleague change the slip, then ask for the preview."""
    screen = await listed(pilot, 1)
    await pilot.press("e", *typed)
    change()
    await until(pilot, lambda: screen.chosen()[0].version > 1)
    await pilot.press("enter")


async def test_a_correction_that_met_another_is_decided_field_by_field(tmp_path: Path) -> None:
    desk = desk_at(tmp_path)
    no = "2607010101"
    put(desk, [slip(1)])
    colleague = desk_at(tmp_path, "1002")

    def change() -> None:
        from dispatch_tui.services import slips

        slips.correct(colleague, (order_of(colleague, no).id, None), {"phone": "13900000002"}, "theirs")

    async with app_on(tmp_path, "2").run_test(size=(80, 24)) as pilot:
        await meet(pilot, "phone=13900000001", change)
        await until(pilot, lambda: isinstance(pilot.app.screen, ConflictScreen))
        await until(pilot, lambda: "13900000001" in picture(pilot) and "13900000002" in picture(pilot))
        await pilot.press("enter")
        assert "Decide each field" in pilot.app.screen.status.message
        assert order_of(desk, no).phone == "13900000002"
        await pilot.press("m", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SlipsScreen))
        assert order_of(desk, no).phone == "13900000001"
    colleague.close()
    desk.close()


async def test_leaving_the_decision_keeps_what_was_typed(tmp_path: Path) -> None:
    desk = desk_at(tmp_path)
    no = "2607010101"
    put(desk, [slip(1)])
    colleague = desk_at(tmp_path, "1002")

    def change() -> None:
        from dispatch_tui.services import slips

        slips.correct(colleague, (order_of(colleague, no).id, None), {"phone": "13900000002"}, "theirs")

    async with app_on(tmp_path, "2").run_test(size=(80, 24)) as pilot:
        await meet(pilot, "phone=13900000001", change)
        await until(pilot, lambda: isinstance(pilot.app.screen, ConflictScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, SlipsScreen))
        assert pilot.app.screen.prompt.text.endswith("phone=13900000001")
        assert order_of(desk, no).phone == "13900000002"
    colleague.close()
    desk.close()


async def test_other_fields_of_a_colleague_are_merged_with_a_note(tmp_path: Path) -> None:
    desk = desk_at(tmp_path)
    no = "2607010101"
    put(desk, [slip(1)])
    colleague = desk_at(tmp_path, "1002")

    def change() -> None:
        from dispatch_tui.services import slips

        slips.correct(colleague, (order_of(colleague, no).id, None), {"customer": "李四"}, "theirs")

    async with app_on(tmp_path, "2").run_test(size=(120, 40)) as pilot:
        await meet(pilot, "phone=13900000001", change)
        await until(pilot, lambda: "both changes are kept" in picture(pilot))
        await until(pilot, lambda: "Enter carries it out" in picture(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: order_of(desk, no).phone == "13900000001")
        assert order_of(desk, no).customer == "李四"
    colleague.close()
    desk.close()


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_long_preview_scrolls_and_keeps_its_last_line(tmp_path: Path, language: str) -> None:
    i18n.set_language(language)
    desk = desk_at(tmp_path)
    put(desk, many(60))
    desk.close()
    async with app_on(tmp_path, "2").run_test(size=(80, 24)) as pilot:
        screen = await listed(pilot, 60)
        await pilot.press("*", "=")
        await until(pilot, lambda: len(screen.answers.answers) > 5)
        first = list(screen.answers.answers)
        await pilot.press("pagedown")
        assert screen.answers.answers[0] == first[0]
        assert screen.answers.answers[-1] == first[-1]
        assert screen.answers.answers[1] != first[1]
        assert "Enter" in screen.answers.answers[-1].text


async def test_a_long_proposal_tells_how_far_it_is_and_is_given_up_by_escape(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The proposal is held up; until it is given up the list scrolls, and nothing was changed in the end."""
    import threading

    from dispatch_tui.errors import Refused
    from dispatch_tui.services import commands

    desk = desk_at(tmp_path)
    put(desk, many(30))
    ended = threading.Event()
    preview = commands.preview

    def slow(desk: Desk, command: commands.Command, progress=None, cancel=None):  # type: ignore[no-untyped-def]
        if "auto" not in command.text:
            return preview(desk, command, progress, cancel)
        for done in range(1000):
            progress(done, 1000)
            if cancel.wait(0.01):
                ended.set()
                raise Refused("stopped")
        raise AssertionError("never given up")

    monkeypatch.setattr(commands, "preview", slow)
    async with app_on(tmp_path, "2").run_test(size=(80, 24)) as pilot:
        screen = await listed(pilot, 30)
        await pilot.press("*", "=")
        await until(pilot, lambda: "of 1,000 slips" in picture(pilot))
        screen.filter_by(screen.filters)  # another read is answered meanwhile
        first = picture(pilot)
        await until(pilot, lambda: picture(pilot) != first)
        await pilot.press("escape")
        await until(pilot, ended.is_set)
        await until(pilot, lambda: "Given up" in picture(pilot))
        assert all(order.state is State.READY for order in _all(desk))
        assert screen.prompt.text.startswith("assign 2607000001-")
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


async def test_alerts_of_dispatching_open_what_they_are_about_and_write_the_chase(tmp_path: Path) -> None:
    from datetime import timedelta

    from dispatch_tui.services import carrying_out
    from dispatch_tui.services.reviewing import ReviewLines
    from dispatch_tui.services.sending import NotDelivered, SendTemporary
    from dispatch_tui.tui.presentation.alert_rows import Concern
    from tests.tui.making import NOW

    desk = desk_at(tmp_path)
    early = NOW - timedelta(days=6)
    stored = put(
        desk,
        [
            slip(1),
            slip(2, kind=Kind.REPAIR, state=State.RECEIVED, received_at=early, due_at=None),
            slip(3, day=early.date(), received_at=early, due_at=None),
        ],
    )
    at = NOW - timedelta(minutes=8)
    carrying_out.carry_out(desk, SendTemporary(), [(stored[0].id, None)], at=at)
    carrying_out.carry_out(desk, NotDelivered("no tone"), [(stored[0].id, None)])
    from dispatch_tui.domain.pre_review import ReviewLine

    waiting = ReviewLines((ReviewLine("压缩机", "1", "个"),))
    asked = NOW - timedelta(days=2)
    outcome = carrying_out.carry_out(desk, waiting, [(stored[1].id, None)], at=asked)
    assert outcome.done, outcome
    desk.close()
    async with app_on(tmp_path, "8").run_test(size=(120, 40)) as pilot:
        screen = pilot.app.screen
        await until(pilot, lambda: screen._known)
        concerns = {alert.concern: alert for alert in screen._read_alerts.alerts}
        assert {Concern.UNCONFIRMED, Concern.MATERIALS, Concern.CARRIED} <= set(concerns)
        screen.table.move_to(concerns[Concern.UNCONFIRMED].key)
        await pilot.press("c")
        assert screen.prompt.text == "chase 2607010101 "
        screen.to_table()
        await pilot.press("F")
        await until(pilot, lambda: screen.picking)
        await pilot.press("escape")
        screen.table.move_to(concerns[Concern.MATERIALS].key)
        await pilot.press("c")
        assert "nobody to chase" in screen.status.message
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SlipScreen))
        await until(pilot, lambda: "压缩机" in picture(pilot))


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_ugly_names_are_shown_whole_in_lists_pickers_and_details(
    tmp_path: Path, size: tuple[int, int], language: str
) -> None:
    i18n.set_language(language)
    desk = desk_at(tmp_path)
    ugly = "[/b]欧阳👩‍👩‍👧{0}" + "长" * 40
    put(desk, [slip(1, state=State.ACKED, worker=ugly, customer=ugly)])
    desk.close()
    async with app_on(tmp_path, "2").run_test(size=size) as pilot:
        await pilot.press("X")
        await listed(pilot, 1)
        assert len(picture(pilot).splitlines()) <= size[1]
        await pilot.press("W")
        await until(pilot, lambda: pilot.app.screen.picking)
        await pilot.press("escape", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SlipScreen) and "[/b]欧阳" in picture(pilot))


async def test_a_command_that_was_typed_outlives_the_end_of_the_session(room: Path) -> None:
    async with app_on(room, "1").run_test(size=(80, 24)) as pilot:
        screen = pilot.app.screen
        await until(pilot, lambda: screen.desk is not None and screen.source.board is not None)
        await pilot.press("/", *"note 104 [b]x")
        pilot.app.leave()
    async with app_on(room, "1").run_test(size=(80, 24)) as pilot:
        screen = pilot.app.screen
        await until(pilot, lambda: screen.prompt.text == "note 104 [b]x")
        await pilot.press("/", "escape", "escape")
        assert screen.prompt.text == "note 104 [b]x"


async def test_a_change_between_preview_and_confirmation_is_decided_too(tmp_path: Path) -> None:
    from dispatch_tui.services import slips

    desk = desk_at(tmp_path)
    no = "2607010101"
    put(desk, [slip(1)])
    colleague = desk_at(tmp_path, "1002")
    async with app_on(tmp_path, "2").run_test(size=(80, 24)) as pilot:
        screen = await listed(pilot, 1)
        await pilot.press("e", *"phone=13900000001", "enter")
        await until(pilot, lambda: "Enter carries it out" in picture(pilot))
        slips.correct(colleague, (order_of(colleague, no).id, None), {"phone": "13900000002"}, "theirs")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConflictScreen))
        await until(pilot, lambda: "13900000002" in picture(pilot))
        await pilot.press("t", "enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert order_of(desk, no).phone == "13900000002"
        await pilot.press("e", *"phone=13900000003", "enter")
        await until(pilot, lambda: "Enter carries it out" in picture(pilot))
    colleague.close()
    desk.close()
