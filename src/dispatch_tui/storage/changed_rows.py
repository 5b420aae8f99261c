"""The columns that a change of a slip touches, without making the whole row twice."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from dispatch_tui.domain.filters import haystack
from dispatch_tui.domain.orders import PENDING_STATES, Order
from dispatch_tui.storage.codec import (
    DAYS,
    INSTANTS,
    TEXT_FIELDS,
    addenda_text,
    cell_number,
    json_text,
    micros,
    refuse_unstorable,
    trailing_digits,
)

_CELL: Final = frozenset({"point", "day", "kind", "slot"})
"""Fields by which the board groups slips."""


def _code(value: Any) -> Any:
    return value.value


_KEPT: Final[Mapping[str, Callable[[Any], Any]]] = {
    **dict.fromkeys(INSTANTS, micros),
    **{name: lambda day: day.isoformat() for name in DAYS},
    **dict.fromkeys(("kind", "state", "area", "state_before_hold"), _code),
    **dict.fromkeys(("placement", "extras", "review"), json_text),
    **dict.fromkeys(("urgent", "pinned", "signed"), int),
    "addenda": addenda_text,
    "incomplete": " ".join,
}
"""How a column keeps a field that is not None; fields that are not here are kept as they are."""


def changed_columns(before: Order, after: Order, names: Collection[str]) -> dict[str, Any]:
    """Return the columns of ``orders`` that the change of the named fields touches, with their new values.

    The columns worked out from those fields are among them; the version is not. Raises BadInput when a text holds what
    no database can keep.
    """
    columns: dict[str, Any] = {}
    texts = ""
    for name in names:
        value = getattr(after, name)
        if value is None:
            columns[name] = "" if name == "point" else None
            continue
        keep = _KEPT.get(name)
        kept = columns[name] = value if keep is None else keep(value)
        if isinstance(kept, str):
            texts += kept
    if "state" in columns and (before.state in PENDING_STATES) is not (after.state in PENDING_STATES):
        columns["pending"] = int(after.state in PENDING_STATES)
    if not _CELL.isdisjoint(columns):
        columns["cell"] = cell_number(
            after.point or "", after.day.isoformat(), after.kind._value_, after.slot
        )
    if "no" in columns:
        columns["no_digits"] = trailing_digits(after.no)
    if "category" in columns:
        columns["category_folded"] = after.category.casefold()
    if not TEXT_FIELDS.isdisjoint(columns):
        folded = haystack(after)
        if folded != haystack(before):
            columns["folded"] = folded
    refuse_unstorable(after.no, columns.values(), texts)
    return columns
