"""Prints what a “print” command of the command language asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dispatch_tui.papers.asking import target_named
from dispatch_tui.papers.printing import Printed, print_paper
from dispatch_tui.services.commands.print_choice import papers_meant

if TYPE_CHECKING:
    from dispatch_tui.services.commands import View
    from dispatch_tui.services.desk import Desk


def print_ordered(desk: Desk, view: View, *, command_id: str | None = None) -> Printed:
    """Print the papers of a command; raises what ``print_paper`` raises, and Ambiguous for a word of several papers."""
    paper, subjects = papers_meant(desk, view)
    return print_paper(desk, paper, subjects, target_named(desk, view.target), command_id=command_id)
