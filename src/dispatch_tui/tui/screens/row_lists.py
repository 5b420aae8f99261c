"""Short lists behind a table: everything in memory, keyed by record."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from dispatch_tui.i18n import gettext as _
from dispatch_tui.tui.presentation.pieces import Piece
from dispatch_tui.tui.widgets.columns import CellText, Column


class Keyed(Protocol):
    """A record with a key that stays the same while the record changes."""

    @property
    def key(self) -> str:
        """The key."""
        ...


Record = TypeVar("Record", bound=Keyed)


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of a short list."""

    key: str
    title: str
    """Message id of the heading; translated when shown."""
    width: int
    importance: int = 5
    grow: int = 0
    right: bool = False

    def shown(self) -> Column:
        """Return the column with its heading in the user's language."""
        return Column(
            key=self.key,
            label=_(self.title),
            width=self.width,
            importance=self.importance,
            align="right" if self.right else "left",
            grow=self.grow,
        )


class RowList(Generic[Record]):
    """The rows of a table, made into cells when they are looked at."""

    def __init__(self, cells: Callable[[Record], Mapping[str, Piece]]) -> None:
        self._cells = cells
        self.records: list[Record] = []
        self._rows: dict[str, int] = {}

    def show(self, records: Sequence[Record]) -> None:
        """Take other records."""
        self.records = list(records)
        self._rows = {record.key: row for row, record in enumerate(self.records)}

    def get(self, key: Hashable) -> Record | None:
        """Return the record of a key."""
        row = self.row_of(key)
        return None if row is None else self.records[row]

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.records)

    def key_at(self, row: int) -> Hashable:
        """Return the key of a row."""
        return self.records[row].key

    def row_of(self, key: Hashable) -> int | None:
        """Return the row of a key."""
        return self._rows.get(key) if isinstance(key, str) else None

    def cells_at(self, row: int, columns: Sequence[str]) -> Sequence[CellText] | None:
        """Return the cells of a row."""
        made = self._cells(self.records[row])
        return [CellText(made[key].text, made[key].tone.value) for key in columns]

    def sign_at(self, row: int) -> CellText:
        """Return the sign before a row."""
        sign = self._cells(self.records[row]).get("sign")
        return CellText(" ") if sign is None else CellText(sign.text, sign.tone.value)

    def visible(self, first: int, last: int) -> None:
        """Everything is in memory."""
