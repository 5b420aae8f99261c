"""Two people correct one slip: nothing typed is lost, what both changed is decided field by field."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dispatch_tui import i18n
from dispatch_tui.services import slips
from dispatch_tui.tui.screens.conflict import ConflictScreen
from dispatch_tui.tui.screens.slips import SlipsScreen
from tests.tui.dispatch_keys import listed, order_of
from tests.tui.making import slip
from tests.tui.slips_room import app_on, desk_at, picture, put, until


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
        slips.correct(colleague, (order_of(colleague, no).id, None), {"phone": "13900000002"}, "theirs")

    async with app_on(tmp_path, "2").run_test(size=(80, 24)) as pilot:
        await meet(pilot, "phone=13900000001", change)
        await until(pilot, lambda: isinstance(pilot.app.screen, ConflictScreen))
        await until(pilot, lambda: "13900000001" in picture(pilot) and "13900000002" in picture(pilot))
        assert "13812341234" in picture(pilot)  # what it was before
        assert colleague.operator_name() in picture(pilot)
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


async def test_a_change_between_preview_and_confirmation_is_decided_too(tmp_path: Path) -> None:

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


async def test_the_decision_names_fields_and_keys_as_people_do(tmp_path: Path) -> None:
    i18n.set_language("zh")
    desk = desk_at(tmp_path)
    put(desk, [slip(1)])
    colleague = desk_at(tmp_path, "1002")

    def change() -> None:
        slips.correct(
            colleague, (order_of(colleague, "2607010101").id, None), {"phone": "13900000002"}, "theirs"
        )

    async with app_on(tmp_path, "2").run_test(size=(80, 24)) as pilot:
        await meet(pilot, "电话=13900000001 备注=我写的", change)
        await until(pilot, lambda: isinstance(pilot.app.screen, ConflictScreen))
        await until(pilot, lambda: "备注=我写的" in picture(pilot))
        assert "remark" not in picture(pilot)
        assert picture(pilot).splitlines()[-1].count("Enter") == 1
    colleague.close()
    desk.close()
