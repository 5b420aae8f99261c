"""From a paper and its subjects to the forms that are printed, copies included."""

from __future__ import annotations

from collections.abc import Sequence

from dispatch_tui.domain.orders import Kind
from dispatch_tui.domain.printing import Paper
from dispatch_tui.papers.forms.feedback_sheet import feedback_sheets
from dispatch_tui.papers.forms.flow_card import flow_cards
from dispatch_tui.papers.forms.ledger_page import ledger_pages
from dispatch_tui.papers.forms.materials_list import materials_lists
from dispatch_tui.papers.forms.wording import REMOVAL_SLIP, Sitting
from dispatch_tui.papers.forms.work_slip import work_slips
from dispatch_tui.papers.pdf.content import Form


def forms(sitting: Sitting, paper: Paper, subjects: Sequence[str]) -> list[Form]:
    """Return every copy of every paper, in the order of the subjects; raises NotFound and BadInput."""
    copies = sitting.desk.settings.printing.copies.get(paper.value, 1)
    match paper:
        case Paper.MATERIALS_LIST:
            return materials_lists(sitting, subjects, copies)
        case Paper.WORK_SLIP:
            return [
                form
                for subject in subjects
                for form in work_slips(sitting, subject, _slip_copies(sitting, subject))
            ]
        case Paper.FLOW_CARD:
            return [form for subject in subjects for form in flow_cards(sitting, subject, copies)]
        case Paper.FEEDBACK_SHEET:
            return [form for subject in subjects for form in feedback_sheets(sitting, subject, copies)]
        case Paper.LEDGER_PAGE:
            return [form for subject in subjects for form in ledger_pages(sitting, subject, copies)]


def _slip_copies(sitting: Sitting, number: str) -> int:
    """Return how many copies a work slip has; a removal slip has its own number of them."""
    copies = sitting.desk.settings.printing.copies
    order = sitting.reader.order_by_no(number)
    name = REMOVAL_SLIP if order is not None and order.kind is Kind.REMOVAL else Paper.WORK_SLIP.value
    return copies.get(name, 1)
