"""What taking back an action would do, record by record; everything looked at in one snapshot.

Slips and records of dispatching get the values from before the action. What was changed since is left alone, together
with what belongs to it: a slip goes with its dispatch and its line on the feedback sheet. Records that the action
made stay as history: a line of a feedback sheet is struck out, a slip split off is cancelled, the rest keeps counting.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dispatch_tui.domain.day_runs import DayRun
from dispatch_tui.domain.dispatches import Dispatch, FlowCard
from dispatch_tui.domain.feedback import FeedbackLine, FeedbackSheet, LineState, SheetState
from dispatch_tui.domain.lifecycle import cancelled
from dispatch_tui.domain.orders import Order, PlainJson, State
from dispatch_tui.domain.rules import Level, Result
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services import roles

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.storage.reading import Reader
    from dispatch_tui.storage.records import Event, EventGroup

_WHOLE = frozenset({"split", "merge"})
"""Actions whose slips belong together: they are taken back all or not at all."""
_RUNNING = 50_000
"""Up to so many events after an action, one look at all of them is faster than one at each record."""
_FEW = 20


@dataclass(slots=True)
class Restoration:
    """What taking back an action would do."""

    group: EventGroup
    pairs: list[tuple[Order, Order]] = field(default_factory=list)
    """Slips as they are, and as they would be."""
    left: list[Result] = field(default_factory=list)
    """What is left alone, and why."""
    aliases: list[tuple[str, dict[str, PlainJson]]] = field(default_factory=list)
    """Learned addresses with the meaning they had before."""
    papers: list[tuple[Any, Any]] = field(default_factory=list)
    """Records of dispatching as they are, and as they would be."""
    named: list[str] = field(default_factory=list)
    """What the records are called that stand for themselves: sheets, cards, dispatches whose slip did not change."""
    recall: bool = False
    """The action was a sending: its slips are recalled."""
    needs: str = ""
    """What is missing before it can be done, one sentence; empty when nothing is."""

    @property
    def results(self) -> tuple[Result, ...]:
        """What would be said: each thing that would be taken back, then what is left alone."""
        names = [before.no for before, _after in self.pairs] + self.named
        return (*(Result(name, True) for name in names), *self.left)


class _Looking:
    """One look at an action: what it touched and what happened to that since."""

    def __init__(self, desk: Desk, reader: Reader, group: EventGroup) -> None:
        self.desk = desk
        self.reader = reader
        self.group = group
        self.events: dict[tuple[str, int], list[Event]] = {}
        for event in reader.group_events(group):
            if event.group == group.id:
                self.events.setdefault((event.entity, event.entity_id), []).append(event)
        self._touched: set[tuple[str, int]] | None = None
        if len(self.events) > _FEW and reader.head()[0] - group.seq_last <= _RUNNING:
            self._touched = set(reader.touched_since(group.seq_last))
        self._groups: dict[str, EventGroup | None] = {}

    def of(self, entity: str) -> dict[int, list[Event]]:
        """Return the action's events of one kind of record by id."""
        return {id_: events for (name, id_), events in self.events.items() if name == entity}

    def changed_since(self, entity: str, id_: int) -> Event | None:
        """Return the last change of a record after the action, leaving out what was taken back again since."""
        if self._touched is not None and (entity, id_) not in self._touched:
            return None
        later = [event for event in self.reader.events(entity, id_) if event.seq > self.group.seq_last]
        if not later:
            return None
        for event in later:
            if event.group not in self._groups:
                self._groups[event.group] = self.reader.group(event.group)
        neutral = _cancelled_out(
            [group for event in later if (group := self._groups[event.group]) is not None]
        )
        left = [event for event in later if event.group not in neutral]
        return left[-1] if left else None

    def left(self, name: str, since: Event) -> Result:
        """Return the line about something that was changed since: by whom, when and how."""
        text = _("{no} is left alone: {who} changed it at {time} ({action}).").format(
            no=name,
            who=self.desk.operator_name(since.actor),
            time=self.desk.settings.local(since.entered_at).strftime("%m-%d %H:%M"),
            action=roles.action_word(since.action),
        )
        return Result(name, False, Level.BLOCK, "changed-since", text)


def restoration(desk: Desk, reader: Reader, group: EventGroup) -> Restoration:
    """Return what taking back the action would do."""
    from dispatch_tui.storage.records import ALIAS, ORDER

    found, looking = Restoration(group), _Looking(desk, reader, group)
    orders = {order.id: order for order in reader.orders(list(looking.of(ORDER)))}
    papers = _papers(looking)
    stays = _slips_that_stay(looking, orders, papers, found)
    for order in orders.values():
        if order.id not in stays:
            _slip(looking, order, found)
    for record in papers:
        if slip_of(record) not in stays:
            _paper(looking, record, orders, found)
    # Struck out first: a number stands on a sheet only once.
    found.papers.sort(key=lambda pair: getattr(pair[1], "state", None) is not LineState.STRUCK)
    for id_, events in looking.of(ALIAS).items():
        found.aliases += [pair for event in events for pair in _alias(reader, id_, event)]
    if not found.pairs and not found.papers and not found.aliases and not found.left:
        text = _("Nothing of it can be put back.")
        found.left.append(Result("", False, Level.NOTE, "no-change", text))
    return found


def _papers(looking: _Looking) -> list[Any]:
    """Return the records of dispatching that the action changed, as they are now."""
    from dispatch_tui.storage.records import PAPERS
    from dispatch_tui.storage.shelves import shelf_of_entity

    found: list[Any] = []
    for entity in sorted(PAPERS):
        ids, shelf = list(looking.of(entity)), shelf_of_entity(entity)
        if ids and shelf is not None:
            found += looking.reader.papers(shelf.record, id=ids)
    return found


def _slips_that_stay(
    looking: _Looking, orders: dict[int, Order], papers: Sequence[Any], found: Restoration
) -> set[int | None]:
    """Return the ids of slips that are left alone because they, or what belongs to them, were changed since."""
    from dispatch_tui.storage.records import ORDER

    stays: dict[int, tuple[str, Event]] = {}
    for order in orders.values():
        since = looking.changed_since(ORDER, order.id)
        if since is not None:
            stays[order.id] = (order.no, since)
    for record in papers:
        slip = slip_of(record)
        if slip is None or slip in stays:
            continue
        since = looking.changed_since(_entity(record), record.id)
        if since is not None:
            stays[slip] = (record.order_no, since)
    found.left += [looking.left(no, since) for no, since in stays.values()]
    kept: set[int | None] = set(stays)
    if stays and looking.group.action in _WHOLE:
        for order in orders.values():
            if order.id not in stays:
                text = _("{no} is left alone: it belongs to {other}, which was changed since.").format(
                    no=order.no, other=next(iter(stays.values()))[0]
                )
                found.left.append(Result(order.no, False, Level.BLOCK, "changed-since", text))
        kept |= set(orders)
    return kept


def _slip(looking: _Looking, order: Order, found: Restoration) -> None:
    """Put back one slip; one that the action made is cancelled."""
    from dispatch_tui.storage.codec import with_fields
    from dispatch_tui.storage.records import ORDER

    events = looking.events[ORDER, order.id]
    if any(event.before is None for event in events):
        restored = order
        if order.state is not State.CANCELLED:
            restored = cancelled(order, _("taken back"), looking.desk.operator_name())
    else:
        restored = with_fields(order, _before(events))
    if restored == order:
        text = _("{no} is so already.").format(no=order.no)
        found.left.append(Result(order.no, False, Level.NOTE, "no-change", text))
    else:
        found.pairs.append((order, restored))


def _paper(looking: _Looking, record: Any, orders: dict[int, Order], found: Restoration) -> None:
    """Put back one record of dispatching; those that belong to a slip were looked at with it."""
    from dispatch_tui.storage.shelves import shelf

    events = looking.events[_entity(record), record.id]
    restored = shelf(type(record)).with_fields(record, _before(events))
    if isinstance(record, FeedbackLine) and events[0].before is None:
        restored = record.taken_back()
    if restored == record:
        return
    slip = slip_of(record)
    name = _name(looking.desk, record)
    since = looking.changed_since(_entity(record), record.id) if slip is None else None
    # A sheet that came along with its lines is no matter of its own.
    beside = isinstance(record, FeedbackSheet) and looking.group.action == "sheet_line"
    if since is not None:
        if not beside:
            found.left.append(looking.left(name, since))
        return
    why = _why_not(looking, record, restored, found)
    if why:
        if not beside:
            found.left.append(Result(name, False, Level.BLOCK, "changed-since", why))
        return
    found.papers.append((record, restored))
    if slip not in orders and not beside and name not in found.named:
        found.named.append(name)


def _why_not(looking: _Looking, record: Any, restored: Any, found: Restoration) -> str:
    """Return what stands in the way although the record itself was not changed since."""
    reader = looking.reader
    if isinstance(record, FeedbackSheet) and restored.state is SheetState.EXPECTED:
        mine = {before.id for before, _after in found.papers if isinstance(before, FeedbackLine)}
        mine |= {id_ for (_entity_name, id_) in looking.events}
        for line in reader.papers(FeedbackLine, sheet_id=record.id):
            if line.typed_at is not None and line.state is not LineState.STRUCK and line.id not in mine:
                return _("{name} is left alone: other lines were typed from it.").format(
                    name=_name(looking.desk, record)
                )
    stands = isinstance(record, FeedbackLine) and record.state is LineState.STRUCK
    if stands and restored.state is not LineState.STRUCK:
        going = {before.id for before, after in found.papers if _struck(after)}
        going |= {id_ for (_e, id_), events in looking.events.items() if events[0].before is None}
        for line in reader.papers(FeedbackLine, sheet_id=record.sheet_id, order_no=record.order_no):
            if line.state is not LineState.STRUCK and line.id not in going:
                return _("{no} is left alone: another line stands for it now.").format(no=record.order_no)
    return ""


def _struck(record: Any) -> bool:
    return isinstance(record, FeedbackLine) and record.state is LineState.STRUCK


def _before(events: Iterable[Event]) -> dict[str, PlainJson]:
    """Return the values from before the first of the events."""
    values: dict[str, PlainJson] = {}
    for event in reversed(list(events)):
        values.update(event.before or {})
    return values


def _entity(record: Any) -> str:
    from dispatch_tui.storage.shelves import shelf

    return shelf(type(record)).entity


def slip_of(record: Any) -> int | None:
    """Return the id of the slip that a record belongs to, None when it stands for itself."""
    return record.order_id if isinstance(record, Dispatch | FeedbackLine) else None


def _name(desk: Desk, record: Any) -> str:
    """Return what people call a record."""
    if isinstance(record, Dispatch | FeedbackLine):
        return record.order_no
    if isinstance(record, FeedbackSheet):
        from dispatch_tui.services.feedback import title

        return title(desk, record)
    if isinstance(record, FlowCard):
        return record.no
    if isinstance(record, DayRun):
        from dispatch_tui.services.day_runs import run_word

        return run_word(record.kind, record.day)
    return str(record.id)


def _cancelled_out(groups: Sequence[EventGroup]) -> set[str]:
    """Return the ids of actions and undos that cancel each other out."""
    ids = {group.id for group in groups}
    neutral: set[str] = set()
    for group in groups:
        if group.undone_by in ids and group.undone_by:
            neutral |= {group.id, group.undone_by}
    return neutral


def _alias(reader: Reader, id_: int, event: Event) -> list[tuple[str, dict[str, PlainJson]]]:
    """Return the learned address with the meaning it had before, unless it was taught anew since."""
    alias = next((row for row in reader.alias_rows() if row.id == id_), None)
    if alias is None or dict(alias.meaning) != event.after.get("meaning"):
        return []
    before = (event.before or {}).get("meaning")
    return [(alias.text, dict(before) if isinstance(before, dict) else {})]


def unchanged_slips(desk: Desk, reader: Reader, group: EventGroup) -> tuple[list[Order], list[Result]]:
    """Return the slips of an action that are as it left them, and lines about those that were changed since."""
    from dispatch_tui.storage.records import ORDER

    looking = _Looking(desk, reader, group)
    same, left = [], []
    for order in reader.orders(list(looking.of(ORDER))):
        since = looking.changed_since(ORDER, order.id)
        if since is None:
            same.append(order)
        else:
            left.append(looking.left(order.no, since))
    return same, left
