"""A page of the ledger (台帐): slips sent per day and network point, normal and temporary apart, with corrections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from dispatch_tui.domain.dispatches import Mode
from dispatch_tui.domain.ledger_entries import LedgerEntry
from dispatch_tui.domain.orders import Kind
from dispatch_tui.domain.printing import Paper
from dispatch_tui.errors import BadInput
from dispatch_tui.i18n import gettext as _
from dispatch_tui.papers.forms.wording import KINDS, MODES, TITLES, Sitting, copy_label, day_text
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

_KINDS = (Kind.INSTALL, Kind.REPAIR, Kind.REMOVAL, Kind.ENGINEERING)
_SHORT = {Mode.NORMAL: "正常", Mode.TEMPORARY: "临时"}
_MOST_DAYS = 366
_CORRECTIONS = (
    Column("更正时间", 3, Align.CENTRE), Column("派工日期", 2.4, Align.CENTRE), Column("网点", 3),
    Column("类型", 1.4, Align.CENTRE), Column("方式", 1.8, Align.CENTRE), Column("数量", 1.2, Align.RIGHT),
    Column("作业单号", 6), Column("原因", 6), Column("更正人", 2.2),
)  # fmt: skip


def ledger_pages(sitting: Sitting, subject: str, copies: int) -> list[Form]:
    """Return the copies of the ledger of a day or of ``DAY..DAY``; raises BadInput for anything else."""
    first, last = span_of(subject)
    entries = sitting.reader.papers(LedgerEntry, day_from=first, day_to=last)
    number = first.isoformat() if first == last else f"{first.isoformat()} 至 {last.isoformat()}"
    return [
        Form(
            title=TITLES[Paper.LEDGER_PAGE],
            number=number,
            blocks=_blocks(sitting, entries, first, last),
            office=sitting.office,
            copy=copy_label(nth, copies, ()),
            marks=sitting.marks(subject),
            printed=sitting.printed,
            landscape=True,
        )
        for nth in range(1, copies + 1)
    ]


def span_of(subject: str) -> tuple[date, date]:
    """Return the first and last day of a ledger's subject."""
    first, dots, last = subject.partition("..")
    try:
        days = date.fromisoformat(first.strip()), date.fromisoformat((last if dots else first).strip())
    except ValueError:
        raise BadInput(
            _("“{text}” is no day of the ledger.").format(text=subject),
            _("Give a day like 2026-11-22, or days like 2026-11-01..2026-11-30."),
        ) from None
    if days[1] < days[0]:
        raise BadInput(
            _("{last} lies before {first}.").format(first=days[0], last=days[1]), _("Exchange the two.")
        )
    if days[1] - days[0] > timedelta(days=_MOST_DAYS):
        raise BadInput(_("A ledger of more than a year can't be printed at once."), _("Print it by months."))
    return days


def subject_of(text: str) -> str:
    """Return the one name under which the prints of a day or of days are counted."""
    first, last = span_of(text)
    return first.isoformat() if first == last else f"{first.isoformat()}..{last.isoformat()}"


def _blocks(sitting: Sitting, entries: list[LedgerEntry], first: date, last: date) -> tuple[Block, ...]:
    kinds = [kind for kind in _KINDS if kind in _KINDS[:2] or any(entry.kind is kind for entry in entries)]
    pairs = [(kind, mode) for kind in kinds for mode in Mode]
    columns = (
        Column("日期", 3.4, Align.CENTRE), Column("网点", 4),
        *(Column(KINDS[kind] + "\n" + _SHORT[mode], 1.6, Align.RIGHT) for kind, mode in pairs),
        Column("正常\n合计", 1.8, Align.RIGHT), Column("临时\n合计", 1.8, Align.RIGHT),
        Column("总计", 1.8, Align.RIGHT, bold=True),
    )  # fmt: skip
    sums: Counter[tuple[date, str, Kind, Mode]] = Counter()
    for entry in entries:
        sums[entry.day, entry.point, entry.kind, entry.mode] += entry.count
    places = {point.code: place for place, point in enumerate(sitting.desk.settings.points)}
    lines = sorted(
        {(day, point) for day, point, _kind, _mode in sums},
        key=lambda line: (line[0], places.get(line[1], len(places)), line[1]),
    )
    rows = tuple(
        (day_text(day), sitting.point(point), *_numbers([sums[day, point, *pair] for pair in pairs], pairs))
        for day, point in lines
    )
    whole = [sum(sums[day, point, *pair] for day, point in lines) for pair in pairs]
    period = day_text(first) if first == last else f"{day_text(first)} 至 {day_text(last)}"
    found: list[Block] = [
        Grid((Row((Cell("期间", 1, True), Cell(period, 8, bold=True), Cell("网点数", 1, True),
                   Cell(str(len({point for _day, point in lines})), 2)), 24),)),
        Table(
            columns, rows or (("", "（无派工）", *[""] * (len(columns) - 2)),),
            totals=(("合计", "", *_numbers(whole, pairs)),) if rows else (),
        ),
        *_corrections(sitting, entries),
        Signatures((("登记人：", ""), ("核对人：", ""), ("监管员：", ""), ("日期：", ""))),
    ]  # fmt: skip
    return tuple(found)


def _numbers(counts: list[int], pairs: list[tuple[Kind, Mode]]) -> tuple[str, ...]:
    """Return the counts of a line and its sums; a zero is a dash, so that it is no mistake of the pen."""
    sums = [sum(n for n, (_kind, each) in zip(counts, pairs, strict=True) if each is mode) for mode in Mode]
    return (*(str(count) if count else "–" for count in (*counts, *sums)), str(sum(counts)))


def _corrections(sitting: Sitting, entries: Iterable[LedgerEntry]) -> tuple[Block, ...]:
    rows = tuple(
        (
            sitting.moment(entry.made_at), entry.day.isoformat(), sitting.point(entry.point), KINDS[entry.kind],
            MODES[entry.mode], f"{entry.count:+d}", "、".join(entry.order_nos), entry.reason,
            sitting.desk.operator_name(entry.made_by),
        )
        for entry in entries
        if entry.correction_of is not None
    )  # fmt: skip
    return (Paragraph("更正记录（原数保留，更正另记）", bold=True), Table(_CORRECTIONS, rows)) if rows else ()
