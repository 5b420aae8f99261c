"""The flow card (信息流转卡) in two copies: first stays with operations, second with the network point (S004 二.1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from dispatch_tui.domain.dispatches import CardState, FlowCard
from dispatch_tui.domain.orders import PlainJson
from dispatch_tui.domain.printing import Paper
from dispatch_tui.errors import NotFound
from dispatch_tui.i18n import gettext as _
from dispatch_tui.papers.forms.wording import (
    FLOW_CARD_COPIES,
    KINDS,
    TITLES,
    VIAS,
    Sitting,
    copy_label,
    day_text,
)
from dispatch_tui.papers.pdf.content import Align, Block, Cell, Column, Form, Grid, Row, Signatures, Table
from dispatch_tui.storage.records import FLOW_CARD

_COLUMNS = (
    Column("序", 0.9, Align.CENTRE),
    Column("作业单号", 3.2, bold=True),
    Column("类型", 1.3, Align.CENTRE),
    Column("客户", 2.4),
    Column("电话", 3.2),
    Column("地址", 7.1),
    Column("产品", 3),
    Column("预约时间", 3.8, Align.CENTRE),
    Column("材料、配件", 3.4),
    Column("备注", 3.5),
)
_KIND_WORDS = {kind.value: word for kind, word in KINDS.items()}
_FIELDS = (
    "order_no",
    "kind",
    "customer",
    "phone",
    "address",
    "product",
    "appointment",
    "materials",
    "remark",
)


def flow_cards(sitting: Sitting, number: str, copies: int) -> list[Form]:
    """Return the copies of a flow card; raises NotFound for a number that no card has."""
    card = next(iter(sitting.reader.papers(FlowCard, no=number)), None)
    if card is None:
        raise NotFound(
            _("There is no flow card {no}.").format(no=number), _("A card number looks like 20261122-HP1-1.")
        )
    late = sitting.late(card.closed_at, sitting.entered(FLOW_CARD, card.id))
    marks = sitting.marks(number) + (("补录",) if late else ())
    void = card.state is CardState.VOID
    return [
        Form(
            title=TITLES[Paper.FLOW_CARD],
            number=card.no,
            blocks=_blocks(sitting, card),
            office=sitting.office_and_point(card.point),
            copy=copy_label(nth, copies, FLOW_CARD_COPIES),
            marks=(("作废",) if void else ()) + marks,
            code=card.no,
            printed=sitting.printed,
            landscape=True,
            stamp="作废" if void else "",
        )
        for nth in range(1, copies + 1)
    ]


def _blocks(sitting: Sitting, card: FlowCard) -> tuple[Block, ...]:
    rows = tuple((str(nth), *_cells(line)) for nth, line in enumerate(card.lines, 1))
    count = Counter(_kind(line) for line in card.lines)
    each = "　".join(f"{kind} {number} 单" for kind, number in count.items() if kind)
    total = f"共 {len(card.lines)} 单" + (f"（{each}）" if len(count) > 1 else "")
    signer = "　".join(part for part in (card.signed_by, sitting.moment(card.signed_at)) if part)
    found: list[Block] = [
        Grid(
            (
                Row(
                    (
                        Cell("网点", 1, True), Cell(sitting.point(card.point), 4, bold=True),
                        Cell("日期", 1, True), Cell(day_text(card.day), 3),
                        Cell("车次", 1, True), Cell(f"第 {card.run} 次", 1.5),
                        Cell("派送", 1, True), Cell(VIAS[card.via], 1.7),
                        Cell("合计", 1, True), Cell(total, 4, bold=True),
                    ),
                    24,
                ),
            )
        )
    ]  # fmt: skip
    if card.state is CardState.VOID:
        found.append(Grid((Row((Cell("作废原因", 1, True), Cell(card.void_reason, 12))),)))
    found.append(Table(_COLUMNS, rows or (("", "（无作业单）", *[""] * (len(_COLUMNS) - 2)),), least=24))
    closed = f"{sitting.desk.operator_name(card.closed_by)}　{sitting.moment(card.closed_at)}"
    found.append(
        Signatures((("派工员：", closed), ("送达人：", ""), ("网点签收：", signer), ("签收日期：", "")))
    )
    return tuple(found)


def _cells(line: Mapping[str, PlainJson]) -> tuple[str, ...]:
    return tuple(_kind(line) if name == "kind" else str(line.get(name) or "") for name in _FIELDS)


def _kind(line: Mapping[str, PlainJson]) -> str:
    kind = str(line.get("kind") or "")
    return _KIND_WORDS.get(kind, kind)
