"""The drop folder: files that are put into it are taken in by themselves, each once, whoever watches (row A-01).

A file is taken when its size has stood still. It is claimed by renaming it, so that of two watchers one gets it, and
ends in ``taken/`` or ``refused/`` with its report beside it. The name may say what a file brings:
``安装_1030_23.csv`` is the installation hand-over of 10:30 with 23 slips declared.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from dispatch_tui.domain.intake_words import kind_of_word
from dispatch_tui.domain.orders import Kind, PlainJson
from dispatch_tui.domain.text import fold
from dispatch_tui.errors import BadInput, DispatchError, Unavailable
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services.intake_import import ImportOptions, import_file
from dispatch_tui.services.intake_report import ImportReport

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk

TAKEN, REFUSED, AT_WORK = "taken", "refused", "at_work"
"""Folders inside the drop folder."""
SETTLED_SECONDS = 1.0
"""A file whose size and time stand still for so long is complete."""
POLL_SECONDS = 0.5
ABANDONED_SECONDS = 1800.0
"""A claimed file that nobody worked on for so long is put back: its watcher died."""
_ENDINGS = (".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xls", ".json", ".jsonl", ".ndjson")
_TIME = re.compile(r"([01]?[0-9]|2[0-4])[:.h]?([0-5][0-9])\Z")
_COUNT = re.compile(r"([0-9]{1,5})(?:张|单|份|slips|pcs)?\Z")


@dataclass(frozen=True, slots=True)
class Dropped:
    """What became of one file."""

    name: str
    """Name under which it was put into the folder."""
    path: Path
    """Where it lies now."""
    report: ImportReport | None
    error: DispatchError | None = None
    """Why it could not be read at all."""

    @property
    def taken(self) -> bool:
        """Whether something of it was taken, or was here already."""
        report = self.report
        return report is not None and bool(report.taken or report.unchanged or report.changed)


def hints_of_name(name: str, slots: dict[Kind, tuple[str, ...]] | None = None) -> ImportOptions:
    """Return what a file name says about its hand-over: kind, time and declared count, in this order, each optional.

    The parts are divided by ``_``, ``-`` or spaces: ``安装_1030_23.csv``, ``repair 0900.xlsx``, ``urgent.json``. A name
    that says nothing sensible says nothing; when ``slots`` are given, a time that is no hand-over of the day neither.
    """
    stem = fold(Path(name).stem)
    kind: Kind | None = None
    slot, declared, urgent = "", None, False
    for part in re.split(r"[_\-\s]+", stem):
        found_time = _TIME.match(part)
        found_kind = kind_of_word(part)
        if slot == "" and found_time is not None and len(part) >= 4:
            slot = f"{int(found_time[1]):02d}:{found_time[2]}"
        elif slot and declared is None and _COUNT.match(part):
            declared = int(_COUNT.match(part)[1])  # type: ignore[index]
        elif kind is None and found_kind is not Kind.UNSORTED:
            kind = found_kind
        elif part.casefold() in ("urgent", "加急", "临时加急", "jiaji"):
            urgent = True
    if (
        slots is not None
        and slot
        and not any(slot in times for own, times in slots.items() if kind is None or own is kind)
    ):
        return ImportOptions()
    if not slot:
        return ImportOptions(batch="urgent") if urgent else ImportOptions()
    return ImportOptions(batch=f"{kind.value} {slot}" if kind else slot, declared=declared)


class DropFolder:
    """Watches one folder; ``once`` takes what is complete now, ``run`` goes on until it is told to stop."""

    def __init__(
        self,
        desk: Desk,
        folder: Path,
        options: ImportOptions | None = None,
        *,
        settled: float = SETTLED_SECONDS,
    ) -> None:
        self.desk = desk
        self.folder = folder
        self.options = options or ImportOptions()
        self.settled = settled
        """Seconds for which a file has to stand still."""
        self._seen: dict[Path, tuple[int, int, float]] = {}
        self._prepare()

    def _prepare(self) -> None:
        try:
            for name in ("", TAKEN, REFUSED, AT_WORK):
                (self.folder / name).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadInput(
                _("The drop folder {folder} can't be used: {why}.").format(
                    folder=self.folder, why=error.strerror or error
                ),
                _("Give a folder in which you may write."),
            ) from error

    def run(
        self, stop: threading.Event, tell: Callable[[Dropped], None], *, poll: float = POLL_SECONDS
    ) -> None:
        """Take files until ``stop`` is set and tell of each; a database that can't be reached is tried again."""
        while not stop.is_set():
            for dropped in self.once():
                tell(dropped)
                if stop.is_set():
                    return
            stop.wait(poll)

    def once(self) -> Iterator[Dropped]:
        """Take the files that have stood still long enough, oldest first."""
        self._put_abandoned_back()
        for path in self._complete():
            claimed = self._claim(path)
            if claimed is None:
                continue
            try:
                yield self._take(path.name, claimed)
            except Unavailable:
                self._put_back(claimed, path.name)
                return

    def _complete(self) -> list[Path]:
        now = time.monotonic()
        present: dict[Path, tuple[int, int, float]] = {}
        ready: list[tuple[int, Path]] = []
        try:
            entries = list(os.scandir(self.folder))
        except OSError:
            return []
        for entry in entries:
            if not self._is_candidate(entry):
                continue
            try:
                found = entry.stat()
            except OSError:
                continue
            path = Path(entry.path)
            before = self._seen.get(path)
            same = before is not None and before[:2] == (found.st_size, found.st_mtime_ns)
            since = before[2] if same and before is not None else now
            present[path] = (found.st_size, found.st_mtime_ns, since)
            if now - since >= self.settled:
                ready.append((found.st_mtime_ns, path))
        self._seen = present
        return [path for _time, path in sorted(ready)]

    @staticmethod
    def _is_candidate(entry: os.DirEntry[str]) -> bool:
        name = entry.name
        hidden = name.startswith((".", "~")) or name.endswith((".part", ".tmp", ".crdownload"))
        return not hidden and name.lower().endswith(_ENDINGS) and entry.is_file(follow_symlinks=False)

    def _claim(self, path: Path) -> Path | None:
        """Take the file away from other watchers; None when another one was faster."""
        target = self.folder / AT_WORK / f"{os.getpid()}-{time.time_ns():x}"
        try:
            target.mkdir(parents=True)
            path.rename(target / path.name)
            os.utime(target)
        except OSError:
            with contextlib.suppress(OSError):
                target.rmdir()
            return None
        return target / path.name

    def _put_abandoned_back(self) -> None:
        """Put back files of watchers that died; taking one twice changes nothing."""
        for place in (self.folder / AT_WORK).glob("*"):
            try:
                old = time.time() - place.stat().st_mtime > ABANDONED_SECONDS
                if old and place.is_dir():
                    for file in place.iterdir():
                        self._put_back(file, file.name)
            except OSError:
                continue

    def _put_back(self, claimed: Path, name: str) -> None:
        claimed.rename(_free(self.folder / name))
        claimed.parent.rmdir()

    def _take(self, name: str, claimed: Path) -> Dropped:
        options = self._options_for(name)
        report: ImportReport | None = None
        failure: DispatchError | None = None
        try:
            report = import_file(self.desk, claimed, options)
        except Unavailable:
            raise
        except DispatchError as error:
            failure = error
        dropped = Dropped(name, claimed, report, failure)
        kept = self.folder / (TAKEN if dropped.taken else REFUSED)
        kept.mkdir(parents=True, exist_ok=True)
        target = _free(kept / name)
        claimed.rename(target)
        if report is not None and report.refused_file:
            beside = Path(report.refused_file)
            moved = _free(target.parent / beside.name)
            beside.rename(moved)
            report.refused_file = str(moved)
        if report is not None:
            report.file = str(target)
        self._write_report(target, report, failure)
        claimed.parent.rmdir()
        return replace(dropped, path=target)

    def _options_for(self, name: str) -> ImportOptions:
        from dispatch_tui.services.batches import slots_of_day

        with self.desk.store.read() as reader:
            slots = slots_of_day(self.desk.seasons(reader), self.desk.today())
        hints = hints_of_name(name, slots)
        given = self.options
        return replace(
            given,
            batch=given.batch or hints.batch,
            declared=hints.declared if given.declared is None else given.declared,
        )

    @staticmethod
    def _write_report(target: Path, report: ImportReport | None, failure: DispatchError | None) -> None:
        unread: dict[str, PlainJson] = {"file": str(target), "error": str(failure)}
        document = unread if report is None else report.as_json()
        place = target.with_name(target.name + ".report.json")
        place.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _free(path: Path) -> Path:
    """Return the path, or one with a number when something lies there already."""
    for number in range(1, 100_000):
        place = path if number == 1 else path.with_name(f"{path.stem} ({number}){path.suffix}")
        if not place.exists():
            return place
    raise FileExistsError(path)
