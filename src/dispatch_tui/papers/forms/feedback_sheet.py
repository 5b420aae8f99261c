"""The feedback sheet (派工信息反馈表): every slip sent, with room for the worker's name (S004 一.1, 二.2)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from dispatch_tui.domain.dispatches import Mode
from dispatch_tui.domain.feedback import FeedbackSheet, sheet_subject
from dispatch_tui.domain.printing import Paper
from dispatch_tui.errors import BadInput, NotFound
from dispatch_tui.i18n import gettext as _
from dispatch_tui.papers.forms.wording import KINDS, MODES, TITLES, Sitting, copy_label, day_text, product
from dispatch_tui.papers.pdf.content import Align, Block, Cell, Column, Form, Grid, Row, Signatures, Table
from dispatch_tui.services import feedback_views
from dispatch_tui.services.feedback_views import RowState, SheetDetail, SheetRow
from dispatch_tui.storage.records import DISPATCH

if TYPE_CHECKING:
    from dispatch_tui.storage.reading import Reader

_COLUMNS = (
    Column("序", 0.9, Align.CENTRE),
    Column("作业单号", 3.2, bold=True),
    Column("网点", 2.6),
    Column("客户", 2.4),
    Column("电话", 3.1),
    Column("地址", 7),
    Column("产品", 3),
    Column("派工时间", 2.2, Align.CENTRE),
    Column("作业者姓名", 3.2, bold=True),
    Column("备注", 3.8),
)
_STATE_NOTES = {
    RowState.UNKNOWN: "无此单号",
    RowState.FOREIGN: "不属本表",
    RowState.RECALLED: "已召回",
}
_WAYS = {"fax": "传真", "car": "网点汽车", "phone": "电话", "pick_up": "自取"}
_SPARE_LINES = 3
"""Empty lines for slips sent by telephone while the sheet is out."""


def feedback_sheets(sitting: Sitting, subject: str, copies: int) -> list[Form]:
    """Return the copies of a feedback sheet; raises NotFound for a sheet that isn't there, BadInput for no subject."""
    found = _sheet(sitting, subject)
    detail = feedback_views.sheet(sitting.desk, found.id)
    number = f"{found.day:%Y%m%d}-{found.point or '临时'}-{KINDS[found.kind]}"
    return [
        Form(
            title=f"{TITLES[Paper.FEEDBACK_SHEET]}（{KINDS[found.kind]}）",
            number=number,
            blocks=_blocks(sitting, detail),
            office=sitting.office_and_point(found.point),
            copy=copy_label(nth, copies, ()),
            marks=sitting.marks(subject),
            code=subject,
            printed=sitting.printed,
            landscape=True,
        )
        for nth in range(1, copies + 1)
    ]


def subjects_of(reader: Reader, text: str) -> tuple[str, ...]:
    """Return the sheets that ``DAY[:POINT[:KIND[:MODE]]]`` means, ``*`` for any or for the temporary sheet's point."""
    day, wanted = _read(text)
    found = []
    for each in reader.papers(FeedbackSheet, day=day):
        subject = sheet_subject(each.day, each.point, each.kind, each.mode)
        parts = subject.split(":")[2:]
        if all(want in ("", part.casefold()) for want, part in zip(wanted, parts, strict=False)):
            found.append(subject)
    if not found:
        raise NotFound(
            _("There is no feedback sheet {name}.").format(name=text),
            _("A sheet exists as soon as something was sent; name it like 2026-11-22:HP1:install."),
        )
    return tuple(found)


def _read(text: str) -> tuple[date, list[str]]:
    day, *wanted = text.removeprefix("sheet:").split(":")
    try:
        return date.fromisoformat(day), [each.strip().casefold() for each in wanted]
    except ValueError:
        raise BadInput(
            _("“{text}” names no feedback sheet.").format(text=text),
            _(
                "Name it by its day, and network point, kind and mode if wanted: 2026-11-22:HP1:install:normal."
            ),
        ) from None


def _sheet(sitting: Sitting, subject: str) -> FeedbackSheet:
    day, _wanted = _read(subject)
    for each in sitting.reader.papers(FeedbackSheet, day=day):
        if sheet_subject(each.day, each.point, each.kind, each.mode) == subject:
            return each
    raise NotFound(_("There is no feedback sheet {name}.").format(name=subject))


def _blocks(sitting: Sitting, detail: SheetDetail) -> tuple[Block, ...]:
    sheet = detail.sheet
    rows = [_cells(sitting, nth, row) for nth, row in enumerate(detail.rows, 1)]
    spare = _SPARE_LINES if sheet.mode is Mode.TEMPORARY or not rows else 0
    rows += [("", *[""] * (len(_COLUMNS) - 1))] * spare
    point = sitting.point(sheet.point) if sheet.point else "各网点（逐条注明）"
    counts = f"派工 {detail.view.expected} 单，已报 {detail.view.received} 单"
    head = Row(
        (
            Cell("网点", 1, True), Cell(point, 4, bold=True),
            Cell("派工日期", 1.3, True), Cell(day_text(sheet.day), 3.2),
            Cell("派工方式", 1.3, True), Cell(MODES[sheet.mode], 2),
            Cell("数量", 1, True), Cell(counts, 3.6, bold=True),
        ),
        24,
    )  # fmt: skip
    facts = [
        ("网点答复", "\n".join(detail.queries)),
        ("缺项说明", sheet.gap),
        ("收到", _when(sitting, sheet.received_at, sheet.way)),
        ("交信息中心", _who(sitting, sheet.handed_by, sheet.handed_at)),
        ("监管员回填", _who(sitting, sheet.copied_by, sheet.copied_at)),
    ]
    known = tuple(Row((Cell(name, 1.3, True), Cell(text, 16.1))) for name, text in facts if text)
    return (
        Grid((head,)),
        Table(_COLUMNS, tuple(rows), least=24),
        *((Grid(known),) if known else ()),
        Signatures((("网点填表人：", ""), ("填表日期：", ""), ("派工员核对：", ""), ("信息中心接收：", ""))),
    )


def _cells(sitting: Sitting, nth: int, row: SheetRow) -> tuple[str, ...]:
    order, sent = row.order, row.dispatch
    notes = [_STATE_NOTES.get(row.state, ""), row.note]
    if row.earlier_worker:
        notes.append(f"初报：{row.earlier_worker}")
    if sent is not None and sitting.late(sent.sent_at, sitting.entered(DISPATCH, sent.id)):
        notes.append("补录")
    shown = order if row.state is not RowState.FOREIGN else None
    return (
        str(nth),
        row.order_no,
        sitting.point(row.point),
        shown.customer if shown else "",
        shown.phone if shown else "",
        shown.address if shown else "",
        product(shown) if shown else "",
        sitting.moment(sent.sent_at)[11:] if sent else "",
        row.worker,
        "；".join(note for note in notes if note),
    )


def _when(sitting: Sitting, at: datetime | None, way: str) -> str:
    return f"{sitting.moment(at)}　{_WAYS.get(way, way)}".strip() if at else ""


def _who(sitting: Sitting, number: str, at: datetime | None) -> str:
    return f"{sitting.desk.operator_name(number)}　{sitting.moment(at)}" if at else ""
