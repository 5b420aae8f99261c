"""Importing one file of slips in one transaction (rows A-01 to A-13)."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from dispatch_tui.domain.batches import Way
from dispatch_tui.domain.intake import Content, FieldFinding, ReadingRules, differences, read_content
from dispatch_tui.domain.orders import Kind, Order, PlainJson
from dispatch_tui.domain.rules import Level
from dispatch_tui.domain.text import key
from dispatch_tui.errors import BadInput
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services import roles
from dispatch_tui.services.batches import check_counts
from dispatch_tui.services.intake_building import PointNames, ReadAddresses, SlipBuilder, may_change
from dispatch_tui.services.intake_columns import Columns, find_mapping, moment_reader, score_with
from dispatch_tui.services.intake_hand_over import HandOvers, WantedSlot
from dispatch_tui.services.intake_report import MOST_LISTED, Difference, ImportReport, RefusedFile
from dispatch_tui.services.readers.opening import open_rows
from dispatch_tui.services.readers.rows import Row

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.storage.reading import Reader
    from dispatch_tui.storage.writing import Writer

SLIPS = "slips"
_CHUNK = 2000
"""Slips stored at a time."""
_AHEAD = 20_000
"""Rows whose content and addresses are read before the transaction begins, so that other writers wait less."""
_SAMPLE = 50
"""Slips that are looked up to tell a file that comes again from a new one."""
_WRITE_SECONDS = 900.0
"""Deadline of an import's transaction; the largest files take minutes."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How a file is to be taken."""

    what: str = SLIPS
    mapping: str = ""
    """Name of a column mapping of mappings.yaml."""
    batch: str | None = None
    """Hand-over slot: ``12:30``, ``repair 09:00``, or ``urgent`` for one outside the slots; None chooses by time."""
    declared: int | None = None
    """How many slips the clerk says there are in the file."""
    strict: bool = False
    """All rows or nothing."""
    dry_run: bool = False
    """Tell what would happen and change nothing."""
    accept_changes: bool = False
    """Take over what a row says differently about a slip that is here already."""
    clerk: str = ""
    way: Way = Way.BROUGHT
    received_at: datetime | None = None
    """True time of the hand-over in a catch-up entry (UTC); None is now."""


@dataclass(slots=True)
class _Read:
    """A row and what was read of it."""

    row: Row
    content: Content | None
    findings: list[FieldFinding] = field(default_factory=list)


def import_file(desk: Desk, path: Path | str, options: ImportOptions | None = None) -> ImportReport:
    """Take the slips of a file, in one transaction: good rows in, refused rows beside the file with their reasons.

    A file that comes a second time changes nothing. Raises BadInput with one sentence when the file as a whole can't
    be read, was still being written, or a wanted slot does not exist; NotFound for an unknown mapping.
    """
    options = options or ImportOptions()
    roles.require(desk, "import")
    check_counts(None, options.declared, zero=False)
    if options.what != SLIPS:
        raise BadInput(
            _("“{what}” can't be imported yet; this version takes slips.").format(what=options.what),
            _("Give --what slips, or leave it out."),
        )
    return _Import(desk, Path(path), options).run()


class _Import:
    def __init__(self, desk: Desk, path: Path, options: ImportOptions) -> None:
        self.desk = desk
        self.path = path
        self.options = options
        self.mapping = find_mapping(desk.settings, options.mapping)
        self.wanted = WantedSlot.read(options.batch)
        self.received_at = options.received_at or desk.now()
        self.own_file = False
        self.addresses: ReadAddresses | None = None
        self._file_notes: list[str] = []
        self._stat = _stat(path)

    def run(self) -> ImportReport:
        rows = self._rows()
        ahead = list(islice(rows, _AHEAD))
        whole = len(ahead) < _AHEAD
        first = True

        def again() -> Iterator[_Read]:
            """Give all rows; a transaction that has to be repeated reads the file once more."""
            nonlocal first
            rest = rows if first else islice(self._rows(), len(ahead), None)
            first = False
            return chain(ahead, () if whole else rest)

        desk = self.desk
        self.addresses = self._read_addresses(ahead)
        kinds = Counter(read.content.kind for read in ahead if read.content) if whole else None
        urgent = (
            {read.content.kind for read in ahead if read.content and not read.content.urgent}
            if whole
            else None
        )
        try:
            if self.options.dry_run:
                with desk.store.read(_WRITE_SECONDS) as reader:
                    return _Job(self, reader, None, kinds, urgent).finish(again())
            act = desk.act("import", at=self.options.received_at, reason=self.path.name)
            jobs: list[_Job] = []

            def work(writer: Writer) -> ImportReport:
                jobs.append(_Job(self, writer, writer, kinds, urgent))
                return jobs[-1].finish(again())

            report = desk.store.run(act, work, seconds=_WRITE_SECONDS)
            jobs[-1].write_refused()
            return report
        except _StrictStop as stop:
            return stop.report

    def _read_addresses(self, rows: Sequence[_Read]) -> ReadAddresses | None:
        """Read the addresses of rows; none when the file begins with slips that are here already."""
        contents = [read.content for read in rows if read.content is not None]
        first = {content.no for content in contents[:_SAMPLE]}
        with self.desk.store.read() as reader:
            if len(reader.orders_by_no(first)) == len(first):
                return None
            placer = self.desk.placer(reader)
        match = placer.matcher.match
        return ReadAddresses(placer, {content.address: match(content.address) for content in contents})

    def _rows(self) -> Iterator[_Read]:
        """Read the rows of the file as contents with findings."""
        source = open_rows(self.path, score_with(self.mapping))
        self._file_notes = source.notes
        settings = self.desk.settings
        zone = (self.mapping.zone if self.mapping else None) or settings.branch.zone
        kinds = {key(word): kind for word, kind in self.mapping.kinds.items()} if self.mapping else {}
        moment = moment_reader(self.mapping, source.epoch_1904)
        rules = ReadingRules(zone, self.received_at, kinds, PointNames(settings), moment)
        columns: dict[tuple[str, ...], Columns] = {}
        for row in source.rows:
            if row.fault:
                yield _Read(row, None)
                continue
            bound = columns.get(row.headings)
            if bound is None:
                bound = columns[row.headings] = Columns(
                    row.headings, self.mapping, self.path.name, escaped=source.form != "json"
                )
                self.own_file = self.own_file or bound.own_file
            findings: list[FieldFinding] = []
            values, extras = bound.bind(row.cells)
            yield _Read(row, read_content(values, extras, rules, findings), findings)

    def check_settled(self) -> None:
        """Raise BadInput when the file was changed while it was read."""
        if _stat(self.path) != self._stat:
            raise BadInput(
                _("{name}: the file is still being written.").format(name=self.path.name),
                _("Nothing of it is taken; import it again when it is complete."),
                code="file-growing",
            )

    @property
    def file_notes(self) -> Sequence[str]:
        return self._file_notes


class _StrictStop(Exception):
    """Carries the report out of the transaction that is taken back."""

    def __init__(self, report: ImportReport) -> None:
        super().__init__()
        self.report = report


def _stat(path: Path) -> tuple[int, int]:
    try:
        found = os.stat(path)
    except OSError:
        return (0, 0)
    return found.st_size, found.st_mtime_ns


class _Job:
    """The work inside the transaction; ``writer`` is None in a trial."""

    def __init__(
        self,
        task: _Import,
        reader: Reader,
        writer: Writer | None,
        kinds: Counter[Kind] | None,
        not_urgent: set[Kind] | None,
    ) -> None:
        self.task = task
        self.reader = reader
        self.writer = writer
        options = task.options
        self.report = ImportReport(str(task.path), accepted=options.accept_changes, dry_run=options.dry_run)
        self.refused = RefusedFile(task.path)
        self.builder = SlipBuilder(task.desk, reader, task.received_at, task.addresses)
        self.hand_overs = HandOvers(self.builder, reader, task.wanted, options, kinds, not_urgent)
        self._lines: dict[str, int] = {}
        """Line by slip number, of all rows that became slips or were here already."""
        self._prints: dict[str, int] = {}
        """Fingerprint of what these rows say, by slip number."""
        self._came_again: Counter[int] = Counter()

    def finish(self, rows: Iterator[_Read]) -> ImportReport:
        """Take all rows and settle the hand-overs. Raises _StrictStop when a strict import refuses a row."""
        report, task = self.report, self.task
        while chunk := list(islice(rows, _CHUNK)):
            self._take(chunk)
        task.check_settled()
        for sentence in task.file_notes:
            report.note(0, "", "", sentence)
        if task.options.strict and report.refused_count:
            report.taken, report.strict_stop = 0, True
            raise _StrictStop(report)
        report.batches = self.hand_overs.settle(
            self.writer, task.path.name, report.refused_count, {} if task.own_file else self._came_again
        )
        if self.writer is not None and self.writer.changed:
            report.group = self.writer.group_id
        return report

    def write_refused(self) -> None:
        """Write the refused rows beside the file; called when everything else is stored."""
        if not self.report.refused_count:
            return
        try:
            self.report.refused_file = str(self.refused.write())
        except OSError as error:
            sentence = _("The refused rows can't be written beside the file: {why}.")
            self.report.note(0, "", "", sentence.format(why=error.strerror or error))
        finally:
            self.refused.close()

    def _refuse(self, row: Row, reason: str) -> None:
        self.report.refuse(row, reason)
        self.refused.add(row, reason)

    def _take(self, chunk: Sequence[_Read]) -> None:
        numbers = [read.content.no for read in chunk if read.content is not None]
        present = self.reader.orders_by_no(numbers)
        self.builder.expect(read.content for read in chunk if read.content is not None)
        orders: list[Order] = []
        for read in chunk:
            content = read.content
            if content is None:
                self._refuse(read.row, read.row.fault or _reason(read.findings))
                continue
            kept = present.get(content.no)
            earlier = self._prints.get(content.no)
            if earlier is not None:
                self._second(read, content, earlier)
            elif kept is not None:
                self._compare(read, content, kept)
            else:
                self._prints[content.no] = _print(content)
                orders.append(self._new(read, content))
        if self.writer is not None and orders:
            self.writer.insert_orders(orders)
            self.writer.settle()

    def _new(self, read: _Read, content: Content) -> Order:
        batch_id, slot = self.hand_overs.place(content)
        order = self.builder.build(content, self.hand_overs.new_id(), batch_id, slot)
        self._lines[content.no] = read.row.line
        self.report.taken += 1
        for finding in read.findings:
            self.report.note(read.row.line, content.no, finding.field, finding.text)
        return order

    def _second(self, read: _Read, content: Content, first: int) -> None:
        """A number that stands twice in the file: the same again is no harm, something else is refused."""
        if _print(content) == first:
            self.report.unchanged += 1
            return
        sentence = _("The slip number {no} stands on line {line} already, with other content.")
        self._refuse(read.row, sentence.format(no=content.no, line=self._lines.get(content.no, 0)))

    def _compare(self, read: _Read, content: Content, kept: Order) -> None:
        fields = differences(content, kept)
        self._lines[content.no] = read.row.line
        self._prints[content.no] = _print(content)
        if kept.batch_id is not None:
            self._came_again[kept.batch_id] += 1
        if not fields:
            self.report.unchanged += 1
            return
        if self.task.options.accept_changes and not may_change(kept, fields):
            if may_change(kept, ()):
                told = _(
                    "Slip {no} is assigned or sent; its network point and kind are not changed by a file."
                )
            else:
                told = _("Slip {no} is finished or cancelled and can't be changed by a file.")
            self._refuse(read.row, told.format(no=kept.no))
            return
        self.report.changed += 1
        for name in fields:
            if len(self.report.differences) < MOST_LISTED:
                old, new = _shown(getattr(kept, name)), _shown(getattr(content, name))
                self.report.differences.append(Difference(read.row.line, kept.no, name, old, new))
        if self.task.options.accept_changes and self.writer is not None:
            self.writer.update_order(kept, self.builder.changed(kept, content, fields))


def _print(content: Content) -> int:
    """Return a fingerprint of what a row says."""
    return hash(
        (
            content.kind, content.customer, content.phone, content.address, content.category, content.model,
            content.called_at, content.required_from, content.required_to, content.urgent, content.store,
            content.point, content.remark, tuple(content.extras.items()),
        )
    )  # fmt: skip


def _reason(findings: Sequence[FieldFinding]) -> str:
    return " ".join(finding.text for finding in findings if finding.level is Level.BLOCK)


def _shown(value: object) -> PlainJson:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(name): str(text) for name, text in value.items()}
    return value if isinstance(value, bool) else str(value or "")
