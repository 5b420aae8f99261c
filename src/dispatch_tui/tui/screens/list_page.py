"""The table behind one tab or step of a screen: what it reads, its columns, and what Enter opens."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from typing import TYPE_CHECKING, Any, ClassVar

from dispatch_tui.tui.presentation.pieces import Line, Piece
from dispatch_tui.tui.screens.row_lists import ListColumn, RowList

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dispatch_tui.services.desk import Desk
    from dispatch_tui.tui.widgets.columns import Column


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What the rows of every step are shown with."""

    now: datetime = datetime(2000, 1, 1, tzinfo=UTC)
    zone: tzinfo = UTC
    today: date = date(2000, 1, 1)
    names: Mapping[str, str] = field(default_factory=dict)
    """Names of the network points by code."""
    soon_minutes: int = 60
    people: Mapping[str, str] = field(default_factory=dict)
    """Names of the operators by staff number."""

    def point(self, code: str | None) -> str:
        """Return the name of a network point, its code when it has none."""
        return self.names.get(code or "", code or "")


def page_facts(desk: Desk) -> PageFacts:
    """Return the facts of a desk at this moment."""
    settings = desk.settings
    return PageFacts(
        desk.now(),
        settings.branch.zone,
        desk.today(),
        {point.code: desk.name_of(point) for point in settings.points},
        settings.overdue.due_soon_minutes,
        {person.number: person.name for person in settings.operators},
    )


class ListPage:
    """One table of a screen with several; made once per screen, so that the cursor stays where it was."""

    COLUMNS: ClassVar[tuple[ListColumn, ...]] = ()
    KEYS: ClassVar[tuple[str, ...]] = ()
    """Names of the actions that work on this table's rows; they stand first among the hints."""

    def __init__(self) -> None:
        self.rows: RowList[Any] = RowList(self.cells)
        self.facts = PageFacts()
        self.cursor: Hashable = None
        """Key of the record under the cursor while another table is in view."""

    def columns(self) -> list[Column]:
        """Return the columns in the user's language."""
        return [column.shown() for column in self.COLUMNS]

    @property
    def empty(self) -> str:
        """Sentence shown when there are no rows."""
        return ""

    def cells(self, row: Any) -> dict[str, Piece]:
        """Return the cells of a row by column key."""
        return {}

    def below(self, row: Any, width: int) -> list[Line]:
        """Return what is said under the table about the row under the cursor."""
        return []

    def person(self, number: str) -> str:
        """Return the name of an operator."""
        return self.facts.people.get(number, number)

    def show(self, rows: Sequence[Any], facts: PageFacts) -> bool:
        """Take other rows; returns whether the same records stand in the same order."""
        before = [row.key for row in self.rows.records]
        self.facts = facts
        self.rows.show(rows)
        return bool(before) and [row.key for row in rows] == before
