"""A room whose papers can be printed: slips, dispatches, a flow card, feedback sheets, the ledger, materials."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pypdfium2

from dispatch_tui.domain.dispatches import Dispatch, FlowCard, Mode, Via, card_number
from dispatch_tui.domain.feedback import FeedbackLine, FeedbackSheet
from dispatch_tui.domain.ledger_entries import LedgerEntry
from dispatch_tui.domain.orders import AreaClass, Kind, Order, State
from dispatch_tui.domain.pre_review import Review, ReviewLine, ReviewStatus, facts_of
from dispatch_tui.services.desk import Desk
from dispatch_tui.storage.records import new_id
from tests.services.intake_room import at, open_room

DAY = date(2026, 7, 1)
POINT = "HP1"
SENT = at("2026-07-01 12:00")
CUSTOMERS = (
    "张伟", "王芳", "欧阳建国", "李娜", "刘洋", "陈静", "杨帆", "黄磊", "赵敏", "买买提·吐尔逊",
)  # fmt: skip
LONG_ADDRESS = (
    "上海市黄浦区半淞园路街道中山南一路1250弄绿地世纪滨江花园二期12号楼3单元2801室（近西藏南路地铁站4号口）"
)


def stored(desk: Desk, *orders: Order) -> list[Order]:
    """Store slips and return them with their ids."""
    put = [replace(order, id=new_id()) for order in orders]
    with desk.store.write(desk.act("import")) as writer:
        writer.insert_orders(put)
    return put


def slip(no: str, **facts: object) -> Order:
    """Return a complete slip, changed by keywords."""
    plain = Order(
        id=0, no=no, kind=Kind.INSTALL, state=State.RECEIVED, customer="张伟", phone="13800138000",
        phone_digits="13800138000", address="上海市黄浦区中山南一路100号3楼", category="空调", model="KFR-35GW/BP",
        entered_at=at("2026-07-01 10:32"), received_at=at("2026-07-01 10:30"), day=DAY, point=POINT,
        called_at=at("2026-07-01 09:05"), required_from=at("2026-07-02 14:00"), required_to=at("2026-07-02 16:00"),
        area=AreaClass.URBAN, due_at=at("2026-07-02 16:30"), due_policy="urban", entered_by="1001", store="五角场商场",
        remark="高层，需自带绳索；客户下午在家",
    )  # fmt: skip
    return replace(plain, **facts)  # type: ignore[arg-type]


def line_of(order: Order) -> dict[str, str]:
    """Return a slip as a line of a flow card."""
    return {
        "order_no": order.no, "kind": order.kind.value, "customer": order.customer, "phone": order.phone,
        "address": order.address, "product": f"{order.category} {order.model}", "appointment": "07-02 14:00–16:00",
        "materials": "支架 1个、铜管 3.5米", "remark": order.remark,
    }  # fmt: skip


def send_all(
    desk: Desk, orders: list[Order], mode: Mode = Mode.NORMAL
) -> tuple[FlowCard | None, FeedbackSheet]:
    """Store what a sending of slips of one network point and kind leaves behind."""
    kind, point = orders[0].kind, orders[0].point or POINT
    sheet = FeedbackSheet(new_id(), DAY, point if mode is Mode.NORMAL else "", kind, mode)
    card = None
    if mode is Mode.NORMAL:
        lines = tuple(line_of(order) for order in orders)
        card = FlowCard(new_id(), card_number(DAY, point, 1), DAY, point, 1, SENT, "1001", lines)
    sent = [
        Dispatch(
            new_id(), order.id, order.no, point, kind, mode, Via.CAR if card else Via.FAX, DAY, SENT, "1001",
            card.id if card else None, sheet.id,
        )
        for order in orders
    ]  # fmt: skip
    with desk.store.write(desk.act("send", at=SENT)) as writer:
        if card is not None:
            writer.insert_paper(card)
        writer.insert_paper(sheet)
        writer.insert_papers(sent)
        for order, dispatch in zip(orders, sent, strict=True):
            writer.update_order(
                order, replace(order, state=State.SENT, dispatched_at=SENT, dispatch_id=dispatch.id)
            )
        numbers = tuple(order.no for order in orders)
        entry = LedgerEntry(
            new_id(), DAY, point, kind, mode, len(orders), numbers, SENT, "1001", card.no if card else ""
        )
        writer.insert_paper(entry)
        writer.insert_paper(
            LedgerEntry(
                new_id(), DAY, point, kind, mode, -1, numbers[:1], SENT + timedelta(minutes=9), "1001", "", entry.id,
                "网点电话确认召回，客户改期",
            )
        )  # fmt: skip
    return card, sheet


def room(folder: Path) -> Desk:
    """Return a desk in a room with papers, on a database file of its own."""
    return furnished(open_room(folder))


def furnished(desk: Desk) -> Desk:
    """Put ten slips of one flow card, two temporary ones and two that await materials into an empty room."""
    card = stored(desk, *(slip(f"2607010{n}", customer=name) for n, name in enumerate(CUSTOMERS, 101)))
    send_all(desk, card)
    fast = stored(desk, *(slip(f"R260701{n:02d}", kind=Kind.REPAIR, urgent=True, address=LONG_ADDRESS,
                               category="冰箱", model="BCD-536WGHTDD9N9U1") for n in (1, 2)))  # fmt: skip
    _none, sheet = send_all(desk, fast, Mode.TEMPORARY)
    with desk.store.write(desk.act("worker")) as writer:
        writer.insert_paper(
            FeedbackLine(
                new_id(),
                sheet.id,
                fast[0].no,
                fast[0].id,
                POINT,
                "李强",
                "带配件上门",
                typed_at=SENT,
                typed_by="1001",
            )
        )
    review = Review(
        ReviewStatus.REQUESTED,
        (ReviewLine("不锈钢支架", "1", "个"), ReviewLine("铜管", "3.5", "米"), ReviewLine("电源线", "5", "米")),
        by="1001", at=SENT,
    )  # fmt: skip
    stored(
        desk,
        slip("M1", state=State.WAITING, review=facts_of(review), customer="周涛"),
        slip("M2", state=State.WAITING, review=facts_of(replace(review, make=True)), customer="吴越"),
    )
    return desk


def text_of(pdf: Path | bytes) -> str:
    """Return the text of a PDF document, without spaces and line ends, because lines break anywhere."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        texts = [document[page].get_textpage().get_text_range() for page in range(len(document))]
    finally:
        document.close()
    return "".join("".join(texts).split())
