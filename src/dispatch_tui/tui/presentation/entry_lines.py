"""What the entry form says while one types: network point with its reason, due time, what is doubtful."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING

from dispatch_tui.domain.intake import FieldFinding
from dispatch_tui.domain.orders import Order
from dispatch_tui.domain.rules import Level
from dispatch_tui.i18n import gettext as _
from dispatch_tui.tui.presentation.pieces import Line, Piece, Tone, line
from dispatch_tui.tui.presentation.times import due_sentence, moment_text
from dispatch_tui.tui.presentation.words import kind_word
from dispatch_tui.tui.text import fit
from dispatch_tui.tui.widgets.list_prompt import Choice

if TYPE_CHECKING:
    from dispatch_tui.services.intake import EarlierCustomer

_SIGNS = {
    Level.OK: (" ", Tone.PLAIN),
    Level.NOTE: ("·", Tone.MUTED),
    Level.WARN: ("~", Tone.SOON),
    Level.BLOCK: ("!", Tone.OVERDUE),
}


def levels_of(findings: Iterable[FieldFinding], touched: frozenset[str]) -> dict[str, Level]:
    """Return the worst level of each field; fields not reached yet are not accused of being empty."""
    levels: dict[str, Level] = {}
    for finding in findings:
        if finding.field in touched or finding.level is Level.BLOCK:
            levels[finding.field] = max(finding.level, levels.get(finding.field, Level.OK))
    return levels


def finding_lines(findings: Sequence[FieldFinding], touched: frozenset[str]) -> list[Line]:
    """Return one sentence for each doubtful field, the worst first; fields not reached yet are left out."""
    told = [each for each in findings if each.field in touched or each.level is Level.BLOCK]
    told.sort(key=lambda each: -each.level)
    lines = []
    for finding in told:
        sign, tone = _SIGNS[finding.level]
        lines.append(line(Piece(f"{sign} ", tone), finding.text))
    return lines


def proposal_lines(
    order: Order | None,
    sentence: str,
    policy: str,
    names: Mapping[str, str],
    now: datetime,
    soon_minutes: int,
    zone: tzinfo,
) -> list[Line]:
    """Return where the slip would go and when it would be due, as it stands now."""
    if order is None:
        return []
    lines: list[Line] = []
    if order.address.strip() or order.point:
        if order.point is None:
            where = Piece(_("unplaced"), Tone.SOON)
        else:
            where = Piece(names.get(order.point, order.point), Tone.STRONG)
        because = Piece(f"  {sentence}" if sentence else "", Tone.MUTED)
        lines.append(line(Piece(_("Goes to "), Tone.MUTED), where, because))
    if order.due_at is not None:
        when = due_sentence(order.due_at, now, soon_minutes, zone)
        lines.append(line(when, Piece(f"  ({policy})" if policy else "", Tone.MUTED)))
    if order.repeat_of:
        text = _("~ Same telephone and model as {no}: perhaps a repeat repair.").format(no=order.repeat_of)
        lines.append(line(Piece(text, Tone.SOON)))
    return lines


def earlier_choices(customers: Sequence[EarlierCustomer], zone: tzinfo, today: date) -> list[Choice]:
    """Return earlier customers to pick from: name, telephone, address, product, their last slip."""
    choices = []
    for number, customer in enumerate(customers):
        last = customer.slips[0]
        words = line(
            Piece(fit(customer.customer, 8), Tone.STRONG),
            Piece(f" {fit(customer.phone, 11)} ", Tone.MUTED),
            fit(customer.address, 32),
            Piece(f" {customer.category} {kind_word(last.kind)} ", Tone.MUTED),
            Piece(moment_text(last.received_at, zone, today), Tone.MUTED),
        )
        choices.append(Choice(str(number), words))
    return choices
