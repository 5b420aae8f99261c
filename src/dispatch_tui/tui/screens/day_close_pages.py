"""The steps of the run that closes the day: unsent slips, flow cards, names to come, cards after the plan, ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from dispatch_tui.domain.feedback_words import way_word
from dispatch_tui.domain.filters import PENDING, And, AtPoint, OnDay
from dispatch_tui.domain.rules import Level
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import mark as N_
from dispatch_tui.tui.presentation.paper_rows import CardRow, card_cells, card_lines
from dispatch_tui.tui.presentation.paper_words import delivery_word, via_word
from dispatch_tui.tui.presentation.pieces import Line, Piece, Tone, line
from dispatch_tui.tui.presentation.times import moment_text, span_text
from dispatch_tui.tui.presentation.wrapping import wrapped
from dispatch_tui.tui.screens.day_open_pages import CountsPage
from dispatch_tui.tui.screens.day_page import StepPage
from dispatch_tui.tui.screens.row_lists import ListColumn
from dispatch_tui.tui.text import phone

if TYPE_CHECKING:
    from dispatch_tui.services.day_runs import RunLine, RunView
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.services.sending_lists import Nameless, UnsentPoint
    from dispatch_tui.tui.screens.day import DayScreen


@dataclass(frozen=True, slots=True)
class UnsentRow:
    """One network point with slips that are still here."""

    unsent: UnsentPoint

    @property
    def key(self) -> str:
        """The network point's code."""
        return f"unsent:{self.unsent.point or ''}"


class UnsentPage(StepPage):
    """What is not sent yet, by network point; it is carried over by itself (row B-11)."""

    COLUMNS = (
        ListColumn("point", N_("Point"), 12, 0, grow=4),
        ListColumn("count", N_("Unsent"), 6, 0, right=True),
        ListColumn("urgent", N_("Urgent"), 6, 1, right=True),
        ListColumn("carried", N_("Carried"), 7, 1, right=True),
        ListColumn("received", N_("Received"), 8, 3, right=True),
        ListColumn("review", N_("Review"), 6, 5, right=True),
        ListColumn("waiting", N_("Waiting"), 7, 4, right=True),
        ListColumn("ready", N_("Ready"), 6, 2, right=True),
        ListColumn("assigned", N_("Assigned"), 8, 2, right=True),
    )

    @property
    def empty(self) -> str:
        """Sentence shown when nothing is open here."""
        return _("Every slip was sent.")

    def read(self, desk: Desk, view: RunView) -> Sequence[UnsentRow]:
        """Return the network points with slips that are still here."""
        from dispatch_tui.services import sending_lists

        return [UnsentRow(each) for each in sending_lists.unsent(desk)]

    def cells(self, row: UnsentRow) -> dict[str, Piece]:
        """Return the cells of a network point."""
        unsent = row.unsent

        def number(value: int, tone: Tone = Tone.PLAIN, sign: str = "") -> Piece:
            return Piece(f"{sign}{value}" if value else "", tone)

        pressing = unsent.urgent or unsent.escalated
        return {
            "sign": Piece("!", Tone.OVERDUE) if pressing else Piece("~", Tone.SOON),
            "point": Piece(unsent.name or _("unplaced"), Tone.STRONG if unsent.point else Tone.SOON),
            "count": number(unsent.count, Tone.STRONG),
            "urgent": number(unsent.urgent, Tone.URGENT, "!"),
            "carried": number(unsent.carried, Tone.OVERDUE if unsent.escalated else Tone.SOON),
            "received": number(unsent.received),
            "review": number(unsent.review),
            "waiting": number(unsent.waiting, Tone.SOON),
            "ready": number(unsent.ready),
            "assigned": number(unsent.assigned, Tone.GOOD),
        }

    def below(self, row: UnsentRow, width: int) -> list[Line]:
        """Say what can be done with the slips."""
        said = []
        if row.unsent.escalated:
            words = _("! {n} carried over so often that the supervisor has to step in.").format(
                n=row.unsent.escalated
            )
            said.append(line(Piece(words, Tone.OVERDUE)))
        said.append(
            line(
                Piece(
                    _("Enter opens the slips, to be sent or held there; the rest is first tomorrow."),
                    Tone.MUTED,
                )
            )
        )
        return [part for each in said for part in wrapped(each, width)]

    def open(self, screen: DayScreen, row: UnsentRow) -> None:
        """Open exactly these slips."""
        condition = And((PENDING, AtPoint(row.unsent.point), OnDay(None, self.facts.today)))
        screen.room.open_slips(condition, row.unsent.name or _("unplaced"))

    def pressing(self, row: UnsentRow) -> bool:
        """Tell whether something urgent is still here."""
        return bool(row.unsent.urgent or row.unsent.escalated)


class CardsPage(StepPage):
    """The flow cards of the day: printed, signed, void (rows B-02 and B-04)."""

    COLUMNS = (
        ListColumn("no", N_("Card"), 16, 0),
        ListColumn("point", N_("Point"), 12, 1, grow=3),
        ListColumn("run", N_("Run"), 3, 4, right=True),
        ListColumn("slips", N_("Slips"), 6, 1, right=True),
        ListColumn("closed", N_("Closed at"), 6, 4),
        ListColumn("state", N_("State"), 8, 0),
        ListColumn("prints", N_("Printed"), 11, 0),
        ListColumn("signed", N_("Signed by"), 10, 2, grow=2),
        ListColumn("recalled", N_("Recalled"), 8, 3, right=True),
    )
    KEYS: ClassVar[tuple[str, ...]] = ("print",)

    @property
    def empty(self) -> str:
        """Sentence shown when nothing is open here."""
        return _("No flow card was made: nothing was sent with the day's run.")

    def read(self, desk: Desk, view: RunView) -> Sequence[CardRow]:
        """Return the cards of the day."""
        from dispatch_tui.services import cards

        return [CardRow(each) for each in cards.cards(desk, view.day)]

    def cells(self, row: CardRow) -> dict[str, Piece]:
        """Return the cells of a card."""
        return card_cells(row, self.facts.zone, self.facts.today)

    def below(self, row: CardRow, width: int) -> list[Line]:
        """Return the card's lines as they stand on the paper."""
        return card_lines(row, width)

    def open(self, screen: DayScreen, row: CardRow) -> None:
        """Open the card with its lines."""
        from dispatch_tui.tui.screens.paper_card import CardScreen

        screen.app.push_screen(CardScreen(row.view.card.no))

    def pressing(self, row: CardRow) -> bool:
        """Tell whether the card still has to be printed."""
        return row.to_print


@dataclass(frozen=True, slots=True)
class NamelessRow:
    """One temporary dispatch whose worker is not known yet."""

    nameless: Nameless

    @property
    def key(self) -> str:
        """The slip's id."""
        return f"order:{self.nameless.order.id}"


class NamelessPage(StepPage):
    """Temporary dispatches whose worker's name has to be asked for (row B-08)."""

    COLUMNS = (
        ListColumn("no", N_("Slip"), 12, 0),
        ListColumn("point", N_("Point"), 11, 0, grow=2),
        ListColumn("number", N_("Telephone"), 14, 2),
        ListColumn("since", N_("Since"), 6, 1, right=True),
        ListColumn("via", N_("Via"), 8, 4),
        ListColumn("delivery", N_("Delivery"), 14, 3),
        ListColumn("next", N_("Next try"), 17, 1),
        ListColumn("customer", N_("Customer"), 8, 5, grow=1),
        ListColumn("last", N_("Last answer"), 14, 6, grow=4),
    )
    KEYS: ClassVar[tuple[str, ...]] = ("worker", "chase")

    def __init__(self) -> None:
        super().__init__()
        self._phones: dict[str, str] = {}

    @property
    def empty(self) -> str:
        """Sentence shown when nothing is open here."""
        return _("Every temporary dispatch has its worker.")

    def read(self, desk: Desk, view: RunView) -> Sequence[NamelessRow]:
        """Return the dispatches, the one to be chased next first."""
        from dispatch_tui.services import sending_lists

        self._phones = {point.code: point.telephone for point in desk.settings.points}
        return [NamelessRow(each) for each in sending_lists.nameless(desk)]

    def cells(self, row: NamelessRow) -> dict[str, Piece]:
        """Return the cells of a dispatch."""
        one, facts = row.nameless, self.facts
        due = one.due(facts.now)
        tone = Tone.OVERDUE if due else Tone.MUTED
        last = one.chases[-1] if one.chases else None
        return {
            "sign": Piece("!", Tone.OVERDUE) if due else Piece("~", Tone.SOON),
            "no": Piece(one.order.no, Tone.STRONG),
            "point": Piece(facts.point(one.dispatch.point)),
            "number": Piece(phone(self._phones.get(one.dispatch.point, "")), Tone.STRONG),
            "since": Piece(span_text(one.minutes), tone),
            "via": Piece(via_word(one.dispatch.via), Tone.MUTED),
            "delivery": Piece(delivery_word(one.dispatch.delivery)),
            "next": Piece(
                f"{moment_text(one.next_step.due_at, facts.zone, facts.today)} {way_word(one.next_step.way)}",
                tone,
            ),
            "customer": Piece(one.order.customer),
            "last": Piece(last.answer if last is not None else "", Tone.MUTED),
        }

    def open(self, screen: DayScreen, row: NamelessRow) -> None:
        """Open the slip among the others without a name."""
        from dispatch_tui.tui.screens.slip_detail import SlipScreen

        ids = [each.nameless.order.id for each in self.rows.records]
        screen.app.push_screen(SlipScreen(row.nameless.order.id, ids))

    def pressing(self, row: NamelessRow) -> bool:
        """Tell whether the network point should be asked now."""
        return row.nameless.due(self.facts.now)


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line of a step as the service words it."""

    run_line: RunLine

    @property
    def key(self) -> str:
        """The line's name."""
        return self.run_line.key


class LinesPage(StepPage):
    """The lines of a step as sentences."""

    COLUMNS = (ListColumn("text", N_("What is open"), 40, 0, grow=1),)

    def __init__(self, code: str) -> None:
        super().__init__()
        self._code = code

    @property
    def empty(self) -> str:
        """Sentence shown when nothing is open here."""
        return _("Nothing is open in this step.")

    def read(self, desk: Desk, view: RunView) -> Sequence[LineRow]:
        """Return the lines of the step."""
        step = next((step for step in view.steps if step.code == self._code), None)
        return [LineRow(each) for each in step.lines] if step is not None else []

    def cells(self, row: LineRow) -> dict[str, Piece]:
        """Return the sentence with its sign."""
        each = row.run_line
        bad = (each.level >= Level.WARN or each.blocks) and not each.accepted
        tone = Tone.OVERDUE if bad else Tone.SOON if each.accepted else Tone.PLAIN
        words = each.text + (f"  ~ {each.accepted}" if each.accepted else "")
        return {"sign": Piece("!" if bad else " ", tone), "text": Piece(words, tone)}

    def below(self, row: LineRow, width: int) -> list[Line]:
        """Return the whole sentence."""
        return wrapped(line(row.run_line.text), width)

    def open(self, screen: DayScreen, row: LineRow) -> None:
        """Open the card or the slips that the line speaks of."""
        from dispatch_tui.tui.screens.paper_card import CardScreen

        if row.run_line.card_no:
            screen.app.push_screen(CardScreen(row.run_line.card_no))
        elif row.run_line.order_nos:
            screen.open_numbers(row.run_line.order_nos, "")

    def accept_key(self, row: LineRow, view: RunView) -> str:
        """Return the line when it can be accepted."""
        return row.key if row.run_line.blocks and not row.run_line.accepted else ""


class LedgerPage(CountsPage):
    """The ledger of the day against dispatches and cards; the feedback sheets come back tomorrow (row C-08)."""

    FEEDBACK = False
    KEYS: ClassVar[tuple[str, ...]] = ("accept", "print")
