"""The hand-overs of a day: one row per slot that was due or per batch that came, and their chase log."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from dispatch_tui.domain.batches import Batch, BatchStatus, Chase, slot_subject
from dispatch_tui.domain.board import SlotHead, SlotStatus
from dispatch_tui.domain.filters import Condition, InBatch, Or
from dispatch_tui.domain.orders import Kind
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import ngettext
from dispatch_tui.tui.presentation.pieces import Line, Piece, Tone, line
from dispatch_tui.tui.presentation.times import clock_text, moment_text, span_text, whole_minutes
from dispatch_tui.tui.presentation.words import kind_word, slot_word, way_word

BUNDLE = 100
"""So many hand-overs stand in one "or"."""


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """One line of the day: a slot, or a hand-over outside the slots."""

    key: str
    """Subject of the chase log for a slot, ``batch:<id>`` for a further hand-over."""
    kind: Kind
    slot: str
    status: SlotStatus
    due_at: datetime | None = None
    batch: Batch | None = None
    chases: tuple[Chase, ...] = ()
    others: tuple[Batch, ...] = ()
    """Hand-overs outside the slots that share this line, in the order they came."""

    @property
    def missing(self) -> int:
        """Declared minus entered count."""
        return self.batch.missing if self.batch else 0

    @property
    def subject(self) -> str:
        """What the chase log calls the slot."""
        return self.key


def day_rows(
    day: date, heads: Iterable[SlotHead], batches: Sequence[Batch], chases: Sequence[Chase]
) -> list[HandoverRow]:
    """Put slots, hand-overs and chases of a day together.

    The slots come first in the order of the clock; one with several hand-overs has a line for each. After them come
    the hand-overs outside the slots: a line of its own for each that has a difference, one line per kind for the
    others, of which a day can have a hundred with one urgent slip each.
    """
    rows: list[HandoverRow] = []
    used: set[int] = set()
    for head in heads:
        subject = slot_subject(day, head.kind, head.slot)
        log = tuple(sorted((each for each in chases if each.subject == subject), key=lambda each: each.at))
        here = [each for each in batches if each.kind is head.kind and each.slot == head.slot]
        if not here:
            rows.append(HandoverRow(subject, head.kind, head.slot, head.status, head.due_at, None, log))
        for number, batch in enumerate(here):
            used.add(batch.id)
            key = subject if number == 0 else f"batch:{batch.id}"
            status = _status_of(batch)
            rows.append(HandoverRow(key, head.kind, head.slot, status, head.due_at, batch, log))
    outside = [batch for batch in batches if batch.id not in used]
    return sorted(rows, key=_when) + _outside(
        sorted(outside, key=lambda batch: (batch.received_at, batch.id))
    )


def _outside(batches: Sequence[Batch]) -> list[HandoverRow]:
    """Return the lines of the hand-overs outside the slots, given in the order they came."""
    rows = []
    settled: dict[Kind, list[Batch]] = {}
    for batch in batches:
        if batch.status is BatchStatus.OPEN:
            rows.append(_single(batch))
        else:
            settled.setdefault(batch.kind, []).append(batch)
    for kind in Kind:
        here = settled.get(kind, [])
        if len(here) == 1:
            rows.append(_single(here[0]))
        elif here:
            rows.append(
                HandoverRow(f"outside:{kind.value}", kind, "", SlotStatus.ARRIVED, others=tuple(here))
            )
    return rows


def _single(batch: Batch) -> HandoverRow:
    return HandoverRow(f"batch:{batch.id}", batch.kind, batch.slot, _status_of(batch), None, batch)


def _when(row: HandoverRow) -> tuple[datetime, str, str]:
    assert row.due_at is not None, "a slot has its time"  # noqa: S101
    return row.due_at, row.kind.value, row.key


def _status_of(batch: Batch) -> SlotStatus:
    if batch.status is BatchStatus.OPEN:
        return SlotStatus.OPEN
    return SlotStatus.ZERO if batch.status is BatchStatus.ZERO else SlotStatus.ARRIVED


def late_minutes(row: HandoverRow, now: datetime) -> int:
    """Return how many minutes a slot is late; 0 when it is not."""
    if row.status is not SlotStatus.LATE or row.due_at is None:
        return 0
    return max(0, whole_minutes(now - row.due_at))


def status_piece(row: HandoverRow, now: datetime) -> Piece:
    """Return where a slot stands, with its sign."""
    if row.status is SlotStatus.LATE:
        return Piece(_("! late by {span}").format(span=span_text(late_minutes(row, now))), Tone.OVERDUE)
    if row.status is SlotStatus.OPEN:
        return Piece(difference_text(row.missing), Tone.SOON)
    if row.others:
        return Piece(hand_over_count(len(row.others)), Tone.GOOD)
    tone = {SlotStatus.ARRIVED: Tone.GOOD, SlotStatus.ZERO: Tone.GOOD}.get(row.status, Tone.MUTED)
    word = slot_word(row.status)
    if row.batch is not None and row.batch.status is BatchStatus.EXPLAINED:
        word = _("explained")
    return Piece(word, tone)


def hand_over_count(count: int) -> str:
    """Return a number of hand-overs in words."""
    return ngettext("{n} hand-over", "{n} hand-overs", count).format(n=count)


def difference_text(missing: int) -> str:
    """Return the difference between declared and entered count in words, with its sign."""
    if missing > 0:
        return "~ " + ngettext("{n} slip missing", "{n} slips missing", missing).format(n=missing)
    if missing < 0:
        return "~ " + ngettext("{n} slip too many", "{n} slips too many", -missing).format(n=-missing)
    return "~ " + _("open")


def _number(value: int | None) -> str:
    return "-" if value is None else str(value)


def handover_cells(row: HandoverRow, now: datetime, zone: tzinfo) -> dict[str, Piece]:
    """Return the cells of a row by column key."""
    batch = row.batch
    if row.others:
        return _folded_cells(row, now, zone)
    chased = ""
    if row.chases:
        last = row.chases[-1]
        times = ngettext("once", "{n} times", len(row.chases)).format(n=len(row.chases))
        chased = f"{times} {clock_text(last.at, zone)}"
    difference = "" if batch is None or batch.declared is None else f"{-batch.missing:+d}".replace("+0", "0")
    return {
        "time": Piece(row.slot or "-", Tone.STRONG),
        "kind": Piece(kind_word(row.kind)),
        "status": status_piece(row, now),
        "declared": Piece(_number(batch.declared) if batch else ""),
        "entered": Piece(_number(batch.entered) if batch else ""),
        "difference": Piece(difference, Tone.SOON if batch and batch.missing else Tone.MUTED),
        "clerk": Piece(batch.clerk if batch else ""),
        "way": Piece(way_word(batch.way) if batch else "", Tone.MUTED),
        "received": Piece(clock_text(batch.received_at, zone) if batch else ""),
        "chased": Piece(chased, Tone.SOON if row.status is SlotStatus.LATE else Tone.MUTED),
        "note": Piece((batch.explanation or batch.source) if batch else "", Tone.MUTED),
    }


def _folded_cells(row: HandoverRow, now: datetime, zone: tzinfo) -> dict[str, Piece]:
    """Return the cells of the line that several hand-overs outside the slots share."""
    declared = [batch.declared for batch in row.others if batch.declared is not None]
    last = row.others[-1]
    empty = dict.fromkeys(("difference", "clerk", "way", "chased"), Piece(""))
    return empty | {
        "time": Piece("-", Tone.STRONG),
        "kind": Piece(kind_word(row.kind)),
        "status": status_piece(row, now),
        "declared": Piece(str(sum(declared)) if declared else "-"),
        "entered": Piece(str(sum(batch.entered for batch in row.others))),
        "received": Piece(clock_text(last.received_at, zone)),
        "note": Piece(_("outside the slots"), Tone.MUTED),
    }


def outside_lines(row: HandoverRow, zone: tzinfo) -> list[Line]:
    """Return the hand-overs that share a line, newest first: when, how many slips, who brought them, which file."""
    lines = []
    for batch in reversed(row.others):
        slips = ngettext("{n} slip", "{n} slips", batch.entered).format(n=batch.entered)
        rest = "  ".join(part for part in (batch.clerk, batch.explanation, batch.source) if part)
        lines.append(
            line(
                Piece(f"{clock_text(batch.received_at, zone)}  ", Tone.MUTED),
                Piece(slips),
                Piece(f"  {rest}"),
            )
        )
    return lines


def outside_condition(row: HandoverRow) -> Condition:
    """Return the condition of exactly the slips that came with the hand-overs of a shared line."""
    parts = [InBatch(batch.id) for batch in row.others]
    # Hundreds in bundles: databases refuse expressions that nest a thousand deep.
    return Or(tuple(Or(tuple(parts[at : at + BUNDLE])) for at in range(0, len(parts), BUNDLE)))


def day_summary(rows: Sequence[HandoverRow]) -> Line:
    """Return the day in figures: due, arrived, late, open, zero."""
    slots = [row for row in rows if row.due_at is not None and row.status is not SlotStatus.OFF]
    count = {
        status: sum(max(1, len(row.others)) for row in rows if row.status is status) for status in SlotStatus
    }
    parts: list[Piece] = [Piece(_("due {n}").format(n=len({row.key for row in slots})))]
    arrived = count[SlotStatus.ARRIVED]
    parts.append(Piece("  " + _("arrived {n}").format(n=arrived), Tone.GOOD if arrived else Tone.MUTED))
    if count[SlotStatus.LATE]:
        parts.append(Piece("  " + _("! late {n}").format(n=count[SlotStatus.LATE]), Tone.OVERDUE))
    if count[SlotStatus.OPEN]:
        parts.append(Piece("  " + _("~ open {n}").format(n=count[SlotStatus.OPEN]), Tone.SOON))
    if count[SlotStatus.ZERO]:
        parts.append(Piece("  " + _("zero {n}").format(n=count[SlotStatus.ZERO])))
    return tuple(parts)


def chase_lines(
    chases: Sequence[Chase], zone: tzinfo, today: date, now: datetime, name: Callable[[str], str] = str
) -> list[Line]:
    """Return the chase log, newest first: when, who called whom and how, the answer, the next try.

    ``name`` turns a staff number into the person's name.
    """
    lines: list[Line] = []
    for chase in sorted(chases, key=lambda each: each.at, reverse=True):
        parts = [
            Piece(f"{moment_text(chase.at, zone, today)}  ", Tone.MUTED),
            Piece(f"{name(chase.by)} → {chase.whom or _('information centre')}"),
            Piece(f"  {chase.way}" if chase.way else "", Tone.MUTED),
            Piece(_(": {answer}").format(answer=chase.answer) if chase.answer else ""),
        ]
        if chase.next_at is not None:
            again = "  " + _("again at {time}").format(time=moment_text(chase.next_at, zone, today))
            newest = not lines
            parts.append(Piece(again, Tone.OVERDUE if newest and chase.next_at <= now else Tone.MUTED))
        lines.append(line(*parts))
    return lines
