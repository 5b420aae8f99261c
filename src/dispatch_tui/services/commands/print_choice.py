"""What a “print” command means: the papers, by the names under which their prints are counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dispatch_tui.domain.dispatches import CardState
from dispatch_tui.domain.feedback import sheet_subject
from dispatch_tui.domain.printing import Paper
from dispatch_tui.domain.rules import Result
from dispatch_tui.errors import NotFound
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services.commands.forms import Sheets, View
from dispatch_tui.services.commands.paper_choice import card_meant, one_day, sheets_meant
from dispatch_tui.services.commands.targets import resolve
from dispatch_tui.services.commands.verbs import Verb

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk


def papers_meant(desk: Desk, view: View) -> tuple[Paper, tuple[str, ...], tuple[Result, ...]]:
    """Return the paper, its subjects, and a line for each number named that no slip has (row B-14).

    Flow cards without a number are those of today that were never printed.

    Raises NotFound when there is nothing to print, Ambiguous with the candidates.
    """
    paper = Paper(view.paper)
    missing: tuple[Result, ...] = ()
    match paper:
        case Paper.WORK_SLIP:
            subjects, missing = _slips(desk, view)
        case Paper.FLOW_CARD:
            subjects = [card_meant(desk, word) for word in view.subjects] or _unprinted(desk)
        case Paper.FEEDBACK_SHEET:
            subjects = [
                sheet_subject(sheet.day, sheet.point, sheet.kind, sheet.mode)
                for sheet in sheets_meant(desk, view.sheets or Sheets(""), "print")
            ]
        case Paper.LEDGER_PAGE:
            subjects = [one_day(view.sheets, desk)]
        case Paper.MATERIALS_LIST:
            subjects = [desk.today().isoformat()]
    if not subjects:
        raise NotFound(_("There is nothing to print."), _("Name the papers by their numbers."))
    return paper, tuple(dict.fromkeys(subjects)), missing


def _slips(desk: Desk, view: View) -> tuple[list[str], tuple[Result, ...]]:
    assert view.selection is not None  # noqa: S101 - the grammar gives one for work slips
    with desk.store.read() as reader:
        found = resolve(reader, view.selection, Verb.PRINT, desk.now())
        known = {order.id: order.no for order in reader.orders([id_ for id_, _version in found.targets])}
    return [known[id_] for id_, _version in found.targets if id_ in known], tuple(found.missing)


def _unprinted(desk: Desk) -> list[str]:
    from dispatch_tui.services import cards

    return [
        each.card.no
        for each in cards.cards(desk)
        if not each.prints and each.card.state is not CardState.VOID
    ]
