"""Typing a slip in: earlier customers, the live proposal, findings, drafts, saving."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.events import Key
from textual.pilot import Pilot

from dispatch_tui import i18n
from dispatch_tui.domain.rules import Level
from dispatch_tui.services import intake
from dispatch_tui.tui.screens.entry import EntryScreen
from dispatch_tui.tui.widgets.form import FieldLabel
from tests.tui.making import slip
from tests.tui.slips_room import SIZES, app_on, desk_at, picture, put, until
from tests.tui.test_slips import NAUGHTY


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    desk = desk_at(tmp_path)
    put(desk, [slip(1), slip(2, customer="李秀英", address="长宁区定西路1100弄3号", phone="13812341234")])
    desk.close()
    return tmp_path


async def at_form(pilot: Pilot[Any]) -> EntryScreen:
    await until(pilot, lambda: bool(getattr(pilot.app.screen, "_known", False)))
    await pilot.press("N")
    await until(pilot, lambda: isinstance(pilot.app.screen, EntryScreen))
    screen = pilot.app.screen
    assert isinstance(screen, EntryScreen)
    await until(pilot, lambda: screen.form.current == "phone")
    return screen


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_field_is_in_view_at_every_size(
    folder: Path, size: tuple[int, int], language: str
) -> None:
    i18n.set_language(language)
    async with app_on(folder, "2").run_test(size=size) as pilot:
        screen = await at_form(pilot)
        shown = picture(pilot)
        for row in screen.form._rows:
            assert row.label[:8] in shown


async def test_a_call_is_typed_with_an_earlier_customer_and_stored(folder: Path) -> None:
    async with app_on(folder, "2").run_test(size=(80, 24)) as pilot:
        screen = await at_form(pilot)
        await pilot.press(*"13812341234")
        await until(pilot, lambda: len(screen.picks.choices) == 2)
        assert "李秀英" in picture(pilot)
        await pilot.press("f11", "2")
        await until(pilot, lambda: bool(screen.form.values["customer"]))
        assert screen.form.current == "kind"
        await pilot.press("enter", "enter", "enter", *"no cooling")
        await until(pilot, lambda: screen._looked is not None and screen._looked.order is not None)
        await until(pilot, lambda: "Goes to" in picture(pilot) and "due" in picture(pilot))
        chosen = screen.form.values
        await pilot.press("f10")
        await until(pilot, lambda: "is taken" in screen.status.message)
        assert screen.form.current == "phone"
        assert not screen.form.values["customer"]
        desk = desk_at(folder)
        with desk.store.read() as reader:
            stored = [order for order in reader.by_phone("13812341234") if order.remark == "no cooling"]
        assert [order.customer for order in stored] == [chosen["customer"]]
        assert intake.load_drafts(desk) == ()
        desk.close()


async def test_what_was_typed_survives_a_killed_terminal(folder: Path) -> None:
    async with app_on(folder, "2").run_test(size=(80, 24)) as pilot:
        screen = await at_form(pilot)
        await pilot.press("down", *"Wang", "down", *"Dingxi Road")
        await until(pilot, lambda: screen._draft_id is not None)
    async with app_on(folder, "2").run_test(size=(80, 24)) as pilot:
        screen = await at_form(pilot)
        await until(pilot, lambda: screen.form.values["customer"] == "Wang")
        assert screen.form.values["address"] == "Dingxi Road"
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is not screen)
    desk = desk_at(folder)
    assert len(intake.load_drafts(desk)) == 1
    desk.close()


async def test_an_incomplete_slip_is_kept_and_urgent_asks_for_the_time_once(folder: Path) -> None:
    async with app_on(folder, "2").run_test(size=(80, 24)) as pilot:
        screen = await at_form(pilot)
        await pilot.press(*"12ab")
        screen.form.focus_field("urgent")
        await pilot.press("right", "f10")
        await until(pilot, lambda: screen.form.current == "required_from")
        assert "must somebody be there" in screen.status.message
        await pilot.press("f10")
        await until(pilot, lambda: "is taken" in screen.status.message)
        desk = desk_at(folder)
        with desk.store.read() as reader:
            ids = reader.search_ids("K26", desk.now())
            stored = reader.orders(list(ids))
        assert [order.phone for order in stored] == ["12ab"]
        assert stored[0].incomplete
        desk.close()


async def test_a_number_that_exists_is_refused_and_nothing_typed_is_lost(folder: Path) -> None:
    async with app_on(folder, "2").run_test(size=(120, 40)) as pilot:
        screen = await at_form(pilot)
        await pilot.press(*"13900001111")
        screen.form.field("order_no").value = slip(1).no
        await pilot.press("f10")
        await until(pilot, lambda: screen.form.current == "order_no")
        assert screen.form.values["phone"] == "13900001111"
        labels = {label._text: label.level for label in screen.query(FieldLabel)}
        assert labels["Slip no."] is Level.BLOCK


@pytest.mark.parametrize(
    "field", ["phone", "customer", "address", "model", "remark", "required_from", "order_no"]
)
async def test_naughty_text_in_a_field_is_kept_verbatim_and_shown_harmless(folder: Path, field: str) -> None:
    async with app_on(folder, "2").run_test(size=(80, 24)) as pilot:
        screen = await at_form(pilot)
        for text in NAUGHTY:
            one_line = text.replace("\n", "").replace("\r", "")
            screen.form.focus_field(field)
            screen.form.field(field).value = one_line
            await pilot.pause(0.02)
            assert screen.form.values[field] == one_line
            shown = picture(pilot)
            assert "\x1b" not in shown
            assert "\u202e" not in shown
        await until(pilot, lambda: screen._looked is not None)


async def test_letters_in_a_choice_choose_and_never_act(folder: Path) -> None:
    async with app_on(folder, "2").run_test(size=(80, 24)) as pilot:
        screen = await at_form(pilot)
        screen.form.focus_field("kind")
        await pilot.press("a")
        assert screen.form.values["kind"] == "install"
        await pilot.press("3")
        assert screen.form.values["kind"] == "removal"
        await pilot.press("left", "left")
        assert screen.form.values["kind"] == "repair"
        assert pilot.app.screen is screen


async def test_pasted_lines_are_all_kept(folder: Path) -> None:
    from textual.events import Paste

    async with app_on(folder, "2").run_test(size=(80, 24)) as pilot:
        screen = await at_form(pilot)
        screen.form.focus_field("remark")
        screen.form.field("remark").post_message(Paste("first line\nsecond line\r\n third"))
        await until(pilot, lambda: bool(screen.form.values["remark"]))
        assert screen.form.values["remark"] == "first line second line third"


async def test_digits_typed_before_the_form_stands_are_not_lost(folder: Path) -> None:
    async with app_on(folder, "2").run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: bool(getattr(pilot.app.screen, "_known", False)))
        for key in ("N", *"13812"):
            pilot.app.post_message(Key(key, key))
        await until(pilot, lambda: isinstance(pilot.app.screen, EntryScreen))
        screen = pilot.app.screen
        assert isinstance(screen, EntryScreen)
        await until(pilot, lambda: screen.form.values.get("phone") == "13812")


async def test_what_was_typed_is_kept_when_the_session_ends(tmp_path: Path) -> None:
    app = app_on(tmp_path, "1")
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: pilot.app.screen.desk is not None)
        await pilot.press("N")
        await until(
            pilot, lambda: isinstance(pilot.app.screen, EntryScreen) and pilot.app.screen._kept is not None
        )
        await until(pilot, lambda: pilot.app.screen.focused is not None)
        await pilot.press(*"13800138000")
        app.leave()
    app.work.finish(10)
    desk = desk_at(tmp_path)
    assert [draft.fields["phone"] for draft in intake.load_drafts(desk)] == ["13800138000"]
    desk.close()
