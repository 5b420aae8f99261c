"""Words, times and names as the paper forms of the room write them: always Chinese, whatever the screens speak."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from dispatch_tui.domain.dispatches import Mode, Via
from dispatch_tui.domain.orders import Kind, Order
from dispatch_tui.domain.printing import Paper

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.storage.reading import Reader

TITLES: Mapping[Paper, str] = {
    Paper.WORK_SLIP: "作业单",
    Paper.FLOW_CARD: "信息流转卡",
    Paper.FEEDBACK_SHEET: "派工信息反馈表",
    Paper.LEDGER_PAGE: "派工数量台帐",
    Paper.MATERIALS_LIST: "备料单",
}
KINDS: Mapping[Kind, str] = {
    Kind.INSTALL: "安装",
    Kind.REPAIR: "维修",
    Kind.REMOVAL: "拆装",
    Kind.ENGINEERING: "工程",
    Kind.UNSORTED: "未分类",
}
MODES: Mapping[Mode, str] = {Mode.NORMAL: "正常派工", Mode.TEMPORARY: "临时派工"}
VIAS: Mapping[Via, str] = {Via.CAR: "网点汽车", Via.FAX: "传真", Via.PICK_UP: "自取"}
WEEKDAYS = "一二三四五六日"
NUMERALS = "一二三四五六七八九"
FLOW_CARD_COPIES = ("作业部留存", "网点留存")
REMOVAL_COPIES = ("输入后转监管员保存", "网点留存")
REMOVAL_SLIP = "removal_slip"
"""Name of the removal slip's copies in printing.yaml; the standard gives it two (S004 拆换管理)."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """One printing: the desk, the snapshot read from, and how often each paper is printed with it."""

    desk: Desk
    reader: Reader
    numbers: Mapping[str, int]
    """Number of the print by subject; more than 1 is a reprint."""
    now: datetime

    def marks(self, subject: str) -> tuple[str, ...]:
        """Return the mark of a reprint (补打, row B-04), nothing for a first print."""
        nth = self.numbers.get(subject, 1)
        return (f"补打 第 {nth - 1} 次",) if nth > 1 else ()

    @property
    def office(self) -> str:
        """Name of the branch."""
        return self.desk.settings.name(self.desk.settings.branch.names, "zh")

    def office_and_point(self, code: str) -> str:
        """Return the branch and the network point of a paper, for the head of each of its pages."""
        return f"{self.office}　网点：{self.point(code)}" if code else self.office

    @property
    def printed(self) -> str:
        """When and by whom it is printed, for the foot."""
        name, number = self.desk.operator_name(), self.desk.operator
        who = name if name == number else f"{name}（{number}）"
        return f"打印：{self.moment(self.now)}　{who}".rstrip()

    def point(self, code: str | None) -> str:
        """Return a network point's Chinese name, its code when the settings don't know it."""
        found = self.desk.settings.point(code) if code else None
        return self.desk.settings.name(found.names, "zh") if found else (code or "")

    def moment(self, instant: datetime | None) -> str:
        """Return an instant in the branch's zone as ``2026-11-22 10:30``, empty for none."""
        return "" if instant is None else self.desk.settings.local(instant).strftime("%Y-%m-%d %H:%M")

    def span(self, first: datetime | None, last: datetime | None) -> str:
        """Return an appointment: ``2026-11-22 14:00–16:00``."""
        start, end = self.moment(first), self.moment(last)
        if start and end and start[:10] == end[:10]:
            end = end[11:]
        return "–".join(part for part in (start, end) if part)

    def late(self, at: datetime | None, entered_at: datetime | None) -> bool:
        """Tell whether something was entered so much later than it happened that it is marked 补录."""
        if at is None or entered_at is None:
            return False
        return entered_at - at > timedelta(minutes=self.desk.settings.dispatching.catch_up_minutes)

    def entered(self, entity: str, id_: int) -> datetime | None:
        """Return when a record was entered, from its first event."""
        events = self.reader.events(entity, id_)
        return events[0].entered_at if events else None


def day_text(day: date) -> str:
    """Return a day with its weekday: ``2026-11-22 星期日``."""
    return f"{day.isoformat()} 星期{WEEKDAYS[day.weekday()]}"


def product(order: Order) -> str:
    """Return category and model on one line."""
    return " ".join(part for part in (order.category, order.model) if part)


def copy_label(nth: int, count: int, keepers: tuple[str, ...]) -> str:
    """Return the label of a copy, like ``第一联（作业部留存）``; empty when there is one copy only."""
    if count < 2:
        return ""
    numeral = NUMERALS[nth - 1] if nth <= len(NUMERALS) else str(nth)
    keeper = keepers[nth - 1] if nth <= len(keepers) else ""
    return f"第{numeral}联" + (f"（{keeper}）" if keeper else "")
