"""The head of every screen: branch, date, clock, season, what comes next, alerts, operator.

One line below 120 columns, two from there on.
"""

from __future__ import annotations

from datetime import datetime

from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import ngettext
from dispatch_tui.tui.header_facts import HeaderFacts
from dispatch_tui.tui.text import cells, cut, plain
from dispatch_tui.tui.widgets.line_widget import LineWidget, Part, compose_line

WIDE_COLUMNS = 120
"""From this width on the header has two lines."""
SOON_MINUTES = 15
"""A hand-over so many minutes away, or less, is shown as near."""


def weekday(now: datetime) -> str:
    """Return the short name of the day of the week."""
    names = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    return names[now.weekday()]


def minutes_text(minutes: int) -> str:
    """Return a countdown: ``12m`` or ``1:25``."""
    if minutes < 60:
        return _("{m}m").format(m=minutes)
    return f"{minutes // 60}:{minutes % 60:02d}"


class Header(LineWidget):
    """The head of a screen."""

    DEFAULT_CSS = "Header { height: 1; dock: top; }"
    GROUND = "head"

    def __init__(self) -> None:
        super().__init__(id="header")
        self.facts = HeaderFacts()
        self.title_text = ""
        """Name of the screen with its number."""
        self.banner = ""
        """Shown instead of the first line when the board is not the present one."""
        self.seconds = True
        """Whether a wide header shows seconds; not while text is typed, so that nothing moves then."""

    def show(self, facts: HeaderFacts) -> None:
        """Show other facts."""
        self.facts = facts
        self.update_lines()

    def parts(self, width: int) -> list[list[Part]]:
        """Return one line, or two on a wide terminal."""
        if width >= WIDE_COLUMNS:
            return [self._first(width), self._second(width)]
        return [self._narrow(width)]

    def _clock(self, seconds: bool) -> str:
        now = self.facts.now
        if now is None:
            return ""
        return now.strftime("%H:%M:%S" if seconds else "%H:%M")

    def _date(self) -> str:
        now = self.facts.now
        return "" if now is None else f"{now:%m-%d} {weekday(now)}"

    def _alerts(self) -> list[Part]:
        count = self.facts.alerts
        if not count:
            return []
        return [
            Part(" " + ngettext("! {n} alert", "! {n} alerts", count).format(n=count) + " ", "alarm"),
            Part(" "),
        ]

    def _coming(self, short: bool) -> list[Part]:
        facts = self.facts
        parts: list[Part] = []
        if facts.install_minutes is not None:
            parts += self._next(_("inst."), facts.install_slot, facts.install_minutes, short)
        if facts.repair_minutes is not None:
            parts += self._next(_("rep."), facts.repair_slot, facts.repair_minutes, short)
        if facts.plan_minutes is not None and facts.plan_minutes >= 0:
            parts += self._next(_("plan"), facts.plan_time, facts.plan_minutes, short)
        if facts.late_slots and not short:
            parts.append(Part(_("late: {slots}").format(slots=" ".join(facts.late_slots)), "overdue"))
        return parts

    def _next(self, word: str, slot: str, minutes: int, short: bool) -> list[Part]:
        near = minutes <= SOON_MINUTES
        sign = "~" if near else ""
        name = word if short else f"{word} {slot}"
        countdown = Part(sign + minutes_text(minutes), "soon" if near else "text")
        return [Part(f"{name} ", "muted"), countdown, Part(" " if short else "   ")]

    def _banner(self, width: int) -> list[Part]:
        text = " " + plain(self.banner)
        return [Part(cut(text, width) + " " * max(0, width - cells(text)), "banner")]

    def _narrow(self, width: int) -> list[Part]:
        facts = self.facts
        if self.banner:
            return self._banner(width)
        right = [*self._alerts(), Part(cut(plain(facts.operator), 10) + " ", "text")]
        rest = [
            Part(f" {self._date()} ", "text"),
            Part(self._clock(False), "strong"),
            Part(f" {facts.season} ", "text"),
            *self._coming(short=True),
        ]
        room = width - 1 - sum(cells(plain(part.text)) for part in (*rest, *right))
        left = [Part(" " + cut(plain(facts.branch), max(6, room)), "strong"), *rest]
        return compose_line(left, right, width)

    def _first(self, width: int) -> list[Part]:
        facts = self.facts
        if self.banner:
            return self._banner(width)
        left = [
            Part(f" {plain(facts.branch)}", "strong"),
            Part(f"  {self._date()}  ", "text"),
            Part(self._clock(self.seconds), "strong"),
            Part(f"  {facts.season}", "text"),
        ]
        right = [*self._alerts(), Part(f"{plain(facts.operator)} ", "text")]
        return compose_line(left, right, width)

    def _second(self, width: int) -> list[Part]:
        return (
            compose_line([Part(" ")], [], width)
            if not self.facts.now
            else compose_line(
                [Part(f" {self.title_text}  ", "accent"), *self._coming(short=False)], [], width
            )
        )
