"""The materials list (备料单): what to prepare or make for each slip, and summed for the store (rows B-05, B-06)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dispatch_tui.domain.printing import Paper
from dispatch_tui.errors import NotFound
from dispatch_tui.i18n import gettext as _
from dispatch_tui.papers.forms.wording import KINDS, TITLES, Sitting, copy_label, product
from dispatch_tui.papers.pdf.content import (
    Align,
    Block,
    Cell,
    Column,
    Form,
    Grid,
    Paragraph,
    Row,
    Signatures,
    Table,
)
from dispatch_tui.services import reviewing
from dispatch_tui.services.reviewing import MaterialSlip

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SLIPS = (
    Column("作业单号", 3, bold=True), Column("类型", 1.3, Align.CENTRE), Column("客户、产品", 4),
    Column("网点", 2.6), Column("预约时间", 3), Column("材料、配件", 5, bold=True), Column("数量", 1.3, Align.RIGHT),
    Column("单位", 1.1, Align.CENTRE), Column("备齐", 1.1, Align.CENTRE),
)  # fmt: skip
_SUMS = (
    Column("材料、配件", 6, bold=True), Column("要求", 1.6, Align.CENTRE), Column("合计数量", 1.8, Align.RIGHT),
    Column("单位", 1.2, Align.CENTRE), Column("作业单号", 8), Column("实发", 1.8),
)  # fmt: skip


def materials_lists(sitting: Sitting, subjects: Sequence[str], copies: int) -> list[Form]:
    """Return the copies of the list: of all slips that wait when the subject is a day, else of the slips named.

    Raises NotFound for a slip that waits for nothing.
    """
    slips = reviewing.materials_list(sitting.desk)
    if not is_day(subjects):
        known = {slip.order.no: slip for slip in slips}
        for no in subjects:
            if no not in known:
                raise NotFound(
                    _("{no} waits for no material.").format(no=no),
                    _("Print the list without numbers to see all that wait."),
                )
        slips = tuple(known[no] for no in dict.fromkeys(subjects))
    marks = next((marks for subject in subjects if (marks := sitting.marks(subject))), ())
    return [
        Form(
            title=TITLES[Paper.MATERIALS_LIST],
            number=sitting.moment(sitting.now),
            blocks=_blocks(sitting, slips),
            office=sitting.office,
            copy=copy_label(nth, copies, ()),
            marks=marks,
            printed=sitting.printed,
        )
        for nth in range(1, copies + 1)
    ]


def is_day(subjects: Sequence[str]) -> bool:
    """Tell whether the subject is the list of a day, not of named slips."""
    return len(subjects) == 1 and _DAY.fullmatch(subjects[0]) is not None


def _blocks(sitting: Sitting, slips: Sequence[MaterialSlip]) -> tuple[Block, ...]:
    rows = tuple(row for slip in slips for row in _rows(sitting, slip))
    sums = tuple(
        (each.name, "制作" if each.make else "备料", each.quantity, each.unit, "、".join(each.nos), "")
        for each in reviewing.sums(slips)
    )
    none = (("", "", "（无待料作业单）", *[""] * (len(_SLIPS) - 3)),)
    found: list[Block] = [
        Grid((Row((Cell("送", 1, True), Cell("资材部", 4, bold=True), Cell("作业单", 1.2, True),
                   Cell(f"{len(slips)} 单", 2), Cell("材料", 1.2, True), Cell(f"{len(sums)} 种", 2)), 24),)),
        Paragraph("一、按作业单", bold=True),
        Table(_SLIPS, rows or none),
    ]  # fmt: skip
    if sums:
        found += [Paragraph("二、汇总", bold=True), Table(_SUMS, sums)]
    found.append(Signatures((("提出人：", ""), ("备料人：", ""), ("领料人：", ""), ("日期：", ""))))
    return tuple(found)


def _rows(sitting: Sitting, slip: MaterialSlip) -> list[tuple[str, ...]]:
    """Return a line for each material; what belongs to the slip stands on the first one."""
    order, review = slip.order, slip.review
    word = "现场增补" if slip.added else ("制作" if review.make else "备料")
    about = "\n".join(part for part in (order.customer, product(order)) if part)
    appointed = sitting.span(order.required_from, order.required_to)
    first = (order.no, f"{KINDS[order.kind]}\n{word}", about, sitting.point(order.point), appointed)
    found: list[tuple[str, ...]] = []
    for line in review.lines:
        facts = (order.no, *[""] * 4) if found else first
        found.append((*facts, line.name, line.quantity, line.unit, "☐"))
    return found
