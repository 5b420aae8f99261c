"""What came of an import: figures, refused rows with their reasons, and the file in which they can be corrected."""

from __future__ import annotations

import csv
import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from dispatch_tui.domain.batches import Batch
from dispatch_tui.domain.intake import LABELS
from dispatch_tui.domain.intake_words import REFUSED_LINE, REFUSED_REASON, escaped_formula, is_refused_column
from dispatch_tui.domain.orders import PlainJson
from dispatch_tui.domain.text import unstorable
from dispatch_tui.errors import EXIT_NOTHING_DONE, EXIT_OK, EXIT_PARTLY_DONE
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import language, ngettext
from dispatch_tui.services.readers.rows import Row

_SHOWN_NOTES = 12
MOST_LISTED = 10_000
"""Refused rows, differences and notes that a report lists; more are counted only. The file of refused rows has all."""


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that did not become a slip."""

    line: int
    reason: str
    row: dict[str, str]
    """Filled cells by heading."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which a row says something else than the slip that is kept."""

    line: int
    no: str
    field: str
    old: PlainJson
    new: PlainJson


@dataclass(slots=True)
class ImportReport:
    """The truth about one file."""

    file: str
    taken: int = 0
    """New slips."""
    unchanged: int = 0
    """Rows whose slip was here already and says the same."""
    changed: int = 0
    """Rows whose slip was here already and says something else."""
    accepted: bool = False
    """Whether the differences were taken over."""
    refused: list[RefusedRow] = field(default_factory=list)
    refused_count: int = 0
    differences: list[Difference] = field(default_factory=list)
    notes: list[dict[str, PlainJson]] = field(default_factory=list)
    """What is worth a look although the row was taken: line, slip number, field, sentence."""
    notes_count: int = 0
    batches: list[Batch] = field(default_factory=list)
    """Hand-overs that the file brought slips to, the one with most slips first."""
    refused_file: str | None = None
    dry_run: bool = False
    strict_stop: bool = False
    """Nothing was taken because not everything could be."""
    group: str = ""
    """Event group to undo, empty when nothing was changed."""

    @property
    def exit_code(self) -> int:
        """0 all taken (or here already), 3 some rows refused or differences left to accept, 2 nothing taken."""
        if not (self.taken or self.unchanged or self.changed):
            return EXIT_NOTHING_DONE
        if self.strict_stop:
            return EXIT_NOTHING_DONE
        left = self.refused_count or (self.changed and not self.accepted)
        return EXIT_PARTLY_DONE if left else EXIT_OK

    def refuse(self, row: Row, reason: str) -> RefusedRow:
        """Count a refused row and list it while there is room."""
        self.refused_count += 1
        refused = RefusedRow(row.line, reason, row.by_heading())
        if len(self.refused) < MOST_LISTED:
            self.refused.append(refused)
        return refused

    def note(self, line: int, no: str, name: str, text: str) -> None:
        """Add a remark about a row that was taken."""
        self.notes_count += 1
        if len(self.notes) < MOST_LISTED:
            self.notes.append({"line": line, "order_no": no, "field": name, "note": text})

    def as_json(self) -> dict[str, PlainJson]:
        """Return the report as the programme contract has it, with further keys."""
        main = self.batches[0] if self.batches else None
        return {
            "file": self.file,
            "taken": self.taken,
            "unchanged": self.unchanged,
            "changed": self.changed,
            "accepted": self.accepted,
            "refused": [
                {"line": row.line, "reason": row.reason, "row": {name: _sound(text) for name, text in row.row.items()}}
                for row in self.refused
            ],
            "refused_count": self.refused_count,
            "differences": [
                {"line": each.line, "order_no": each.no, "field": each.field, "old": each.old, "new": each.new}
                for each in self.differences
            ],
            "notes": list(self.notes),
            "batch": None if main is None else (main.slot or None),
            "batches": [
                {
                    "id": str(batch.id), "day": batch.day.isoformat(), "kind": batch.kind.value, "slot": batch.slot,
                    "declared": batch.declared, "entered": batch.entered, "status": batch.status.value,
                }
                for batch in self.batches
            ],
            "refused_file": self.refused_file,
            "dry_run": self.dry_run,
        }  # fmt: skip


def _sound(text: str) -> str:
    """Return a text that can be written as UTF-8: half characters are shown as their number."""
    if text.isprintable() or not unstorable(text):
        return text
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


class RefusedFile:
    """Collects refused rows and writes them beside the imported file: headings, line number, reason.

    The text is UTF-8 with a byte order mark, so that spreadsheets open it; corrected rows can be imported from it as
    they stand there. Rows wait in a temporary file, so that any number of them fits.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._waiting: IO[str] | None = None
        self._headings: dict[str, None] = {}
        self._width = 0

    def add(self, row: Row, reason: str) -> None:
        """Keep a refused row with its reason."""
        if self._waiting is None:
            self._waiting = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed in close()
        self._headings.update(dict.fromkeys(row.headings))
        self._width = max(self._width, len(row.cells) - len(row.headings))
        document = {"l": row.line, "r": reason, "h": row.headings, "c": [_sound(cell) for cell in row.cells]}
        self._waiting.write(json.dumps(document, ensure_ascii=True) + "\n")

    def write(self) -> Path:
        """Write the file and return its path; an earlier one with other content is left alone. Raises OSError."""
        target = self.path.parent
        handle, name = tempfile.mkstemp(prefix=f".{self.path.name}.", suffix=".part", dir=target)
        try:
            with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as file:
                self._write_rows(csv.writer(file))
            os.chmod(name, 0o644)
            return self._put(Path(name))
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def _put(self, part: Path) -> Path:
        stem = self.path.name.split(".refused", 1)[0]
        for number in range(1, 1000):
            place = self.path.with_name(f"{stem}.refused{'' if number == 1 else f'-{number}'}.csv")
            if place != self.path and (not place.exists() or place.read_bytes() == part.read_bytes()):
                part.replace(place)
                return place
        raise FileExistsError(self.path.name)

    def _write_rows(self, writer: object) -> None:
        put = writer.writerow  # type: ignore[attr-defined]
        place = 0 if language() == "en" else 1
        own = [heading for heading in self._headings if not is_refused_column(heading)]
        surplus = [f"#{len(own) + number}" for number in range(1, self._width + 1)]
        put(
            [escaped_formula(heading) for heading in (*own, *surplus)]
            + [REFUSED_LINE[place], REFUSED_REASON[place]]
        )
        if self._waiting is None:
            return
        self._waiting.seek(0)
        for line in self._waiting:
            kept = json.loads(line)
            headings: Sequence[str] = kept["h"]
            by_heading = dict(zip(headings, kept["c"], strict=False))
            cells = [by_heading.get(heading, "") for heading in own]
            beyond = kept["c"][len(headings) :]
            put([escaped_formula(cell) for cell in (*cells, *beyond, *[""] * (len(surplus) - len(beyond)))]
                + [kept["l"], kept["r"]])  # fmt: skip

    def close(self) -> None:
        """Drop the rows that wait."""
        if self._waiting is not None:
            self._waiting.close()
            self._waiting = None


def report_text(report: ImportReport) -> str:
    """Return the report as lines for a person."""
    lines = [
        _("{file}: {taken} taken, {unchanged} unchanged, {changed} different, {refused} refused").format(
            file=report.file,
            taken=report.taken,
            unchanged=report.unchanged,
            changed=report.changed,
            refused=report.refused_count,
        )
    ]
    if report.strict_stop:
        lines.append(_("Nothing is taken, because not every row can be (--strict)."))
    if report.dry_run:
        lines.append(_("This was a trial: nothing was stored."))
    for row in report.refused[:20]:
        lines.append(_("line {line}: {reason}").format(line=row.line, reason=row.reason))
    if report.refused_count > 20:
        lines.append(_("… and {n} more").format(n=report.refused_count - 20))
    if report.refused_file:
        lines.append(
            _("Correct the refused rows in {file} and import that file.").format(file=report.refused_file)
        )
    for each in report.differences[:20]:
        lines.append(
            _("line {line}: slip {no}, {field}: “{old}” is kept, the file says “{new}”").format(
                line=each.line, no=each.no, field=_field_word(each.field), old=each.old, new=each.new
            )
        )
    if report.differences and not report.accepted:
        lines.append(_("Take the differences over with --accept-changes."))
    lines += _note_lines(report)
    return "\n".join(lines)


def _field_word(name: str) -> str:
    return _(LABELS[name]) if name in LABELS else _("other columns")


def _note_lines(report: ImportReport) -> list[str]:
    """Return the remarks, those that say the same of many rows in one line."""
    by_text: dict[str, list[PlainJson]] = {}
    for note in report.notes:
        by_text.setdefault(str(note["note"]), []).append(note["line"])
    lines = []
    for text, places in list(by_text.items())[:_SHOWN_NOTES]:
        if len(places) == 1:
            lines.append(_("line {line}: {note}").format(line=places[0], note=text) if places[0] else text)
        else:
            lines.append(
                ngettext("{n} row: {note}", "{n} rows, first on line {line}: {note}", len(places)).format(
                    n=len(places), line=places[0], note=text
                )
            )
    if len(by_text) > _SHOWN_NOTES:
        lines.append(_("… and {n} more").format(n=len(by_text) - _SHOWN_NOTES))
    return lines
