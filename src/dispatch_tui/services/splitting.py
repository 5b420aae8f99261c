"""Splitting a slip into two and merging slips of one customer (拆单, 并单; row B-13); each keeps its history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dispatch_tui.domain import splitting
from dispatch_tui.domain.lifecycle import kind_word
from dispatch_tui.domain.orders import Kind, Order
from dispatch_tui.domain.rules import Finding, Level, Outcome, Result, worst
from dispatch_tui.errors import Conflict
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services import roles
from dispatch_tui.services.carrying_out import Planned, Target, Work, conflict_result, result_of, work_at
from dispatch_tui.services.consequences import followed, surfaced
from dispatch_tui.services.slip_facts import incomplete_of, slot_for, with_due

if TYPE_CHECKING:
    from datetime import datetime

    from dispatch_tui.services.desk import Desk
    from dispatch_tui.storage.reading import Reader
    from dispatch_tui.storage.writing import Writer

_MOST_PARTS = 99
"""Slips that may come of one slip by splitting it again and again."""


def split(
    desk: Desk,
    target: Target,
    remark: str = "",
    *,
    kind: Kind | None = None,
    reason: str = "",
    force: str = "",
    at: datetime | None = None,
    command_id: str | None = None,
) -> Outcome:
    """Split a part of a slip off as a slip of its own: same customer, number with the next suffix like ``-2``.

    ``remark`` says what the new slip is for; ``kind`` is its kind when it is another one. The new slip is received
    now (or ``at``), counts once for itself, and passes its own pre-review; the old one stays where it stands. Both are
    one event group. Raises NotAllowed.
    """
    roles.require(desk, "split")
    act = desk.act("split", at=at, reason=_joined(reason, force), command_id=command_id)

    def work(writer: Writer) -> list[Result]:
        surroundings = work_at(desk, writer, at)
        found = _split(surroundings, target, remark, kind)
        if isinstance(found, Result):
            return [found]
        planned, part = found
        if part is None or not planned.goes(force):
            return [result_of(planned, force)]
        part = replace(part, id=writer.new_id())
        kept = writer.update_orders([(planned.before, planned.after)])[0]
        if isinstance(kept, Conflict):
            return [Result(planned.before.no, False, Level.BLOCK, kept.code, str(kept))]
        writer.insert_orders([part])
        told = _("Slip {no} is split off {of}.").format(no=part.no, of=kept.no)
        return [result_of(planned, force), Result(part.no, True, Level.OK, "done", told)]

    results = desk.store.run(act, work)
    return Outcome(tuple(results), act.command_id if any(result.ok for result in results) else "")


def _split(
    work: Work, target: Target, remark: str, kind: Kind | None
) -> tuple[Planned, Order | None] | Result:
    """Return the old slip as it would be and the new one, or the line about a slip that can't be looked at."""
    order = _read(work, [target])[0]
    if isinstance(order, Result):
        return order
    findings = splitting.may_split(order, remark, kind)
    number = _part_number(work.reader, order)
    if not number:
        text = _("{no} has {n} parts already; enter a new slip.").format(no=order.no, n=_MOST_PARTS)
        findings.append(Finding(Level.BLOCK, "parts-many", text))
    if worst(findings) is Level.BLOCK:
        return Planned(order, order, tuple(findings)), None
    settings = work.desk.settings
    day = settings.today(work.at)
    part = splitting.part_of(order, number, kind or order.kind, remark, day, work.at)
    slot = slot_for(part.kind, work.at, day, work.desk.seasons(work.reader), settings)
    part = replace(part, slot=slot, entered_at=work.now, entered_by=work.desk.operator)
    part = surfaced(followed(replace(order, review={}), part, work), work)
    text = _("{no} split off: {remark}").format(no=number, remark=remark.strip() or kind_word(part.kind))
    return Planned(order, _noted(order, text, work), tuple(findings)), part


def _part_number(reader: Reader, order: Order) -> str:
    """Return the first free number with a suffix; parts of a part are parts of the first slip."""
    base = order.no
    if order.split_of and order.no.startswith(f"{order.split_of}-"):
        base = order.split_of
    numbers = [f"{base}-{place}" for place in range(2, _MOST_PARTS + 1)]
    used = reader.orders_by_no(numbers)
    return next((number for number in numbers if number not in used), "")


def merge(
    desk: Desk,
    targets: Sequence[Target],
    reason: str = "",
    *,
    force: str = "",
    at: datetime | None = None,
    command_id: str | None = None,
) -> Outcome:
    """Merge slips of one customer: the first stays and takes over what the others say, they are cancelled.

    Slips of different customers or kinds warn and are merged only with ``force``. What was sent has to be recalled
    first. The slips are one event group. Raises NotAllowed.
    """
    roles.require(desk, "merge")
    act = desk.act("merge", at=at, reason=_joined(reason, force), command_id=command_id)

    def work(writer: Writer) -> list[Result]:
        surroundings = work_at(desk, writer, at)
        kept, gone, results = _merge(surroundings, targets, reason, force)
        going = [each for each in gone if each.goes(force)]
        results += [result_of(each, force) for each in gone if not each.goes(force)]
        if kept is None or not going:
            return results
        stored = writer.update_orders([(each.before, each.after) for each in (kept, *going)])
        failed = next((each for each in stored if isinstance(each, Conflict)), None)
        if failed is not None:
            raise failed
        return [result_of(kept, force), *[result_of(each, force) for each in going], *results]

    results = desk.store.run(act, work)
    return Outcome(tuple(results), act.command_id if any(result.ok for result in results) else "")


def _merge(
    work: Work, targets: Sequence[Target], reason: str, force: str
) -> tuple[Planned | None, list[Planned], list[Result]]:
    """Return the slip that stays (None when it can't), the others, and lines about what can't be looked at."""
    found = _read(work, list({id_: (id_, version) for id_, version in targets}.values()))
    results = [each for each in found if isinstance(each, Result)]
    orders = [each for each in found if isinstance(each, Order)]
    if len(targets) < 2 or (found and isinstance(found[0], Result)) or len(orders) < 2:
        if not results:
            text = _("Name at least two slips to merge; the first one stays.")
            no = orders[0].no if orders else ""
            results.append(Result(no, False, Level.BLOCK, "one-slip", text))
        return None, [], results
    first, others = orders[0], orders[1:]
    findings = splitting.may_take_over(first, reason)
    if worst(findings) is Level.BLOCK:
        results.append(result_of(Planned(first, first, tuple(findings)), force))
        return None, [], results
    gone = []
    after = first
    for order in others:
        told = splitting.may_be_merged(order, first)
        planned = Planned(order, splitting.merged_into(order, first, reason), tuple(told))
        if planned.goes(force):
            after = _noted(splitting.taken_over(after, order), splitting.merged_words(order), work)
        else:
            planned = replace(planned, after=order)
        gone.append(planned)
    if after is not first:
        after = replace(with_due(after, work.desk, work.pauses(first)), incomplete=incomplete_of(after))
    return Planned(first, after, tuple(findings)), gone, results


def _read(work: Work, targets: Sequence[Target]) -> list[Order | Result]:
    """Return each slip, or the line that it does not exist or was changed by somebody else."""
    orders = {order.id: order for order in work.reader.orders([id_ for id_, _version in targets])}
    found: list[Order | Result] = []
    for id_, version in targets:
        order = orders.get(id_)
        if order is None:
            found.append(Result(str(id_), False, Level.BLOCK, "not-found", _("There is no such slip.")))
        elif version is not None and version != order.version:
            found.append(conflict_result(work, order))
        else:
            found.append(order)
    return found


def _noted(order: Order, text: str, work: Work) -> Order:
    """Return the slip with an entry in its remark: time, name, text."""
    stamp = work.desk.settings.local(work.at).strftime("%m-%d %H:%M")
    entry = f"{stamp} {work.desk.operator_name()}: {text}"
    return replace(order, remark=f"{order.remark}\n{entry}".strip("\n"))


def _joined(*parts: str) -> str:
    return "; ".join(part.strip() for part in parts if part.strip())
