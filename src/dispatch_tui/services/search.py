"""Finding slips by number, telephone, name, address, initials and filters."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from dispatch_tui.domain.filters import Condition, Everything, InStates
from dispatch_tui.domain.orders import BEFORE_DONE
from dispatch_tui.domain.text import fold
from dispatch_tui.services.slip_lists import with_text

if TYPE_CHECKING:
    from dispatch_tui.domain.orders import Order
    from dispatch_tui.services.desk import Desk

MOST = 200
"""So many slips are found by text over the whole history when nothing else is said."""
MOST_COUNTED = 1_000_000
"""So many slips are counted when the first of them are told on the command line."""


def search(
    desk: Desk, text: str = "", condition: Condition | None = None, *, sort: str = "", limit: int = MOST
) -> array[int]:
    """Return the ids of slips that contain every word of the text and fulfil the condition.

    Text alone looks through the whole history by index, newest first; words of one character alone look through the
    slips that are not done. A condition alone, or both, gives the slips in the order ``sort`` (a value of
    ``storage.records.Sort``; worst first by default).
    """
    from dispatch_tui.storage.records import Sort

    text = fold(text).strip()
    now = desk.now()
    with desk.store.read() as reader:
        if condition is None or isinstance(condition, Everything):
            sort = sort or Sort.NEWEST
            if not text:
                return reader.find_ids(Everything(), now=now, sort=Sort(sort), limit=limit)
            if any(len(word) > 1 for word in text.split()):
                return reader.search_ids(text, now, limit)
            condition = InStates(BEFORE_DONE)  # single characters, like a surname, have no index
        return reader.find_ids(
            with_text(condition, text), now=now, sort=Sort(sort or Sort.WORST_FIRST), limit=limit
        )


def orders(desk: Desk, ids: array[int] | list[int]) -> list[Order]:
    """Return slips by their ids, in their order."""
    with desk.store.read() as reader:
        return reader.orders(list(ids))


def found_lines(
    desk: Desk, text: str, condition: Condition | None, *, limit: int = 50
) -> tuple[list[dict[str, str]], int]:
    """Return the first slips found in a few words each, for the command line, and how many there are in all.

    Times are of the branch, ISO 8601.
    """
    lines = []
    found = search(desk, text, condition, limit=MOST_COUNTED)
    for order in orders(desk, found[:limit]):
        due = desk.settings.local(order.due_at).isoformat(timespec="minutes") if order.due_at else ""
        lines.append(
            {
                "order_no": order.no,
                "kind": order.kind.value,
                "customer": order.customer,
                "phone": order.phone,
                "address": order.address,
                "state": order.state.value,
                "point": order.point or "",
                "due_at": due,
            }
        )
    return lines, len(found)
