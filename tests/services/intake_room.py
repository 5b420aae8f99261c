"""A room for the intake tests: the configuration that ships, a database of its own, a clock that stands still."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from dispatch_tui.clock import FixedClock
from dispatch_tui.domain.batches import Batch
from dispatch_tui.domain.orders import Order
from dispatch_tui.services.desk import Desk
from dispatch_tui.settings.load import load_settings
from dispatch_tui.settings.model import Settings
from dispatch_tui.settings.shipped import write_starter
from dispatch_tui.storage.store import open_store

ZONE = ZoneInfo("Asia/Shanghai")
HEADINGS = "作业单号,类型,客户,电话,地址,品类,型号,叫修时间"
GOOD = "安装,张三,13800138000,上海市长宁区新华路街道100号,空调,KFR-35,2026-07-01 09:05"


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return the settings of the sample branch, read once and from a copy, so that no earlier reading is met."""
    with tempfile.TemporaryDirectory() as folder:
        write_starter(Path(folder) / "branch")
        return load_settings(Path(folder) / "branch")


def at(text: str) -> datetime:
    """Return the UTC instant of a local time of the branch."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def open_room(folder: Path, now: str = "2026-07-01 12:40") -> Desk:
    """Return a dispatcher's desk; 2026-07-01 is a Wednesday of the peak season."""
    store = open_store(f"sqlite:///{folder / 'room.sqlite3'}", settings().branch.code)
    store.migrate()
    return Desk(settings(), store, FixedClock(at(now)), "1001")


def move(desk: Desk, now: str) -> None:
    """Set the room's clock."""
    desk.clock = FixedClock(at(now))


def write(folder: Path, *lines: str, name: str = "slips.csv", encoding: str = "utf-8") -> Path:
    """Write a file of slips with the usual headings."""
    path = folder / name
    path.write_bytes("\n".join((HEADINGS, *lines, "")).encode(encoding))
    return path


def slip(desk: Desk, no: str) -> Order:
    """Return a slip that must be there."""
    with desk.store.read() as reader:
        found = reader.order_by_no(no)
    assert found is not None
    return found


def batches_of(desk: Desk) -> list[Batch]:
    """Return the hand-overs of today in the order in which they were recorded."""
    with desk.store.read() as reader:
        return sorted(reader.batches(desk.today()), key=lambda batch: batch.id)


def events_count(desk: Desk) -> int:
    """Return how many events there are."""
    with desk.store.read() as reader:
        return reader.seq()
