"""Screens that print: the papers to print, where to, and what came of it (row B-04)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dispatch_tui.domain.pinyin import initials
from dispatch_tui.domain.printing import Paper
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import ngettext
from dispatch_tui.tui.presentation.pieces import Piece, Tone, line
from dispatch_tui.tui.screens.asking import AskingScreen
from dispatch_tui.tui.text import fit
from dispatch_tui.tui.widgets.list_prompt import Choice
from dispatch_tui.tui.widgets.prompt_line import Answer

if TYPE_CHECKING:
    from dispatch_tui.papers.delivering import Target
    from dispatch_tui.papers.printing import Printed
    from dispatch_tui.services.desk import Desk

NAME_CELLS = 24
"""Width of the names of targets in the list."""


class PrintingScreen(AskingScreen):
    """A screen whose papers can be printed."""

    def print_papers(self, paper: Paper, subjects: Sequence[str]) -> None:
        """Ask where to and print; the last target stands first, so that Enter takes it again."""
        if not subjects:
            self.say(_("There is nothing to print here."), "soon")
            return
        wanted = tuple(subjects)

        def known(found: tuple[tuple[Target, str], ...]) -> None:
            last = self.room.last_target
            ordered = sorted(found, key=lambda each: each[0] != last)
            targets = {str(place): target for place, (target, _name) in enumerate(ordered)}
            choices = [
                Choice(str(place), line(Piece(fit(name, NAME_CELLS), Tone.STRONG)), (name, initials(name)))
                for place, (_target, name) in enumerate(ordered)
            ]
            title = ngettext("Print {n} paper to", "Print {n} papers to", len(wanted)).format(n=len(wanted))
            self.pick(title, choices, lambda key: self._print(paper, wanted, targets[key]))

        self.read("targets", _targets, known)

    def _print(self, paper: Paper, subjects: tuple[str, ...], target: Target) -> None:
        from dispatch_tui.papers.printing import print_paper

        self.room.last_target = target
        self.say(_("printing…"), "muted")
        self.write("print", lambda desk: print_paper(desk, paper, subjects, target), self._printed)

    def _printed(self, printed: Printed) -> None:
        pages = ngettext("{n} page", "{n} pages", printed.pages).format(n=printed.pages)
        words = _("{pages} to {target}").format(pages=pages, target=printed.target)
        again = sum(nth > 1 for nth in printed.nth.values())
        if again:
            words += _("; {n} marked as reprint").format(n=again)
        self.say(words, "soon" if printed.missing else "good")
        answers = [Answer(str(path)) for path in printed.files]
        if printed.missing:
            signs = " ".join(printed.missing)
            answers.append(
                Answer(_("~ The font lacks {signs}; they stand as □.").format(signs=signs), "soon")
            )
        self.answers.show(answers)
        self.printed()

    def printed(self) -> None:
        """Read again how often the papers were printed."""


def _targets(desk: Desk) -> tuple[tuple[Target, str], ...]:
    from dispatch_tui.papers.delivering import targets

    return targets(desk)
