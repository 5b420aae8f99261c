"""Everything about one slip as sections of lines: facts, candidates, arithmetic, history, earlier slips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dispatch_tui.domain.orders import Order
from dispatch_tui.domain.rules import Level
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services.detail import CandidateLine, SlipDetail
from dispatch_tui.services.histories import HistoryLine
from dispatch_tui.tui.presentation.dispatch_lines import addition_lines, sent_line, sent_lines
from dispatch_tui.tui.presentation.due_lines import due_lines
from dispatch_tui.tui.presentation.pieces import Line, Piece, Tone, line
from dispatch_tui.tui.presentation.slip_lines import FactsOf, slip_facts, title_line
from dispatch_tui.tui.presentation.times import moment_text
from dispatch_tui.tui.presentation.words import kind_word, state_word
from dispatch_tui.tui.presentation.wrapping import fact_lines, head_line, wrapped

_SIGNS = {
    Level.OK: (" ", Tone.GOOD),
    Level.NOTE: ("·", Tone.PLAIN),
    Level.WARN: ("~", Tone.SOON),
    Level.BLOCK: ("!", Tone.OVERDUE),
}


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the detail with its title; an empty title has no head."""

    title: str
    lines: Sequence[Line]


def facts_section(detail: SlipDetail, facts: FactsOf, width: int) -> list[Line]:
    """Return title, findings and facts of the slip in ``width`` cells."""
    if detail.sent and detail.sent[0].dispatch.live:
        facts = replace(facts, sent=sent_line(detail.sent[0], facts))
    lines = wrapped(title_line(detail.order), width)
    lines.append(())
    lines += fact_lines(slip_facts(detail.order, facts), width)
    return lines


def candidate_lines(candidates: Sequence[CandidateLine]) -> list[Line]:
    """Return the network points that were looked at, the chosen one named, with what speaks for or against each."""
    lines = []
    for candidate in candidates:
        sign, tone = _SIGNS[candidate.level]
        name = Piece(candidate.name, Tone.STRONG if candidate.chosen else Tone.PLAIN)
        mark = Piece(">" if candidate.chosen else " ", Tone.STRONG)
        lines.append(line(mark, Piece(sign, tone), " ", name, Piece(f"  {candidate.text}", Tone.MUTED)))
    return lines


def history_lines(history: Sequence[HistoryLine], facts: FactsOf) -> list[Line]:
    """Return the history, newest first: when, who, what, the changed values, the reason."""
    lines = []
    for entry in reversed(history):
        parts = [
            Piece(f"{moment_text(entry.at, facts.zone, facts.today)}  ", Tone.MUTED),
            Piece(entry.who),
            Piece(f"  {entry.action}", Tone.STRONG),
        ]
        if entry.late:
            at = moment_text(entry.entered_at, facts.zone, facts.today)
            parts.append(Piece("  " + _("(entered {time})").format(time=at), Tone.SOON))
        if entry.changes:
            parts.append(Piece("  " + _("; ").join(entry.changes)))
        if entry.reason:
            parts.append(Piece(f"  “{entry.reason}”", Tone.MUTED))
        lines.append(line(*parts))
    return lines


def earlier_lines(earlier: Sequence[Order], facts: FactsOf) -> list[Line]:
    """Return earlier slips of the same telephone, newest first."""
    return [
        line(
            Piece(f"{moment_text(order.received_at, facts.zone, facts.today)}  ", Tone.MUTED),
            Piece(order.no, Tone.STRONG),
            f"  {kind_word(order.kind)}  {state_word(order.state)}",
            Piece(
                "  " + "  ".join(part for part in (order.category, order.model, order.remark) if part),
                Tone.MUTED,
            ),
        )
        for order in earlier
    ]


def sections(detail: SlipDetail, facts: FactsOf, *, arithmetic: bool) -> list[Section]:
    """Return the sections below the facts; empty ones are left out."""
    found = [
        Section(_("Additions on site"), addition_lines(detail.order, facts)),
        Section(_("Sendings"), _earlier_sent(detail, facts)),
        Section(_("Network points looked at"), candidate_lines(detail.candidates)),
        Section(_("History"), history_lines(detail.history, facts)),
        Section(_("Earlier slips of this telephone"), earlier_lines(detail.earlier, facts)),
    ]
    if arithmetic:
        found.insert(0, Section(_("How the due time comes about"), due_lines(detail.due, facts.zone)))
    return [section for section in found if section.lines]


def _earlier_sent(detail: SlipDetail, facts: FactsOf) -> list[Line]:
    """Return the sendings when there is more to tell than the one that stands among the facts."""
    lone = len(detail.sent) == 1 and detail.sent[0].dispatch.live
    return [] if lone else sent_lines(detail.sent, facts)


def pane_sections(detail: SlipDetail, facts: FactsOf) -> list[tuple[str, list[Line]]]:
    """Return what stands below the facts in the pane beside a list: history and earlier slips."""
    found = [
        (_("Additions on site"), addition_lines(detail.order, facts)),
        (_("Sendings"), sent_lines(detail.sent, facts)),
        (_("History"), history_lines(detail.history, facts)),
        (_("Earlier slips of this telephone"), earlier_lines(detail.earlier, facts)),
    ]
    return [(title, lines) for title, lines in found if lines]


def section_lines(parts: Sequence[Section], width: int) -> list[Line]:
    """Return sections as lines in ``width`` cells, continued lines indented."""
    lines: list[Line] = []
    for section in parts:
        if lines:
            lines.append(())
        lines.append(head_line(section.title, width))
        for each in section.lines:
            rows = wrapped(each, width - 2)
            lines += [rows[0], *((Piece("  "), *row) for row in rows[1:])]
    return lines
