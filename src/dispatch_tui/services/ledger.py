"""The ledger (台帐) of slips sent per network point, day, kind and mode, with corrections as entries (row C-08)."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from dispatch_tui.domain.dispatches import Mode
from dispatch_tui.domain.feedback_rules import listed
from dispatch_tui.domain.feedback_words import mode_word
from dispatch_tui.domain.ledger_entries import LedgerEntry
from dispatch_tui.domain.lifecycle import kind_word
from dispatch_tui.domain.orders import Kind
from dispatch_tui.domain.rules import Outcome, Result
from dispatch_tui.domain.text import clean, fold
from dispatch_tui.errors import BadInput, NotFound, Refused
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services import roles

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.storage.reading import Reader
    from dispatch_tui.storage.writing import Writer

_Key = TypeVar("_Key")
LONGEST_SPAN = 366
"""Days that a page may span at most."""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """What was sent to one network point on one day, of one kind and mode."""

    day: date
    point: str
    point_name: str
    kind: Kind
    mode: Mode
    sent: int
    """Slips as first entered."""
    corrected: int
    """Sum of the corrections; negative when slips were recalled."""
    entries: tuple[LedgerEntry, ...]
    """The entries behind the row, oldest first; corrections name the entry that they correct."""

    @property
    def net(self) -> int:
        """Slips that count."""
        return self.sent + self.corrected

    @property
    def order_nos(self) -> tuple[str, ...]:
        """The slips that count, by number."""
        return tuple(sorted(net_numbers(self.entries)))


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """The ledger of some days: a row for each day, network point, kind and mode."""

    first: date
    last: date
    rows: tuple[LedgerRow, ...]
    """By day, then network point in the settings' order, kind, normal before temporary."""

    @property
    def total(self) -> int:
        """Slips that count."""
        return sum(row.net for row in self.rows)

    @property
    def by_mode(self) -> Mapping[Mode, int]:
        """Slips that count, by mode."""
        return _summed((row.mode, row.net) for row in self.rows)

    @property
    def by_kind(self) -> Mapping[tuple[Kind, Mode], int]:
        """Slips that count, by kind and mode (row L-05)."""
        return _summed(((row.kind, row.mode), row.net) for row in self.rows)

    @property
    def by_day(self) -> Mapping[date, int]:
        """Slips that count, by day."""
        return _summed((row.day, row.net) for row in self.rows)

    @property
    def by_point(self) -> Mapping[str, int]:
        """Slips that count, by network point."""
        return _summed((row.point, row.net) for row in self.rows)


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One network point in the sum of a month."""

    point: str
    point_name: str
    counts: Mapping[tuple[Kind, Mode], int]
    corrected: int
    """Sum of the corrections of the month."""

    @property
    def total(self) -> int:
        """Slips that count."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class LedgerMonth:
    """The ledger of a month, summed by network point."""

    first: date
    last: date
    rows: tuple[MonthRow, ...]
    days: Mapping[date, int]
    """Slips by day; days on which nothing was sent are absent."""

    @property
    def total(self) -> int:
        """Slips that count."""
        return sum(row.total for row in self.rows)


def page(desk: Desk, first: date, last: date | None = None) -> LedgerPage:
    """Return the ledger from one day to another (both included); raises BadInput for an impossible span."""
    until = last or first
    if until < first:
        raise BadInput(_("The page ends before it begins."))
    if (until - first).days >= LONGEST_SPAN:
        raise BadInput(_("A page of the ledger spans at most {n} days.").format(n=LONGEST_SPAN))
    with desk.store.read() as reader:
        return LedgerPage(first, until, tuple(rows_of(desk, reader, first, until)))


def monthly(desk: Desk, year: int, month: int) -> LedgerMonth:
    """Return the ledger of a month, summed by network point; an empty month is a zero report, not a failure."""
    if not (1 <= month <= 12 and 1900 <= year <= 9998):
        raise BadInput(_("There is no month {month} of {year}.").format(month=month, year=year))
    found = page(desk, date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
    points: dict[str, list[LedgerRow]] = {}
    for row in found.rows:
        points.setdefault(row.point, []).append(row)
    place = _places(desk)
    rows = tuple(
        MonthRow(
            code, desk.point_name(code), _summed(((row.kind, row.mode), row.net) for row in mine),
            sum(row.corrected for row in mine),
        )
        for code, mine in sorted(points.items(), key=lambda item: place(item[0]))
    )  # fmt: skip
    return LedgerMonth(found.first, found.last, rows, found.by_day)


def rows_of(desk: Desk, reader: Reader, first: date, last: date) -> list[LedgerRow]:
    """Return the rows of a span of days in a reader's snapshot."""
    found: dict[tuple[date, str, Kind, Mode], list[LedgerEntry]] = {}
    for entry in reader.papers(LedgerEntry, day_from=first, day_to=last):
        found.setdefault((entry.day, entry.point, entry.kind, entry.mode), []).append(entry)
    kinds, place = list(Kind), _places(desk)
    ordered = sorted(
        found,
        key=lambda each: (each[0], place(each[1]), kinds.index(each[2]), each[3] is Mode.TEMPORARY),
    )
    return [
        LedgerRow(
            *key[:2], desk.point_name(key[1]), *key[2:],
            sum(entry.count for entry in found[key] if not is_correction(entry)),
            sum(entry.count for entry in found[key] if is_correction(entry)),
            tuple(found[key]),
        )
        for key in ordered
    ]  # fmt: skip


def correct(
    desk: Desk,
    entry_id: int,
    removed: Sequence[str] = (),
    added: Sequence[str] = (),
    reason: str = "",
    *,
    command_id: str | None = None,
) -> Outcome:
    """Correct an entry by further entries: slips that it should not count, and slips that it lacks (row C-08).

    The old entry stays as it is. Raises BadInput without a reason or slips, NotFound for an unknown entry or number,
    Refused when a slip to be taken away does not count there, or one to be added does already.
    """
    return correct_all(desk, [(entry_id, removed, added)], reason, command_id=command_id)


def correct_all(
    desk: Desk,
    changes: Sequence[tuple[int, Sequence[str], Sequence[str]]],
    reason: str,
    *,
    command_id: str | None = None,
) -> Outcome:
    """Correct several entries as one event group, all or none; each is an entry's id, slips removed, slips added.

    Raises as ``correct`` does.
    """
    roles.require(desk, "ledger")
    wanted = [(entry_id, _numbers(removed), _numbers(added)) for entry_id, removed, added in changes]
    if not reason.strip():
        raise BadInput(_("An entry of the ledger is corrected only with a reason."), code="reason-missing")
    if not all(gone or new for _entry_id, gone, new in wanted):
        raise BadInput(_("Name the slips that are taken away or added."))

    def work(writer: Writer) -> Outcome:
        writer.take_turn()
        results = tuple(_corrected(desk, writer, *each, reason.strip()) for each in wanted)
        return Outcome(results, writer.group_id)

    return desk.store.run(desk.act("ledger", reason=reason.strip(), command_id=command_id), work)


def _corrected(
    desk: Desk, writer: Writer, entry_id: int, gone: Sequence[str], new: Sequence[str], reason: str
) -> Result:
    entry = writer.paper(LedgerEntry, entry_id)
    if entry is None:
        raise NotFound(_("There is no such entry of the ledger."))
    base = entry
    if entry.correction_of is not None:
        base = writer.paper(LedgerEntry, entry.correction_of) or entry
    same = writer.papers(LedgerEntry, day=base.day, point=base.point, kind=base.kind, mode=base.mode)
    _guard(desk, writer, base, net_numbers(same), gone, new)
    now = desk.now()
    corrections = [
        LedgerEntry(
            writer.new_id(), base.day, base.point, base.kind, base.mode, sign * len(numbers), tuple(numbers), now,
            desk.operator, base.ref, base.id, reason,
        )
        for sign, numbers in ((-1, gone), (1, new))
        if numbers
    ]  # fmt: skip
    writer.insert_papers(corrections)
    told = _("The ledger of {what} is corrected: {change}.").format(
        what=entry_word(desk, base), change=", ".join(f"{each.count:+d}" for each in corrections)
    )
    return Result(entry_word(desk, base), True, message=told)


def is_correction(entry: LedgerEntry) -> bool:
    """Tell whether an entry corrects: it names another one, or takes slips away whose entry is not known."""
    return entry.correction_of is not None or entry.count < 0


def net_numbers(entries: Iterable[LedgerEntry]) -> set[str]:
    """Return the slips that count after all corrections."""
    net: dict[str, int] = {}
    for entry in entries:
        for no in entry.order_nos:
            net[no] = net.get(no, 0) + (1 if entry.count > 0 else -1)
    return {no for no, n in net.items() if n > 0}


def entry_word(desk: Desk, entry: LedgerEntry) -> str:
    """Return what an entry is about: day, network point, kind, mode."""
    return _("{day} {point}, {kind}, {mode}").format(
        day=f"{entry.day:%m-%d}", point=desk.point_name(entry.point), kind=kind_word(entry.kind),
        mode=mode_word(entry.mode),
    )  # fmt: skip


def _guard(
    desk: Desk, reader: Reader, base: LedgerEntry, counting: set[str], gone: Sequence[str], new: Sequence[str]
) -> None:
    what = entry_word(desk, base)
    strange = [no for no in gone if no not in counting]
    if strange:
        raise Refused(
            _("The ledger of {what} does not count {nos}.").format(what=what, nos=listed(strange)),
            code="not-counted",
        )
    twice = [no for no in new if no in counting]
    if twice:
        raise Refused(
            _("The ledger of {what} counts {nos} already.").format(what=what, nos=listed(twice)),
            code="counted",
        )
    known = reader.orders_by_no(new)
    unknown = [no for no in new if no not in known]
    if unknown:
        raise NotFound(_("No slip has the number {no}.").format(no=listed(unknown)))
    other = [no for no in new if known[no].kind is not base.kind]
    if other:
        raise Refused(
            _("{nos} is of another kind than the entry.").format(nos=listed(other)), code="line-kind"
        )


def _numbers(given: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(no for text in given if (no := clean(fold(text)))))


def _places(desk: Desk) -> Callable[[str], tuple[int, str]]:
    """Return a function that gives the place of a network point in the settings' order; unknown ones come last."""
    places = {point.code: place for place, point in enumerate(desk.settings.points)}
    return lambda code: (places.get(code, len(places)), code)


def _summed(pairs: Iterable[tuple[_Key, int]]) -> dict[_Key, int]:
    sums: dict[_Key, int] = {}
    for key, count in pairs:
        sums[key] = sums.get(key, 0) + count
    return sums
