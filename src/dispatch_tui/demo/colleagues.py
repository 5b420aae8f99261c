"""The colleagues of the demonstration: what they do to slips, as commands of the command language."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from dispatch_tui.demo import vocabulary as words
from dispatch_tui.domain.filters import And, Condition, InStates, Not, Urgent
from dispatch_tui.domain.orders import PENDING_STATES, Order

if TYPE_CHECKING:
    from dispatch_tui.domain.rules import Outcome
    from dispatch_tui.services.desk import Desk

CHOICES = 400
"""A deed picks its slip among so many of the latest ones."""


class Colleagues:
    """People at the other desks; the same seed lets them do the same."""

    def __init__(self, desks: Sequence[Desk], seed: int) -> None:
        self._desks = desks
        self._random = random.Random(f"{seed} colleagues")  # noqa: S311 - sample deeds

    def someone(self) -> Desk:
        """Return the desk of one of them."""
        return self._random.choice(self._desks)

    def say(self, line: str) -> Outcome:
        """Let one of them give a command of the command language and confirm it."""
        from dispatch_tui.services.commands import parse, run

        desk = self.someone()
        return run(desk, parse(line, desk), confirmed=True)

    def act(self, deed: str) -> Outcome | None:
        """Let one of them do something to a slip that it fits; nothing when there is none."""
        condition: Condition = InStates(PENDING_STATES)
        if deed == "urgent":
            condition = And((condition, Not(Urgent())))
        slip = self._pick(condition)
        if slip is not None:
            return self.say(self._line(deed, slip))
        return None

    def _pick(self, condition: Condition) -> Order | None:
        from dispatch_tui.storage.records import Sort

        desk = self._desks[0]
        with desk.store.read() as reader:
            ids = reader.find_ids(condition, now=desk.now(), sort=Sort.NEWEST, limit=CHOICES)
            return reader.order(self._random.choice(ids)) if ids else None

    def _line(self, deed: str, slip: Order) -> str:
        chance = self._random
        desk = self._desks[0]
        calendar = desk.settings.calendar
        day = calendar.next_working_day(desk.today() + timedelta(days=chance.randrange(2)))
        match deed:
            case "hold":
                return f"hold {slip.no} until {day:%m-%d} {chance.choice(words.HOLD_REASONS)}"
            case "cancel":
                return f"cancel {slip.no} {chance.choice(words.CANCEL_REASONS)} by=客户"
            case "reappoint":
                hour = chance.choice((9, 10, 13, 14, 15))
                reason = chance.choice(words.REAPPOINT_REASONS)
                return f"reappoint {slip.no} {day:%m-%d} {hour}:00-{hour + 2}:00 {reason}"
            case "place":
                point = self._other_point(slip)
                if point is None:
                    return f"place {slip.no} auto"
                return f"place {slip.no} {point} {chance.choice(words.PLACE_REASONS)} force=负荷调剂"
            case "correct":
                return f"correct {slip.no} phone=13800{chance.randrange(1000000):06d} reason=客户来电更正"
            case "urgent":
                until = (desk.settings.local(desk.now()) + timedelta(hours=3)).strftime("%H:%M")
                return f"urgent {slip.no} {until} {chance.choice(words.URGENT_REMARKS)}"
        return f"note {slip.no} {chance.choice(words.NOTES)}"

    def _other_point(self, slip: Order) -> str | None:
        """Return another network point that can do the slip, one nearby if there is any."""
        points = [
            point
            for point in self._desks[0].settings.points
            if point.active and point.code != slip.point and slip.kind in point.kinds
        ]
        near = [point for point in points if any(c.division[:6] == slip.district for c in point.covers)]
        return self._random.choice(near or points).code if points else None
