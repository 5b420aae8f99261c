"""Flow cards in a list and on the terminal: number, run, state, prints, signature, recalled slips (rows B-02, B-04)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import TYPE_CHECKING

from dispatch_tui.domain.dispatches import CardState
from dispatch_tui.domain.orders import Kind, PlainJson
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import ngettext
from dispatch_tui.tui.presentation.paper_words import card_piece
from dispatch_tui.tui.presentation.pieces import Line, Piece, Tone, line
from dispatch_tui.tui.presentation.times import moment_text
from dispatch_tui.tui.presentation.words import list_kind_word
from dispatch_tui.tui.presentation.wrapping import head_line
from dispatch_tui.tui.text import cut, phone, plain

if TYPE_CHECKING:
    from dispatch_tui.services.cards import CardView

NAME_CELLS = 20
"""Most cells of a network point's name in a head, so that what follows stays in view."""


@dataclass(frozen=True, slots=True)
class CardRow:
    """One flow card of the list."""

    view: CardView

    @property
    def key(self) -> str:
        """The card's number."""
        return self.view.card.no

    @property
    def to_print(self) -> bool:
        """Whether the card counts and was never printed."""
        return self.view.card.state is not CardState.VOID and not self.view.prints


def prints_piece(prints: int, wanted: bool = True) -> Piece:
    """Return how often a paper was printed; a paper that has to be printed and wasn't is told."""
    if not prints:
        return Piece(_("! not yet"), Tone.OVERDUE) if wanted else Piece("-", Tone.MUTED)
    words = ngettext("once", "{n} times", prints).format(n=prints)
    return Piece(words, Tone.SOON if prints > 1 else Tone.PLAIN)


def card_cells(row: CardRow, zone: tzinfo, today: date) -> dict[str, Piece]:
    """Return the cells of a card by column key."""
    view, card = row.view, row.view.card
    void = card.state is CardState.VOID
    signed = card.signed_by
    if card.signed_at is not None:
        signed = f"{signed} {moment_text(card.signed_at, zone, today)}"
    return {
        "sign": Piece("!", Tone.OVERDUE)
        if row.to_print
        else Piece("~", Tone.SOON)
        if view.recalled
        else Piece(" "),
        "no": Piece(card.no, Tone.MUTED if void else Tone.STRONG),
        "point": Piece(view.name),
        "run": Piece(str(card.run), Tone.SOON if card.run > 1 else Tone.PLAIN),
        "slips": Piece(str(len(card.lines))),
        "closed": Piece(moment_text(card.closed_at, zone, today), Tone.MUTED),
        "state": card_piece(card.state),
        "prints": prints_piece(view.prints, not void),
        "signed": Piece(card.void_reason if void else signed, Tone.OVERDUE if void else Tone.PLAIN),
        "recalled": Piece(str(len(view.recalled)) if view.recalled else "", Tone.SOON),
    }


@dataclass(frozen=True, slots=True)
class CardLineRow:
    """One line of a card as it stands on the paper."""

    place: int
    words: Mapping[str, PlainJson]
    recalled: bool = False

    @property
    def key(self) -> str:
        """The slip's number: a card has it once."""
        return self.order_no

    @property
    def order_no(self) -> str:
        """The slip's number."""
        return self.word("order_no")

    def word(self, name: str) -> str:
        """Return what stands on the paper, empty when nothing does."""
        value = self.words.get(name)
        return "" if value is None else str(value)

    @property
    def kind(self) -> str:
        """The slip's kind in the user's language."""
        kind = self.word("kind")
        return list_kind_word(Kind(kind)) if kind in Kind.__members__.values() else kind


def card_line_rows(view: CardView) -> list[CardLineRow]:
    """Return the lines of a card in the order of the paper."""
    gone = set(view.recalled)
    return [
        CardLineRow(place, words, str(words.get("order_no", "")) in gone)
        for place, words in enumerate(view.card.lines, 1)
    ]


def card_line_cells(row: CardLineRow) -> dict[str, Piece]:
    """Return the cells of a line by column key."""
    tone = Tone.MUTED if row.recalled else Tone.PLAIN
    return {
        "sign": Piece("~", Tone.SOON) if row.recalled else Piece(" "),
        "place": Piece(str(row.place), Tone.MUTED),
        "no": Piece(row.order_no, Tone.MUTED if row.recalled else Tone.STRONG),
        "recalled": Piece(_("recalled"), Tone.SOON) if row.recalled else Piece(""),
        "kind": Piece(row.kind, tone),
        "customer": Piece(row.word("customer"), tone),
        "phone": Piece(phone(row.word("phone")), tone),
        "address": Piece(row.word("address"), Tone.MUTED),
        "product": Piece(row.word("product"), tone),
        "appointment": Piece(row.word("appointment"), tone),
        "materials": Piece(row.word("materials"), tone),
        "remark": Piece(row.word("remark"), Tone.MUTED),
    }


def card_head(view: CardView, zone: tzinfo, today: date, person: str) -> Line:
    """Return the head of a card: number, network point, run, slips, state, prints."""
    card = view.card
    slips = ngettext("{n} slip", "{n} slips", len(card.lines)).format(n=len(card.lines))
    parts: list[str | Piece] = [
        Piece(f" {card.no}  ", Tone.STRONG),
        f"{cut(plain(view.name), NAME_CELLS).rstrip()}  ",
        _("run {n}").format(n=card.run),
        f"  {slips}  ",
        card_piece(card.state),
        "  ",
        prints_piece(view.prints, card.state is not CardState.VOID),
        Piece(f"  {moment_text(card.closed_at, zone, today)} {person}", Tone.MUTED),
    ]
    if view.recalled:
        parts.append(Piece("  " + _("~ recalled {n}").format(n=len(view.recalled)), Tone.SOON))
    if card.signed_by:
        parts.append(Piece("  " + _("signed by {name}").format(name=card.signed_by), Tone.GOOD))
    if card.void_reason:
        parts.append(Piece(f"  ! {card.void_reason}", Tone.OVERDUE))
    return line(*parts)


def card_lines(row: CardRow, width: int) -> list[Line]:
    """Return a card's lines in few cells, for the pane under the list."""
    lines = [head_line(row.view.card.no, width - 1)]
    for each in card_line_rows(row.view):
        words = "  ".join(
            part for part in (each.kind, each.word("customer"), phone(each.word("phone"))) if part
        )
        lines.append(
            line(
                Piece(f"{each.place:>3} ", Tone.MUTED),
                Piece(each.order_no, Tone.MUTED if each.recalled else Tone.STRONG),
                Piece("  " + _("~ recalled"), Tone.SOON) if each.recalled else "",
                f"  {words}",
                Piece(f"  {each.word('address')}", Tone.MUTED),
            )
        )
    return lines
