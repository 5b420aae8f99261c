"""Commands that go to a screen: the day, the papers, the reports, a flow card; and printing by command."""

from __future__ import annotations

from pathlib import Path

import pytest

from dispatch_tui.services import commands
from tests.tui.making import slip
from tests.tui.slips_room import app_on, desk_at, picture, put, until


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    """A room with three slips on a flow card."""
    desk = desk_at(tmp_path)
    put(desk, [slip(number, point="HP1") for number in range(1, 4)])
    commands.run(desk, commands.parse("send @all normal none", desk), confirmed=True)
    desk.close()
    return tmp_path


@pytest.mark.parametrize(
    ("text", "screen", "shown"),
    [
        ("day close", "DayScreen", "Day-close 07-01"), ("开工", "DayScreen", "Day-open 07-01"),
        ("papers", "PapersScreen", "20260701-HP1-1"), ("sheet", "PapersScreen", "expected"),
        ("materials", "PapersScreen", "nothing to prepare"), ("ledger", "ReportsScreen", "20260701-HP1-1"),
        ("card hp1-1", "CardScreen", "2607010103"),
    ],
)  # fmt: skip
async def test_a_command_goes_to_its_page(sent: Path, text: str, screen: str, shown: str) -> None:
    app = app_on(sent, "1")
    async with app.run_test(size=(110, 30)) as pilot:
        await until(pilot, lambda: app.screen.desk is not None)
        app.screen.enter_command(text)
        await until(pilot, lambda: type(app.screen).__name__ == screen and shown in picture(pilot))


async def test_a_command_prints(sent: Path) -> None:
    file = sent / "card.pdf"
    app = app_on(sent, "1")
    async with app.run_test(size=(110, 30)) as pilot:
        await until(pilot, lambda: app.screen.desk is not None)
        app.screen.enter_command(f"打印 流转卡 hp1-1 到 {file}")
        await until(pilot, lambda: "card.pdf" in app.screen.status.message)
    assert file.read_bytes().startswith(b"%PDF")
