"""The work slip (作业单): everything the worker needs, and boxes for what happened at the customer's."""

from __future__ import annotations

from dispatch_tui.domain.addenda import additions_of
from dispatch_tui.domain.dispatches import Dispatch, FlowCard
from dispatch_tui.domain.orders import Kind, Order
from dispatch_tui.domain.pre_review import Review, ReviewStatus, review_of
from dispatch_tui.domain.printing import Paper
from dispatch_tui.errors import NotFound
from dispatch_tui.i18n import gettext as _
from dispatch_tui.papers.forms.wording import (
    KINDS,
    MODES,
    REMOVAL_COPIES,
    TITLES,
    VIAS,
    Sitting,
    copy_label,
    product,
)
from dispatch_tui.papers.pdf.content import (
    LARGE,
    Align,
    Block,
    Cell,
    Column,
    Form,
    Grid,
    Row,
    Signatures,
    Table,
)
from dispatch_tui.storage.records import DISPATCH

_REVIEW_WORDS = {
    ReviewStatus.NONE: "无需备料",
    ReviewStatus.REQUESTED: "已通知资材部，待料",
    ReviewStatus.READY: "材料已备齐",
    ReviewStatus.WAIVED: "不等材料先派",
}
_SPARE_LINES = 3
"""Empty lines for what is added on site."""


def work_slips(sitting: Sitting, number: str, copies: int) -> list[Form]:
    """Return the copies of a work slip; raises NotFound for a number that no slip has."""
    order = sitting.reader.order_by_no(number)
    if order is None:
        raise NotFound(
            _("There is no slip {no}.").format(no=number), _("Numbers are as printed on the slip.")
        )
    dispatch = None if order.dispatch_id is None else sitting.reader.paper(Dispatch, order.dispatch_id)
    sent_late = dispatch is not None and sitting.late(
        dispatch.sent_at, sitting.entered(DISPATCH, dispatch.id)
    )
    late = sent_late or sitting.late(order.received_at, order.entered_at)
    marks = (("加急",) if order.urgent else ()) + sitting.marks(number) + (("补录",) if late else ())
    keepers = REMOVAL_COPIES if order.kind is Kind.REMOVAL else ()
    blocks = _blocks(sitting, order, dispatch, sent_late)
    kind = "" if order.kind is Kind.UNSORTED else KINDS[order.kind]
    return [
        Form(
            title=kind + TITLES[Paper.WORK_SLIP],
            number=order.no,
            blocks=blocks,
            office=sitting.office,
            copy=copy_label(nth, copies, keepers),
            marks=marks,
            code=order.no,
            printed=sitting.printed,
        )
        for nth in range(1, copies + 1)
    ]


def _blocks(sitting: Sitting, order: Order, dispatch: Dispatch | None, late: bool) -> tuple[Block, ...]:
    return (
        Grid(tuple(_customer(sitting, order) + _sending(sitting, order, dispatch, late))),
        *_materials(order),
        Grid(_outcome(sitting, order)),
        Signatures((("作业者：", ""), ("客户：", ""), ("日期：", ""))),
    )


def _customer(sitting: Sitting, order: Order) -> list[Row]:
    from dispatch_tui.domain.text import clean

    extras = "；".join(f"{clean(name)}：{value}" for name, value in order.extras.items() if value.strip())
    repeat = f"（返修，前单 {order.repeat_of}）" if order.repeat_of else ""
    rows = [
        _pair("作业单号", order.no, "类型", KINDS[order.kind] + repeat, bold=True),
        _pair("客户", order.customer, "电话", order.phone, bold=True),
        _single("地址", order.address, size=LARGE),
        _pair("品类型号", product(order), "来源商场", order.store),
        _pair(
            "叫修时间", sitting.moment(order.called_at),
            "预约时间", sitting.span(order.required_from, order.required_to),
        ),
        _pair("受理时间", sitting.moment(order.received_at), "服务时限", sitting.moment(order.due_at)),
    ]  # fmt: skip
    if order.split_of or order.merged_into:
        rows.append(_pair("拆自作业单", order.split_of, "并入作业单", order.merged_into))
    rows.append(_single("备注", "\n".join(part for part in (order.remark, extras) if part), least=44))
    return rows


def _sending(sitting: Sitting, order: Order, dispatch: Dispatch | None, late: bool) -> list[Row]:
    point = sitting.desk.settings.point(order.point or "")
    telephone = f"　{point.telephone}" if point and point.telephone else ""
    card = None
    if dispatch is not None and dispatch.card_id is not None:
        card = sitting.reader.paper(FlowCard, dispatch.card_id)
    way = f"{MODES[dispatch.mode]}，{VIAS[dispatch.via]}" if dispatch is not None else ""
    sent = sitting.moment(order.dispatched_at) + ("　补录" if late else "")
    return [
        _pair("网点", sitting.point(order.point) + telephone, "作业者", order.worker, bold=True),
        _pair("派工时间", sent, "派工方式", way + (f"，流转卡 {card.no}" if card else "")),
    ]


def _materials(order: Order) -> list[Block]:
    review = review_of(order.review)
    found: list[Block] = [Grid((_single("预审", _review_text(review)),))] if review else []
    columns = (
        Column("材料、配件", 5), Column("数量", 1.2, Align.RIGHT), Column("单位", 1, Align.CENTRE),
        Column("说明", 3), Column("批准", 2),
    )  # fmt: skip
    rows = [
        (line.name, line.quantity, line.unit, "预审制作" if review and review.make else "预审备料", "")
        for line in (review.lines if review else ())
    ]
    for each in additions_of(order):
        note = "现场增补（更正）" if each.correction else "现场增补"
        rows.append((each.text, each.quantity, each.unit, note, each.approved_by or "待批"))
    rows += [("", "", "", "现场增补", "")] * _SPARE_LINES
    return [*found, Table(columns, tuple(rows))]


def _review_text(review: Review) -> str:
    text = _REVIEW_WORDS[review.status]
    return f"{text}：{review.reason}" if review.reason else text


def _outcome(sitting: Sitting, order: Order) -> tuple[Row, ...]:
    return (
        _pair("到达时间", sitting.moment(order.arrived_at), "完工时间", sitting.moment(order.done_at)),
        _single("作业结果", "☐ 完工　　☐ 未完工　　☐ 取回内修　　☐ 改约至　　　　　　原因：", least=26),
        _single("作业情况", "", least=60),
        _single("客户意见", "☐ 满意　　☐ 一般　　☐ 不满意　　说明：", least=26),
    )


def _pair(first: str, value: str, second: str, other: str, *, bold: bool = False) -> Row:
    return Row(
        (
            Cell(first, 1, True),
            Cell(value, 3.2, bold=bold),
            Cell(second, 1, True),
            Cell(other, 3.2, bold=bold),
        ),
        22,
    )


def _single(label: str, value: str, *, least: float = 22, size: float = 9.5) -> Row:
    return Row((Cell(label, 1, True), Cell(value, 7.4, size=size)), least)
