"""What people name on the command line to be printed: papers, slips, cards, days and sheets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dispatch_tui.domain.printing import Paper
from dispatch_tui.errors import BadInput, NotFound
from dispatch_tui.i18n import gettext as _

if TYPE_CHECKING:
    from dispatch_tui.services.commands.forms import Selection
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.storage.reading import Reader


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is to be printed."""

    paper: Paper
    subjects: tuple[str, ...]
    missing: tuple[str, ...] = ()
    """A sentence for each thing named that isn't there; the others are printed all the same (row B-14)."""


def paper_named(text: str) -> Paper:
    """Return the paper that a word means, in Chinese or English; raises BadInput naming the papers."""
    from dispatch_tui.domain.text import clean, fold
    from dispatch_tui.papers.forms.wording import TITLES
    from dispatch_tui.services.commands.small_words import PAPERS

    word = clean(fold(text)).casefold()
    code = PAPERS.get(word.replace("-", "_")) or PAPERS.get(word)
    paper = (
        next((paper for paper, title in TITLES.items() if title == word), None)
        if code is None
        else Paper(code)
    )
    if paper is None:
        raise BadInput(
            _("“{word}” is no paper.").format(word=text),
            _("Papers are work-slip, flow-card, feedback-sheet, ledger, materials."),
        )
    return paper


def chosen(desk: Desk, paper: Paper, words: Sequence[str]) -> Chosen:
    """Return what numbers, ranges, days and names of sheets mean; without any it is today's, where there is such.

    Raises BadInput for what can't be read, NotFound when nothing of it is there.
    """
    given = tuple(word.strip() for word in words if word.strip())
    today = desk.today().isoformat()
    with desk.store.read() as reader:
        match paper:
            case Paper.WORK_SLIP:
                return _slips(desk, reader, given)
            case Paper.FLOW_CARD:
                return _each(paper, given or _unprinted(desk), lambda word: _card(desk, word))
            case Paper.FEEDBACK_SHEET:
                from dispatch_tui.papers.forms.feedback_sheet import subjects_of

                return _each(paper, given or (today,), lambda word: subjects_of(reader, word))
            case Paper.LEDGER_PAGE:
                from dispatch_tui.papers.forms.ledger_page import subject_of

                return _each(paper, given or (today,), lambda word: (subject_of(word),))
            case Paper.MATERIALS_LIST:
                return Chosen(paper, tuple(dict.fromkeys(given)) or (today,))


def _each(paper: Paper, words: Sequence[str], find: Callable[[str], Sequence[str]]) -> Chosen:
    """Return what is found of each word; raises what the only word, or every word, raises."""
    if not words:
        raise BadInput(_("Say which: give a number."))
    found: dict[str, None] = {}
    missing: list[NotFound] = []
    for word in words:
        try:
            found.update(dict.fromkeys(find(word)))
        except NotFound as error:
            missing.append(error)
    if not found:
        raise missing[0]
    return Chosen(paper, tuple(found), tuple(error.sentence for error in missing))


def _unprinted(desk: Desk) -> tuple[str, ...]:
    """Return the flow cards of today that were never printed; raises NotFound when there are none."""
    from dispatch_tui.domain.dispatches import CardState
    from dispatch_tui.services import cards

    found = [
        view.card for view in cards.cards(desk) if not view.prints and view.card.state is not CardState.VOID
    ]
    if not found:
        raise NotFound(
            _("No flow card of today waits to be printed."), _("Give the number to print one again.")
        )
    return tuple(card.no for card in found)


def _card(desk: Desk, word: str) -> tuple[str, ...]:
    from dispatch_tui.services import cards

    return (cards.card(desk, word).card.no,)


def _slips(desk: Desk, reader: Reader, words: tuple[str, ...]) -> Chosen:
    """Return slips by full numbers as they are printed; what else is given is read as the command language does."""
    from dispatch_tui.services import commands

    if not words:
        raise BadInput(_("Say which: give a number."))
    known = reader.orders_by_no(words)
    others = [word for word in words if word not in known]
    subjects = [word for word in words if word in known]
    missing: list[str] = []
    filters = [word for word in others if word.startswith(("@", "!"))]
    numbers = ",".join(word for word in others if word not in filters)
    for text in (numbers, *filters) if numbers else filters:
        selection = getattr(commands.parse(f"print slip {text}", desk), "selection", None)
        if selection is None:
            raise BadInput(_("“{text}” names no slips.").format(text=text))
        try:
            more = _selected(desk, reader, selection)
        except NotFound as error:
            if not subjects and len(words) == len(others) == 1:
                raise
            missing.append(error.sentence)
        else:
            subjects += more.subjects
            missing += more.missing
    if not subjects:
        raise NotFound(missing[0], _("Numbers are as printed on the slip."))
    return Chosen(Paper.WORK_SLIP, tuple(dict.fromkeys(subjects)), tuple(missing))


def _selected(desk: Desk, reader: Reader, selection: Selection) -> Chosen:
    from dispatch_tui.services.commands.targets import resolve
    from dispatch_tui.services.commands.verbs import Verb

    found = resolve(reader, selection, Verb.PRINT, desk.now())
    orders = reader.orders([order_id for order_id, _version in found.targets])
    if not orders:
        sentence = found.missing[0].message if found.missing else _("No slips fit.")
        raise NotFound(sentence, _("Numbers are as printed on the slip."))
    return Chosen(
        Paper.WORK_SLIP, tuple(order.no for order in orders), tuple(each.message for each in found.missing)
    )
