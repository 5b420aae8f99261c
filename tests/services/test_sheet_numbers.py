"""What a struck line and the end of a number mean on a sheet, and what a batch says whose slips all stay behind."""

from __future__ import annotations

from collections.abc import Callable

from dispatch_tui.domain.feedback import SheetState
from dispatch_tui.domain.orders import Kind, Order, State
from dispatch_tui.services import commands, feedback
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.sending import Recall, SendNormal
from tests.services.conftest import slip
from tests.services.feedback_room import lines, sheet_id, stored
from tests.services.sending_room import codes, do, only

Put = Callable[..., list[Order]]


def test_a_checked_sheet_that_loses_a_line_is_checked_again(desk: Desk, put: Put) -> None:
    orders = put(*(slip(f"A{n}", state=State.READY) for n in range(2)))
    do(desk, SendNormal(), orders)
    sheet = sheet_id(desk)
    for order in orders:
        feedback.write_line(desk, sheet, order.no, "李师傅")
    feedback.check(desk, sheet)
    told = only(feedback.strike_line(desk, lines(desk, sheet)["A0"].id, "typed wrong"))
    assert "checked again" in told.message
    assert stored(desk, sheet).state is SheetState.RECEIVED
    assert codes(feedback.hand_over(desk, [sheet], "late")) == ["not-checked"]


def test_an_end_means_what_counts_before_what_was_recalled(desk: Desk, put: Put) -> None:
    gone, here, other = put(*(slip(no, state=State.READY) for no in ("B101", "A101", "A102")))
    do(desk, SendNormal(), [gone, here, other])
    do(desk, Recall("老王", "wrong"), [gone, other])
    sheet = sheet_id(desk)
    assert only(feedback.write_line(desk, sheet, "101", "李师傅")).id == "A101"
    recalled = only(feedback.write_line(desk, sheet, "102", "李师傅"))
    assert (recalled.id, recalled.code) == ("A102", "line-foreign")
    assert "recalled" in recalled.message


def test_the_command_and_the_screen_mean_the_same_slip(desk: Desk, put: Put) -> None:
    whole, ending = put(slip("101", state=State.READY), slip("A101", state=State.READY))
    do(desk, SendNormal(), [ending])
    command = commands.parse("sheet cn1 install line 101 李强", desk)
    outcome = commands.run(desk, command, confirmed=True)
    assert (only(outcome).id, only(outcome).code) == (whole.no, "line-foreign")


def test_a_batch_without_any_network_point_says_why(desk: Desk, put: Put) -> None:
    put(slip("A1", state=State.READY, point=None, kind=Kind.ENGINEERING), slip("A2", state=State.SENT))
    for text in ("assign A1 auto", "send A1 auto normal"):
        shown = commands.preview(desk, commands.parse(text, desk))
        assert (shown.done, shown.refused) == (0, 1)
        assert "does not do this kind" in shown.results[0].message
        assert commands.run(desk, shown.command, confirmed=True).results == shown.results
    sent = commands.run(desk, commands.parse("send A2 auto normal", desk), confirmed=True)
    assert codes(sent) == ["not-proposed"]
