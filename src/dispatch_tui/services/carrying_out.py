"""Carries out one action on many slips in one transaction and tells the truth about each (rows B-14, T12).

The preview and the write call the same ``plan`` of an action; what is refused does not stop the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from dispatch_tui.domain.orders import Order
from dispatch_tui.domain.rules import Finding, Level, Outcome, Result, worst
from dispatch_tui.errors import Conflict
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services import roles
from dispatch_tui.services.slip_facts import load_of, pauses_of

if TYPE_CHECKING:
    from dispatch_tui.domain.pauses import Pause
    from dispatch_tui.domain.placing import Load, Placer
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.storage.reading import Reader
    from dispatch_tui.storage.records import Event
    from dispatch_tui.storage.writing import Writer

Target = tuple[int, int | None]
"""A slip by id, and the version in which the operator saw it (None: whatever it is now)."""


@dataclass(slots=True)
class Work:
    """What the plan of an action may look at; one snapshot of the database."""

    desk: Desk
    reader: Reader
    now: datetime
    today: date
    at: datetime
    """The true time of the action in UTC: now, or earlier in a catch-up entry (补录)."""
    force: str = ""
    """The reason for which warnings are accepted; empty accepts none."""
    slips: Mapping[int, Order] = field(default_factory=dict)
    """Every slip of the bulk as it stands before, by id, so that what belongs to them is read at once."""
    kept: dict[str, Any] = field(default_factory=dict)
    """What an action keeps from one slip to the next within one bulk, under names of its own."""
    _load: Load | None = None
    _placer: Placer | None = None

    @property
    def load(self) -> Load:
        """Slips of today by network point; the plan of a bulk action counts on in it."""
        if self._load is None:
            zone = self.desk.settings.branch.zone
            self._load = load_of(self.reader.tallies(), self.reader.sent_today(self.today, zone), self.today)
        return self._load

    @property
    def placer(self) -> Placer:
        """The branch's placer with the addresses learned so far; looked up once for a bulk action."""
        if self._placer is None:
            self._placer = self.desk.placer(self.reader)
        return self._placer

    def events(self, order: Order) -> list[Event]:
        """Return the slip's history, earliest first."""
        from dispatch_tui.storage.records import ORDER

        return self.reader.events(ORDER, order.id)

    def pauses(self, order: Order) -> list[Pause]:
        """Return the holds in the slip's history."""
        return pauses_of(self.events(order))


class SlipChange(Protocol):
    """One action on slips: how a slip looks after it, and what the rules say."""

    @property
    def action(self) -> str:
        """Code of the action in events and in the table of roles."""
        ...

    @property
    def reason(self) -> str:
        """Reason to be kept with the events."""
        ...

    def plan(self, order: Order, work: Work) -> tuple[Order, list[Finding]]:
        """Return the slip as it would be, and the findings; what is blocked is returned unchanged."""
        ...

    def finish(self, changed: Sequence[tuple[Order, Order]], work: Work, writer: Writer) -> None:
        """Store what goes with the changed slips (before and after), in the same transaction.

        ``work`` is the one that the plans were made with. Called once, only when something was changed.
        """
        ...


@runtime_checkable
class Merging(Protocol):
    """An action that can be put together with what somebody else changed since the operator saw the slip."""

    def seen_in(self, version: int) -> SlipChange:
        """Return the action of an operator who saw the slip in this version."""
        ...


class PlainChange:
    """An action that stores nothing besides the slips themselves."""

    __slots__ = ()

    def finish(self, changed: Sequence[tuple[Order, Order]], work: Work, writer: Writer) -> None:
        """Store nothing more."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What an action would do to one slip."""

    before: Order
    after: Order
    findings: tuple[Finding, ...] = ()

    @property
    def level(self) -> Level:
        """The highest level found."""
        return worst(self.findings)

    def goes(self, force: str) -> bool:
        """Tell whether it would be done, given the reason for which warnings are accepted (or an empty one)."""
        return self.level < Level.WARN or (self.level is Level.WARN and bool(force.strip()))


@dataclass(slots=True)
class Prospect:
    """What an action would do to all its slips."""

    planned: list[Planned] = field(default_factory=list)
    missing: list[Result] = field(default_factory=list)
    """Slips that can't even be looked at: unknown, or changed by somebody else."""
    load_before: Mapping[str, int] = field(default_factory=dict)
    load_after: Mapping[str, int] = field(default_factory=dict)
    """Slips of today by network point, for the points where it changes."""

    def results(self, force: str) -> list[Result]:
        """Return what would be said about each slip."""
        return self.missing + [result_of(planned, force) for planned in self.planned]


def result_of(planned: Planned, force: str) -> Result:
    """Return the line about one slip: done or refused, with everything that the rules say."""
    goes = planned.goes(force)
    shown = [finding for finding in planned.findings if finding.level > Level.OK]
    shown.sort(key=lambda finding: -finding.level)
    message = " ".join(finding.text for finding in shown)
    if not goes and planned.level is Level.WARN:
        message = _("{message} Give a reason to do it all the same (force=…).").format(message=message)
    code = shown[0].code if shown else "done"
    return Result(planned.before.no, goes, planned.level, code, message)


def work_at(desk: Desk, reader: Reader, at: datetime | None = None, force: str = "") -> Work:
    """Return the surroundings of a plan in a reader's snapshot; ``at`` is the true time of a catch-up entry."""
    now = desk.now()
    return Work(desk, reader, now, desk.settings.today(now), at or now, force)


def look_ahead(
    desk: Desk, change: SlipChange, targets: Sequence[Target], force: str = "", *, at: datetime | None = None
) -> Prospect:
    """Return what the action would do, without doing anything; the operator's role is checked too."""
    roles.require(desk, change.action)
    with desk.store.read() as reader:
        return _prospect(work_at(desk, reader, at, force), change, targets, force)


def _prospect(work: Work, change: SlipChange, targets: Sequence[Target], force: str) -> Prospect:
    found = Prospect()
    orders = {order.id: order for order in work.reader.orders([id_ for id_, _version in targets])}
    work.slips = orders
    seen: set[int] = set()
    before: dict[str, int] = {}
    moved = False
    merging = change if isinstance(change, Merging) else None
    for id_, version in targets:
        if id_ in seen:
            continue
        seen.add(id_)
        order = orders.get(id_)
        if order is None:
            text = _("There is no such slip.")
            found.missing.append(Result(str(id_), False, Level.BLOCK, "not-found", text))
        elif version is not None and version != order.version and merging is None:
            found.missing.append(conflict_result(work, order))
        else:
            mine = merging.seen_in(version) if merging is not None and version is not None else change
            after, findings = mine.plan(order, work)
            planned = Planned(order, after, tuple(findings))
            if not planned.goes(force):
                planned = replace(planned, after=order)
            elif after.point != order.point:
                if not moved:
                    before, moved = dict(work.load.points), True
                _count(work, planned)
            found.planned.append(planned)
    if moved:
        after_all = work.load.points
        touched = {point for point, used in after_all.items() if before.get(point, 0) != used}
        found.load_before = {point: before.get(point, 0) for point in touched}
        found.load_after = {point: after_all[point] for point in touched}
    return found


def _count(work: Work, planned: Planned) -> None:
    """Count a slip that moves from one network point to another, so that the next slip sees the new load."""
    for point, step in ((planned.before.point, -1), (planned.after.point, 1)):
        if point and planned.before.pending and planned.before.day <= work.today:
            work.load.add(point, planned.before.kind, step)


def conflict_result(work: Work, order: Order) -> Result:
    """Return the line about a slip that somebody changed since the operator saw it: who, when and what."""
    events = work.events(order)
    return Result(order.no, False, Level.BLOCK, "conflict", told_conflict(work.desk, order, events))


def told_conflict(desk: Desk, order: Order, events: Sequence[Event]) -> str:
    """Return the sentence naming who changed the slip last, when and how."""
    if not events:
        return _("{no} was changed in the meantime; look at it again.").format(no=order.no)
    last = events[-1]
    return _("{no} was changed by {who} at {time} ({action}); look at it again.").format(
        no=order.no,
        who=desk.operator_name(last.actor),
        time=desk.settings.local(last.entered_at).strftime("%H:%M:%S"),
        action=roles.action_word(last.action),
    )


def carry_out(
    desk: Desk,
    change: SlipChange,
    targets: Sequence[Target],
    force: str = "",
    *,
    at: datetime | None = None,
    command_id: str | None = None,
    extra: Iterable[Result] = (),
    undoes: str = "",
) -> Outcome:
    """Carry out the action on every slip that the rules allow, as one event group; list the rest.

    ``force`` is the reason for which warnings are accepted; it is kept with the events. ``at`` is the true time of a
    catch-up entry, refused by BadInput when it lies in the future. ``extra`` are lines about things that were refused
    before (numbers that don't exist). ``undoes`` is the event group that is taken back by it. Raises NotAllowed when
    the role does not suffice.
    """
    roles.require(desk, change.action)
    reason = "; ".join(part.strip() for part in (change.reason, force) if part.strip())
    results = list(extra)
    if not targets:
        return Outcome(tuple(results))
    act = desk.act(change.action, at=at, reason=reason, undoes=undoes, command_id=command_id)

    def work(writer: Writer) -> list[Result]:
        surroundings = work_at(desk, writer, at, force)
        prospect = _prospect(surroundings, change, targets, force)
        return prospect.missing + _write(writer, change, prospect.planned, surroundings, force)

    results += desk.store.run(act, work)
    done = any(result.ok for result in results)
    return Outcome(tuple(results), act.command_id if done else "")


def _write(
    writer: Writer, change: SlipChange, planned: Sequence[Planned], work: Work, force: str
) -> list[Result]:
    going = [each for each in planned if each.goes(force)]
    stored = dict(
        zip(
            (each.before.id for each in going),
            writer.update_orders([(each.before, each.after) for each in going]),
            strict=True,
        )
    )
    results, changed = [], list[tuple[Order, Order]]()
    for each in planned:
        found = stored.get(each.before.id)
        if isinstance(found, Conflict):
            results.append(conflict_result(work, each.before))
            continue
        if found is not None:
            changed.append((each.before, found))
        results.append(result_of(each, force))
    if changed:
        change.finish(changed, work, writer)
    return results
