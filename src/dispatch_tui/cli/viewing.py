"""What the commands print that only show something: boards, slips, cards, sheets, the runs of the day, the ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from dispatch_tui.domain.orders import PlainJson
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import ngettext
from dispatch_tui.services.commands import Verb, View

if TYPE_CHECKING:
    from dispatch_tui.cli.context import Context
    from dispatch_tui.domain.feedback import FeedbackSheet
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.services.ledger import LedgerRow

SHOWN = 50
"""So many slips of a "find" are printed."""
Shown = tuple[PlainJson, list[str]]
"""What is shown, as JSON and as lines of text."""


def show(desk: Desk, view: View, context: Context, *, as_json: bool) -> None:
    """Print what a viewing command asks for."""
    found, lines = _SHOW[view.verb](desk, view)
    if as_json:
        context.print_json(found)
    else:
        for line in lines:
            print(line)


def _board(desk: Desk, view: View) -> Shown:
    from dispatch_tui.services import board
    from dispatch_tui.services.board_json import as_json
    from dispatch_tui.services.board_text import as_text

    zone = desk.settings.branch.zone
    found = board.load(desk, view.at)
    return as_json(found, zone), [as_text(found, 120, zone)]


def _slip(desk: Desk, view: View) -> Shown:
    from dispatch_tui.services import detail

    shown = detail.find_detail(desk, view.query)
    return detail.as_json(desk, shown), list(detail.as_lines(desk, shown))


def _found(desk: Desk, view: View) -> Shown:
    from dispatch_tui.domain.lifecycle import state_word
    from dispatch_tui.domain.orders import State
    from dispatch_tui.services import search

    found, total = search.found_lines(desk, view.query, view.condition, limit=SHOWN)
    lines = [
        "  ".join(
            (
                line["order_no"],
                line["customer"],
                line["address"],
                state_word(State(line["state"])),
                desk.point_name(line["point"]),
            )
        )
        for line in found
    ]
    count = ngettext("{n} slip", "{n} slips", total).format(n=total)
    if total > len(found):
        count = _("{count}; the first {n} are shown").format(count=count, n=len(found))
    return _document(view, found=[{**line} for line in found], total=total), [*lines, count]


def _cards(desk: Desk, view: View) -> Shown:
    from dispatch_tui.services import cards
    from dispatch_tui.services.commands.paper_choice import card_meant

    wanted = cards.cards(desk, view.day)
    if view.verb is Verb.CARD:
        wanted = [cards.card(desk, card_meant(desk, view.query))]
    found: list[PlainJson] = []
    lines = []
    for each in wanted:
        card = each.card
        found.append(
            {
                "no": card.no,
                "day": card.day.isoformat(),
                "point": card.point,
                "state": card.state.value,
                "closed_at": desk.settings.local(card.closed_at).isoformat(timespec="seconds"),
                "signed_by": card.signed_by,
                "live": list(each.live),
                "recalled": list(each.recalled),
                "prints": each.prints,
            }
        )
        slips = ngettext("{n} slip", "{n} slips", len(card.lines)).format(n=len(card.lines))
        parts = [card.no, each.name, slips, _("printed: {n}").format(n=each.prints)]
        if card.signed_by:
            parts.append(_("signed by {name}").format(name=card.signed_by))
        if card.void_reason:
            parts.append(_("void: {reason}").format(reason=card.void_reason))
        lines.append("  ".join(parts))
        if view.verb is Verb.CARD:
            lines += [f"  {no}" for no in each.live]
            lines += ["  " + _("{no} recalled").format(no=no) for no in each.recalled]
    day = view.day or desk.today()
    none = (
        _("No flow card has been closed today.")
        if day == desk.today()
        else _("No flow card was closed on {day}.").format(day=day.isoformat())
    )
    return _document(view, cards=found), lines or [none]


def _sheets(desk: Desk, view: View) -> Shown:
    from dispatch_tui.domain.feedback_words import sheet_state_word
    from dispatch_tui.services import feedback

    found: list[PlainJson] = []
    lines = []
    for each in feedback.sheets(desk, view.day or desk.today()):
        sheet = each.sheet
        if not _wanted(view, sheet):
            continue
        found.append(
            {
                "day": sheet.day.isoformat(),
                "point": sheet.point or None,
                "kind": sheet.kind.value,
                "mode": sheet.mode.value,
                "state": sheet.state.value,
                "expected": each.expected,
                "received": each.received,
                "tries": each.tries,
            }
        )
        state = sheet_state_word(sheet.state)
        lines.append(f"{each.title}  {each.received}/{each.expected}  {state}  {each.note}".rstrip())
    return _document(view, sheets=found), lines or [_("No feedback sheet is expected for this day.")]


def _day(desk: Desk, view: View) -> Shown:
    from dispatch_tui.domain.day_runs import RunKind
    from dispatch_tui.services import day_runs

    kind = view.run or (RunKind.OPEN if desk.settings.local(desk.now()).hour < 12 else RunKind.CLOSE)
    run = day_runs.view(desk, view.day or desk.today(), kind)
    steps: list[PlainJson] = [
        {
            "code": step.code,
            "title": step.title,
            "open": step.open,
            "done": step.done,
            "lines": [
                {"key": line.key, "text": line.text, "blocks": line.blocks, "accepted": line.accepted}
                for line in step.lines
            ],
        }
        for step in run.steps
    ]
    lines = [day_runs.run_word(kind, run.day)]
    for step in run.steps:
        lines.append(
            _("{title}: {open} open, {done} done").format(title=step.title, open=step.open, done=step.done)
        )
        lines += [f"  {'!' if line.blocks and not line.accepted else ' '} {line.text}" for line in step.lines]
    lines.append(run.why_not or _("May be signed off."))
    document = _document(
        view, day=run.day.isoformat(), run=kind.value, may_sign=run.may_sign, why_not=run.why_not, steps=steps
    )
    return document, lines


def _ledger(desk: Desk, view: View) -> Shown:
    from dispatch_tui.domain.feedback_words import mode_word
    from dispatch_tui.domain.lifecycle import kind_word
    from dispatch_tui.services import ledger

    page = ledger.page(desk, view.day or desk.today())
    rows = [row for row in page.rows if _wanted(view, row)]
    found: list[PlainJson] = [
        {
            "day": row.day.isoformat(),
            "point": row.point,
            "kind": row.kind.value,
            "mode": row.mode.value,
            "sent": row.sent,
            "corrected": row.corrected,
            "net": row.net,
            "order_nos": list(row.order_nos),
        }
        for row in rows
    ]
    lines = [
        f"{row.day:%m-%d}  {row.point_name}  {kind_word(row.kind)}  {mode_word(row.mode)}  "
        f"{row.sent}{row.corrected:+d} = {row.net}"
        for row in rows
    ]
    count = sum(row.net for row in rows)
    total = ngettext("{n} slip", "{n} slips", count).format(n=count)
    return _document(view, rows=found, total=count), [*lines, total]


def _wanted(view: View, record: FeedbackSheet | LedgerRow) -> bool:
    """Tell whether a sheet or a row of the ledger is of the network point, kind and mode that were named."""
    sheets = view.sheets
    return sheets is None or (
        sheets.point in (None, record.point)
        and sheets.kind in (None, record.kind)
        and sheets.mode in (None, record.mode)
    )


def _materials(desk: Desk, view: View) -> Shown:
    from dispatch_tui.services import reviewing
    from dispatch_tui.services.commands.part_words import item_words

    slips = reviewing.materials_list(desk)
    found: list[PlainJson] = [
        {
            "order_no": each.order.no,
            "minutes": each.minutes,
            "make": each.review.make,
            "added": each.added,
            "lines": [
                {"name": line.name, "quantity": line.quantity, "unit": line.unit}
                for line in each.review.lines
            ],
        }
        for each in slips
    ]
    lines = [f"{each.order.no}  {item_words(each.review.lines)}" for each in slips]
    return _document(view, slips=found), lines or [_("Nothing waits for material.")]


def _document(view: View, **more: PlainJson) -> dict[str, PlainJson]:
    """Return the document of a view: the keys that every ``run --json`` has, and what was asked for."""
    return {"command": view.text, "done": 0, "refused": 0, "results": [], **more}


_SHOW: Mapping[Verb, Callable[[Desk, View], Shown]] = {
    Verb.AT: _board,
    Verb.BOARD: _board,
    Verb.SHOW: _slip,
    Verb.FIND: _found,
    Verb.CARD: _cards,
    Verb.PAPERS: _cards,
    Verb.SHEET: _sheets,
    Verb.DAY: _day,
    Verb.LEDGER: _ledger,
    Verb.REPORTS: _ledger,
    Verb.MATERIALS: _materials,
}
