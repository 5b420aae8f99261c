"""The paper forms: every fact stands on them, copies and reprints are marked, pages flow and nothing overlaps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch_tui.domain.dispatches import CardState, FlowCard
from dispatch_tui.domain.orders import Kind
from dispatch_tui.domain.printing import Paper
from dispatch_tui.errors import BadInput, NotFound
from dispatch_tui.papers.asking import chosen, paper_named
from dispatch_tui.papers.delivering import Target, Way
from dispatch_tui.papers.pdf.content import Align, Cell, Column, Form, Grid, Paragraph, Row, Signatures, Table
from dispatch_tui.papers.pdf.edges import code_rows
from dispatch_tui.papers.pdf.layout import lay_out
from dispatch_tui.papers.pdf.marks import Box, Page, Text
from dispatch_tui.papers.pdf.measures import MARGIN
from dispatch_tui.papers.pdf.typesetting import Typesetter
from dispatch_tui.papers.printing import Printed, print_paper
from dispatch_tui.services.desk import Desk
from tests.papers.papers_room import CUSTOMERS, LONG_ADDRESS, room, slip, stored, text_of
from tests.services.intake_room import move


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    found = room(tmp_path)
    move(found, "2026-07-01 12:05")
    yield found
    found.close()


def printed(desk: Desk, paper: Paper, *names: str, to: Path) -> tuple[Printed, str]:
    wanted = chosen(desk, paper, names)
    done = print_paper(desk, paper, wanted.subjects, Target(Way.FILE, str(to)))
    return done, text_of(to)


def pictures(path: Path) -> list[object]:
    document = pypdfium2.PdfDocument(path)
    return [document[nth].render(scale=3).to_pil() for nth in range(len(document))]


def test_a_work_slip_shows_every_fact_and_room_to_write(desk: Desk, tmp_path: Path) -> None:
    done, text = printed(desk, Paper.WORK_SLIP, "R26070101", to=tmp_path / "slip.pdf")
    assert done.pages == 1
    for words in (
        "维修作业单", "No.R26070101", "加急", "张伟", "13800138000", LONG_ADDRESS, "冰箱BCD-536WGHTDD9N9U1",
        "五角场商场", "2026-07-0109:05", "2026-07-0214:00–16:00", "2026-07-0216:30", "黄浦一部", "临时派工，传真",
        "2026-07-0112:00", "高层，需自带绳索；客户下午在家", "作业者：", "客户：", "日期：", "☐完工",
        "现场增补", "第1页/共1页",
        "打印：2026-07-0112:05", "陈建国（1001）",
    ):  # fmt: skip
        assert words in text, words
    assert "补打" not in text
    assert "补录" in text


def test_the_code_says_the_slip_number(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "slip.pdf"
    printed(desk, Paper.WORK_SLIP, "2607010103", to=path)
    found = zxingcpp.read_barcodes(pictures(path)[0])
    assert [code.text for code in found] == ["2607010103"]


def test_a_chinese_number_has_a_code_and_an_endless_one_has_none() -> None:
    assert len(code_rows("作业单２６-1")) >= 21
    assert code_rows("9" * 4000) == ()


def test_a_flow_card_has_two_labelled_copies_with_its_lines(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "card.pdf"
    done, text = printed(desk, Paper.FLOW_CARD, "20260701-HP1-1", to=path)
    assert done.pages == 2
    assert text.count("信息流转卡20260701-HP1-1") == 2
    first, second = text.split("第二联（网点留存）")
    assert "第一联（作业部留存）" in first
    for part in (first, second):
        for customer in CUSTOMERS:
            assert customer in part
        for words in ("共10单", "支架1个、铜管3.5米", "网点签收：", "第1次", "网点汽车"):
            assert words in part
    assert [code.text for code in zxingcpp.read_barcodes(pictures(path)[1])] == ["20260701-HP1-1"]


def test_a_card_keeps_its_lines_when_the_slip_changes(desk: Desk, tmp_path: Path) -> None:
    with desk.store.read() as reader:
        order = reader.order_by_no("2607010101")
    assert order is not None
    with desk.store.write(desk.act("correct")) as writer:
        writer.update_order(order, replace(order, customer="改名"))
    _done, text = printed(desk, Paper.FLOW_CARD, "HP1-1", to=tmp_path / "card.pdf")
    assert "改名" not in text
    assert "张伟" in text


def test_a_void_card_says_so_with_the_reason(desk: Desk, tmp_path: Path) -> None:
    with desk.store.read() as reader:
        card = reader.papers(FlowCard)[0]
    with desk.store.write(desk.act("void_card")) as writer:
        writer.update_paper(card, replace(card, state=CardState.VOID, void_reason="车坏了"))
    _done, text = printed(desk, Paper.FLOW_CARD, card.no, to=tmp_path / "card.pdf")
    assert text.count("作废") >= 6
    assert "车坏了" in text


def test_the_feedback_sheet_has_a_line_for_each_slip(desk: Desk, tmp_path: Path) -> None:
    done, text = printed(desk, Paper.FEEDBACK_SHEET, "2026-07-01", to=tmp_path / "sheets.pdf")
    assert len(done.nth) == 2
    for words in (
        "派工信息反馈表（安装）", "派工信息反馈表（维修）", "正常派工", "临时派工", "作业者姓名", "李强",
        "带配件上门", "派工2单，已报1单",
        "各网点（逐条注明）", "信息中心接收：", "欧阳建国", "R26070102", "带配件上门；补录",
    ):  # fmt: skip
        assert words in text, words
    assert chosen(desk, Paper.LEDGER_PAGE, ["2026-07-01..2026-07-01"]).subjects == ("2026-07-01",)
    only, text = printed(desk, Paper.FEEDBACK_SHEET, "2026-07-01:*:repair", to=tmp_path / "one.pdf")
    assert list(only.nth) == ["sheet:2026-07-01:*:repair:temporary"]
    assert "欧阳建国" not in text


def test_the_ledger_sums_and_lists_corrections(desk: Desk, tmp_path: Path) -> None:
    _done, text = printed(desk, Paper.LEDGER_PAGE, to=tmp_path / "ledger.pdf")
    for words in (
        "派工数量台帐",
        "2026-07-01星期三",
        "黄浦一部9––19110",
        "合计9––19110",
        "更正记录",
        "网点电话确认召回，客户改期",
    ):
        assert words in text, words
    _done, text = printed(desk, Paper.LEDGER_PAGE, "2026-06-01..2026-06-30", to=tmp_path / "june.pdf")
    assert "（无派工）" in text


def test_the_materials_list_is_per_slip_and_summed(desk: Desk, tmp_path: Path) -> None:
    _done, text = printed(desk, Paper.MATERIALS_LIST, to=tmp_path / "materials.pdf")
    for words in (
        "备料单",
        "资材部",
        "周涛",
        "吴越",
        "不锈钢支架",
        "铜管3.5米",
        "二、汇总",
        "制作",
        "备料人：",
    ):
        assert words in text, words
    done, text = printed(desk, Paper.MATERIALS_LIST, "M2", to=tmp_path / "one.pdf")
    assert list(done.nth) == ["M2"]
    assert "周涛" not in text
    with pytest.raises(NotFound, match="2607010101"):
        printed(desk, Paper.MATERIALS_LIST, "2607010101", to=tmp_path / "none.pdf")


def test_removal_slips_have_two_copies(desk: Desk, tmp_path: Path) -> None:
    stored(desk, slip("D1", kind=Kind.REMOVAL))
    done, text = printed(desk, Paper.WORK_SLIP, "D1", to=tmp_path / "removal.pdf")
    assert done.pages == 2
    assert "拆装作业单" in text
    assert "第一联（输入后转监管员保存）" in text
    assert "第二联（网点留存）" in text


def test_reprints_are_numbered(desk: Desk, tmp_path: Path) -> None:
    for nth, mark in ((1, None), (2, "补打第1次"), (3, "补打第2次")):
        done, text = printed(desk, Paper.WORK_SLIP, "2607010101", to=tmp_path / f"{nth}.pdf")
        assert done.nth == {"2607010101": nth}
        assert (mark in text) if mark else ("补打" not in text)


def test_ten_thousand_characters_flow_over_pages_and_nothing_is_lost(desk: Desk, tmp_path: Path) -> None:
    remark = "".join(f"第{n}条：上门前先电话联系。" for n in range(800))[:10_000]
    stored(desk, slip("BIG", remark=remark, customer="名" * 200, extras={"说明": "甲乙丙丁" * 100}))
    done, text = printed(desk, Paper.WORK_SLIP, "BIG", to=tmp_path / "big.pdf")
    assert done.pages >= 4
    for n in range(0, 600, 7):
        assert f"第{n}条" in "".join(text.split())
    assert text.count("名") >= 200
    assert f"第{done.pages}页/共{done.pages}页" in text


def test_what_the_font_lacks_is_told_and_printed_as_a_box(desk: Desk, tmp_path: Path) -> None:
    stored(desk, slip("E1", customer="张😀三", remark="שלום"))
    done, text = printed(desk, Paper.WORK_SLIP, "E1", to=tmp_path / "emoji.pdf")
    assert "😀" in done.missing
    assert "张□三" in text


@pytest.mark.parametrize(
    ("word", "paper"),
    [
        ("work-slip", Paper.WORK_SLIP), ("作业单", Paper.WORK_SLIP), ("FLOW_CARD", Paper.FLOW_CARD),
        ("信息流转卡", Paper.FLOW_CARD), ("流转卡", Paper.FLOW_CARD), ("反馈表", Paper.FEEDBACK_SHEET),
        ("派工信息反馈表", Paper.FEEDBACK_SHEET), ("feedback-sheet", Paper.FEEDBACK_SHEET),
        ("台帐", Paper.LEDGER_PAGE), ("台账", Paper.LEDGER_PAGE), ("ledger", Paper.LEDGER_PAGE),
        ("备料单", Paper.MATERIALS_LIST), ("materials", Paper.MATERIALS_LIST), ("ｌｅｄｇｅｒ", Paper.LEDGER_PAGE),
    ],
)  # fmt: skip
def test_papers_have_chinese_and_english_names(word: str, paper: Paper) -> None:
    assert paper_named(word) is paper


def test_slips_are_named_by_numbers_ends_and_ranges(desk: Desk) -> None:
    assert chosen(desk, Paper.WORK_SLIP, ["R26070101", "2607010102"]).subjects == ("R26070101", "2607010102")
    found = chosen(desk, Paper.WORK_SLIP, ["2607010101-2607010104"])
    assert found.subjects == ("2607010101", "2607010102", "2607010103", "2607010104")
    some = chosen(desk, Paper.WORK_SLIP, ["2607010101", "77777"])
    assert some.subjects == ("2607010101",)
    assert "77777" in some.missing[0]
    with pytest.raises(NotFound, match="77777"):
        chosen(desk, Paper.WORK_SLIP, ["77777"])


@pytest.mark.parametrize(
    ("paper", "name"),
    [
        (Paper.LEDGER_PAGE, "2026-13-01"), (Paper.LEDGER_PAGE, "2026-07-02..2026-07-01"),
        (Paper.LEDGER_PAGE, "2020-01-01..2026-01-01"), (Paper.FEEDBACK_SHEET, "yesterday-ish"),
        (Paper.FEEDBACK_SHEET, "2020-01-01"), (Paper.FLOW_CARD, "20200101-XX-1"), (Paper.WORK_SLIP, ""),
    ],
)  # fmt: skip
def test_names_that_mean_nothing_are_refused(desk: Desk, tmp_path: Path, paper: Paper, name: str) -> None:
    with pytest.raises((BadInput, NotFound)):
        printed(desk, paper, name, to=tmp_path / "none.pdf")
    assert not (tmp_path / "none.pdf").exists()


def test_cards_without_a_number_are_those_of_today_that_wait(desk: Desk, tmp_path: Path) -> None:
    done, _text = printed(desk, Paper.FLOW_CARD, to=tmp_path / "cards.pdf")
    assert done.nth == {"20260701-HP1-1": 1}
    with pytest.raises(NotFound, match="waits"):
        printed(desk, Paper.FLOW_CARD, to=tmp_path / "again.pdf")


TEXTS = st.text(
    st.sampled_from("作业单派工客户，。（）“”！ABCdefWWil0123456789-/ \n😀é□𬍛") , max_size=400
)  # fmt: skip
FORMS = st.builds(
    Form,
    title=st.text("信息流转卡作业单ABC", min_size=1, max_size=40),
    number=st.text("0123456789-HP作", min_size=1, max_size=120),
    office=st.text("申电上海作业部", max_size=60),
    copy=st.sampled_from(["", "第一联（作业部留存）"]),
    marks=st.lists(st.sampled_from(["加急", "补打 第 12 次", "补录"]), max_size=3, unique=True).map(tuple),
    code=st.sampled_from(["", "20260701-HP1-1"]),
    printed=st.text("打印陈建国 0123", max_size=120),
    landscape=st.booleans(),
    stamp=st.sampled_from(["", "作废"]),
    blocks=st.lists(
        st.one_of(
            st.builds(
                lambda rows: Grid(tuple(Row((Cell("标签", 1, True), Cell(a, 3), Cell(b, 2)), 20) for a, b in rows)),
                st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=4),
            ),
            st.builds(
                lambda rows: Table((Column("甲", 1), Column("乙", 4, Align.RIGHT)), tuple(rows)),
                st.lists(st.tuples(TEXTS, TEXTS), max_size=6),
            ),
            st.builds(Paragraph, TEXTS),
            st.builds(
                lambda known: Signatures((("派工员：", known), ("日期：", ""))), TEXTS.map(lambda text: text[:90])
            ),
        ),
        max_size=4,
    ).map(tuple),
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(form=FORMS)
def test_nothing_overlaps_or_leaves_the_page(form: Form) -> None:
    type_ = Typesetter()
    pages = lay_out(form, type_)
    assert pages
    for page in pages:
        _check(page, type_)


def _check(page: Page, type_: Typesetter) -> None:
    boxes = sorted(
        (
            mark.x,
            mark.y - 0.12 * mark.size,
            mark.x + type_.width(mark.text, mark.size, mark.bold),
            mark.y + 0.8 * mark.size,
        )
        for mark in page.marks
        if isinstance(mark, Text) and mark.text.strip()
    )
    for left, low, right, high in boxes:
        assert left >= MARGIN - 0.01
        assert right <= page.width - MARGIN + 0.01
        assert low >= 20
        assert high <= page.height - 20
    for nth, one in enumerate(boxes):
        for other in boxes[nth + 1 :]:
            across = min(one[2], other[2]) - max(one[0], other[0])
            down = min(one[3], other[3]) - max(one[1], other[1])
            assert across <= 0.01 or down <= 0.01, (one, other)
    frames = [mark for mark in page.marks if isinstance(mark, Box)]
    assert all(frame.y >= 30 and frame.y + frame.height <= page.height - 20 for frame in frames)


def test_the_head_of_a_table_is_repeated_and_a_page_is_filled() -> None:
    type_ = Typesetter()
    table = Table((Column("序", 1), Column("地址", 5)), tuple((str(n), LONG_ADDRESS) for n in range(60)))
    pages = lay_out(Form("信息流转卡", "1", (table,), landscape=True), type_)
    assert len(pages) > 2
    for page in pages:
        texts = [mark.text for mark in page.marks if isinstance(mark, Text)]
        assert texts.count("序") == 1
    counts = [sum(isinstance(mark, Text) and mark.text.isdigit() for mark in page.marks) for page in pages]
    assert sum(counts) == 60
    assert all(before >= after for before, after in pairwise(counts))


@pytest.mark.parametrize("rows", range(1, 45))
def test_nobody_signs_a_page_without_a_line(rows: int) -> None:
    table = Table(
        (Column("序", 1), Column("地址", 5)), tuple((str(n), "地址") for n in range(rows)), least=24
    )
    signed = Signatures((("派工员：", "陈建国"), ("网点签收：", "")))
    pages = lay_out(Form("信息流转卡", "1", (table, signed), landscape=True), Typesetter())
    texts = [mark.text for mark in pages[-1].marks if isinstance(mark, Text)]
    assert "网点签收：" in texts
    assert str(rows - 1) in texts
    for page in pages:
        texts = [mark.text for mark in page.marks if isinstance(mark, Text)]
        assert "地址" in texts, "a head without a row"


@pytest.mark.parametrize("rows", range(1, 45))
def test_a_heading_stands_on_the_page_of_its_table(rows: int) -> None:
    first = Table((Column("序", 1), Column("地址", 5)), tuple((str(n), "地址") for n in range(rows)))
    second = Table((Column("更正", 1), Column("原因", 5)), (("更正一", "误记"),))
    signed = Signatures((("派工员：", ""),))
    form = Form("台帐", "1", (first, Paragraph("更正记录", bold=True), second, signed), landscape=True)
    for page in lay_out(form, Typesetter()):
        texts = [mark.text for mark in page.marks if isinstance(mark, Text)]
        assert ("更正记录" in texts) == ("更正" in texts) == ("更正一" in texts) == ("派工员：" in texts)
