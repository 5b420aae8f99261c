"""A guided run in words: its head, its steps, and what keeps it from being signed off (row C-09)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, tzinfo
from typing import TYPE_CHECKING

from dispatch_tui.domain.day_runs import RunKind
from dispatch_tui.domain.feedback_rules import listed
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import ngettext
from dispatch_tui.tui.presentation.paper_words import run_word
from dispatch_tui.tui.presentation.pieces import Line, Piece, Tone, line
from dispatch_tui.tui.presentation.times import day_text, moment_text
from dispatch_tui.tui.widgets.step_list import ShownStep

if TYPE_CHECKING:
    from dispatch_tui.services.day_runs import RunView


def shown_steps(view: RunView) -> list[ShownStep]:
    """Return the steps as they are shown: what is open, ``!`` where it keeps the run from being signed off."""
    steps = []
    for step in view.steps:
        if step.open:
            sign, role = ("!", "overdue") if step.blocks else ("~", "soon")
            steps.append(ShownStep(step.code, step.title, f"{sign} {step.open:,}", role))
        else:
            steps.append(ShownStep(step.code, step.title, "0", "good"))
    return steps


def head_pieces(
    kind: RunKind, day: date, today: date, view: RunView | None, zone: tzinfo, name: Callable[[str], str]
) -> Line:
    """Return the head: which run of which day, how many steps are open, or who signed it when."""
    parts: list[str | Piece] = [Piece(f" {run_word(kind)} ", Tone.STRONG), Piece(f"{day_text(day, today)}  ")]
    if view is None:
        return line(*parts, Piece(_("reading…"), Tone.MUTED))
    run = view.run
    if run is not None and run.signed_at is not None:
        signed = _("signed off by {who} at {time}").format(
            who=name(run.signed_by), time=moment_text(run.signed_at, zone, today)
        )
        parts.append(Piece(signed, Tone.GOOD))
    else:
        left = sum(bool(step.open) for step in view.steps)
        if left:
            words = ngettext("{n} step is open", "{n} steps are open", left).format(n=left)
            blocked = bool(view.blocks)
            parts.append(Piece(f"{'!' if blocked else '~'} {words}", Tone.OVERDUE if blocked else Tone.SOON))
        else:
            parts.append(Piece(_("nothing is open"), Tone.GOOD))
    accepted = len(run.accepted) if run is not None else 0
    if accepted:
        words = ngettext("{n} difference accepted", "{n} differences accepted", accepted).format(n=accepted)
        parts.append(Piece(f"  ~ {words}", Tone.SOON))
    return line(*parts)


def block_line(view: RunView) -> Line:
    """Return what keeps the run from being signed off, or that nothing does and what stays open all the same."""
    run = view.run
    if run is not None and run.signed_at is not None:
        return line(Piece(_("This run is signed off."), Tone.MUTED))
    if view.blocks:
        return line(Piece(f"! {view.why_not}", Tone.OVERDUE))
    if view.why_not:
        first = view.why_not
    elif view.left:
        first = _("Nothing keeps the run from being signed off: S signs it.")
    else:
        first = _("Everything is settled: S signs the run off.")
    left = Piece("  " + left_words(view), Tone.SOON) if view.left else ""
    return line(Piece(first, Tone.GOOD), left)


def left_words(view: RunView, cards: bool = False) -> str:
    """Return what stays open, step by step; ``cards`` names the flow cards that are not printed."""
    left = list(view.left)
    unprinted = [each.card_no for step in view.steps if step.code == "cards" for each in step.lines]
    if cards and unprinted:
        left.append(_("not printed: {nos}").format(nos=listed(unprinted)))
    return _("~ Still open: {steps}.").format(steps=_(", ").join(left))
