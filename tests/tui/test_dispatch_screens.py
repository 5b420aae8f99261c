"""What dispatching shows: alerts, long previews, hints by state, ugly names, a command that outlives the session."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from dispatch_tui import i18n
from dispatch_tui.domain.orders import Kind, State
from dispatch_tui.domain.pre_review import ReviewLine
from dispatch_tui.errors import Refused
from dispatch_tui.services import carrying_out, commands
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.reviewing import ReviewLines
from dispatch_tui.services.sending import NotDelivered, SendTemporary
from dispatch_tui.tui.presentation.alert_rows import Concern
from dispatch_tui.tui.presentation.phrases import _PHRASES, phrase, targets_of
from dispatch_tui.tui.screens.slip_detail import SlipScreen
from tests.tui.dispatch_keys import all_of, listed
from tests.tui.making import NOW, slip
from tests.tui.slips_room import app_on, desk_at, many, picture, put, until


@pytest.fixture
def room(tmp_path: Path) -> Path:
    desk = desk_at(tmp_path)
    put(desk, [slip(number, point="CN1") for number in range(1, 4)])
    desk.close()
    return tmp_path


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
        assert all(order.state is State.READY for order in all_of(desk))
        assert screen.prompt.text.startswith("assign 2607000001-")
    desk.close()


async def test_alerts_of_dispatching_open_what_they_are_about_and_write_the_chase(tmp_path: Path) -> None:

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


FILLERS = {
    "parts": "压缩机x1", "make": "支架x2", "waive": "随车带", "assign": "", "unassign": "错了", "recall": "周玉兰",
    "not_delivered": "无信号", "worker": "李强", "in_house": "焊接", "reopen": "再漏", "addendum": "吊栏x1",
    "approve": "1", "split": "第二台", "chase_slip": "无人接", "hold": "11-25", "cancel": "x",
    "reappoint": "11-25 9:00",
    "correct": "phone=13812341234", "place": "", "urgent": "16:00", "normal": "x", "sort": "repair", "note": "x",
}  # fmt: skip
"""What a person types after the command that a key writes."""
NOT_ON_SLIPS = frozenset({"declared", "zero", "explain", "chase", "chase_sheet"})


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("action", sorted(set(_PHRASES) - NOT_ON_SLIPS))
def test_the_command_language_understands_what_every_key_writes(
    tmp_path: Path, action: str, language: str
) -> None:
    i18n.set_language(language)
    desk = desk_at(tmp_path)
    stored = put(desk, [slip(1), slip(2)])
    point = desk.settings.points[0].code
    targets = targets_of(stored if action == "merge" else stored[:1])
    made = phrase(action, targets, language)
    filler = FILLERS.get(action, "") or (point if action in ("assign", "place") else "")
    text = made.text[: made.cursor] + filler + made.text[made.cursor :]
    if action == "recall":
        text = made.text[: made.cursor] + "搬家" + made.text[made.cursor :] + filler
    command = commands.parse(text, desk, commands.Here(current=stored[0].id))
    assert command.verb is _PHRASES[action][0]
    assert command.selection is not None
    if action == "recall":
        assert isinstance(command, commands.Change)
        assert command.asked_by == filler
    desk.close()
