"""Where printed papers go: a file, a printer of CUPS, the folder of a fax server; each in one step or not at all."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from dispatch_tui.domain.printing import Paper
from dispatch_tui.errors import BadInput, NotFound, Unavailable
from dispatch_tui.i18n import gettext as _

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.storage.reading import Reader

LP_SECONDS = 30.0
"""A printer that has not taken a paper after so long is told as not answering."""
_LONGEST_NAME = 120


class Way(StrEnum):
    """How a paper leaves."""

    FILE = "file"
    PRINTER = "printer"
    FAX = "fax"


@dataclass(frozen=True, slots=True)
class Target:
    """Where to print. The plain one is a file of its own name in the folder for printed files."""

    way: Way = Way.FILE
    name: str = ""
    """Path of the file, name of the printer, or fax number; empty for the usual ones."""


@dataclass(frozen=True, slots=True)
class Group:
    """Papers that go out as one document."""

    subjects: tuple[str, ...]
    number: str = ""
    """Fax number."""
    point: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One PDF document, finished."""

    group: Group
    pdf: bytes
    pages: int
    missing: tuple[str, ...]


def targets(desk: Desk) -> tuple[tuple[Target, str], ...]:
    """Return where this branch can print, each with its name for people."""
    rules = desk.settings.printing
    found = [(Target(), _("a file"))]
    found += [(Target(Way.PRINTER, name), _("printer {name}").format(name=name)) for name in rules.printers]
    if rules.fax_folder is not None:
        found.append((Target(Way.FAX), _("fax")))
    return tuple(found)


def groups(desk: Desk, reader: Reader, paper: Paper, subjects: Sequence[str], target: Target) -> list[Group]:
    """Return what goes out together: all as one document, faxes by network point.

    Raises BadInput when a fax has no number.
    """
    if target.way is not Way.FAX:
        return [Group(tuple(subjects))]
    if target.name:
        return [Group(tuple(subjects), fax_number(target.name))]
    by_point: dict[str, list[str]] = {}
    for subject in subjects:
        by_point.setdefault(_point_of(reader, paper, subject), []).append(subject)
    found = []
    for code, each in by_point.items():
        point = desk.settings.point(code)
        if point is None or not point.fax:
            name = desk.point_name(code)
            raise BadInput(
                _("{name} has no fax number.").format(name=name)
                if code
                else _("{subject} goes to no network point of its own.").format(subject=each[0]),
                _("Give the number, or add it to points.yaml."),
            )
        found.append(Group(tuple(each), fax_number(point.fax), code))
    return found


def fax_number(text: str) -> str:
    """Return a fax number without spaces and dashes; raises BadInput when it is none."""
    from dispatch_tui.domain.text import fold

    number = "".join(sign for sign in fold(text) if sign not in " -()")
    if not number.removeprefix("+").isdigit() or not number.isascii():
        raise BadInput(_("“{text}” is no fax number.").format(text=text), _("Write it like 021-12345678."))
    return number


def _point_of(reader: Reader, paper: Paper, subject: str) -> str:
    """Return the network point to which a paper goes, empty when it goes to none."""
    from dispatch_tui.domain.dispatches import FlowCard

    match paper:
        case Paper.WORK_SLIP:
            order = reader.order_by_no(subject)
            return (order.point or "") if order else ""
        case Paper.FLOW_CARD:
            card = next(iter(reader.papers(FlowCard, no=subject)), None)
            return card.point if card else ""
        case Paper.FEEDBACK_SHEET:
            return subject.split(":")[2].strip("*") if subject.count(":") > 1 else ""
        case _:
            return ""


def prepare(desk: Desk, paper: Paper, documents: Sequence[Document], target: Target) -> Delivery:
    """Write the documents beside their places and return what puts them there; raises BadInput and Unavailable."""
    match target.way:
        case Way.FAX:
            return _faxes(desk, paper, documents)
        case Way.PRINTER:
            return _printer(desk, paper, documents[0], target.name)
        case Way.FILE:
            return _file(desk, paper, documents[0], target.name)


@dataclass(slots=True)
class Delivery:
    """Files that are written and wait to be put in their places; leaving the ``with`` block clears up."""

    label: str
    """What is stored with the print: ``file:…``, ``printer:…``, ``fax:…``."""
    where: str
    """Where it goes, in the user's language."""
    moves: list[tuple[Path, Path]] = field(default_factory=list)
    """Written file, and where it belongs; in the order in which they are put there."""
    paths: tuple[Path, ...] = ()
    command: tuple[str, ...] = ()
    """Command that hands a file to a printer."""
    scratch: list[Path] = field(default_factory=list)
    delivered: bool = False

    def deliver(self) -> None:
        """Put every file in its place, or hand it to the printer; once, however often it is called.

        Raises Unavailable.
        """
        if self.delivered:
            return
        if self.command:
            _run(self.command, self.where)
            self.delivered = True
            return
        done: list[Path] = []
        try:
            for written, place in self.moves:
                new = not place.exists()
                os.replace(written, place)
                if new:
                    done.append(place)
        except OSError as error:
            for place in done:
                with contextlib.suppress(OSError):
                    place.unlink()
            raise _unwritable(self.moves[0][1], error) from error
        self.delivered = True

    def __enter__(self) -> Delivery:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for path in (*self.scratch, *(written for written, _place in self.moves)):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)


def _file(desk: Desk, paper: Paper, document: Document, given: str) -> Delivery:
    if given:
        place = Path(given).expanduser()
        if place.is_dir():
            place = _free(place, file_name(paper, document.group.subjects))
        elif place.exists() and not place.is_file():
            raise BadInput(_("{file} is no file.").format(file=place), _("Name another file."))
    else:
        folder = desk.settings.printing.folder or Path()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _unwritable(folder, error) from error
        place = _free(folder, file_name(paper, document.group.subjects))
    delivery = Delivery(f"file:{place}", str(place), paths=(place,))
    delivery.moves.append((_written(place, document.pdf), place))
    return delivery


def _printer(desk: Desk, paper: Paper, document: Document, name: str) -> Delivery:
    import shutil

    printers = desk.settings.printing.printers
    if printers and name not in printers and name not in printers.values():
        raise NotFound(
            _("There is no printer “{name}”.").format(name=name),
            _("printing.yaml names {names}.").format(names=", ".join(printers)),
        )
    queue = printers.get(name, name)
    if not queue or queue.startswith("-"):
        raise BadInput(_("“{name}” names no printer.").format(name=name), _("“lpstat -a” lists them."))
    lp = shutil.which("lp")
    if lp is None:
        raise Unavailable(
            _("This machine can't print: there is no program “lp”."),
            _("Install the client of CUPS, or print to a file."),
        )
    place = Path(tempfile.gettempdir()) / file_name(paper, document.group.subjects)
    written = _written(place, document.pdf, mode=0o600)
    command = (lp, "-d", queue, "-t", file_name(paper, document.group.subjects), str(written))
    return Delivery(f"printer:{queue}", name, command=command, scratch=[written])


def _run(command: tuple[str, ...], name: str) -> None:
    import subprocess

    try:
        done = subprocess.run(  # noqa: S603 - the program found on the path, arguments of our own making
            command, capture_output=True, timeout=LP_SECONDS, check=False, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        raise Unavailable(
            _("Printer {name} does not answer.").format(name=name),
            _("Look whether the paper came out before printing it again."),
        ) from None
    except OSError as error:
        raise Unavailable(
            _("Printer {name} can't be reached: {why}.").format(name=name, why=error.strerror or error)
        ) from error
    if done.returncode:
        why = " ".join(done.stderr.decode(errors="replace").split())[:200] or str(done.returncode)
        raise Unavailable(
            _("Printer {name} did not take the paper: {why}.").format(name=name, why=why.rstrip(".")),
            _("Nothing was counted; “lpstat -p” shows the printers."),
        )


def _faxes(desk: Desk, paper: Paper, documents: Sequence[Document]) -> Delivery:
    """Prepare a PDF and a note with the number for each fax; the note comes last, because it starts the sending."""
    folder = desk.settings.printing.fax_folder
    if folder is None:
        raise BadInput(_("No fax folder is set."), _("Give it in printing.yaml, or print to a file."))
    if not folder.is_dir():
        raise Unavailable(
            _("The fax folder {folder} isn't there.").format(folder=folder),
            _("Look whether the fax server's share is mounted."),
        )
    numbers = ", ".join(document.group.number for document in documents)
    delivery = Delivery(f"fax:{numbers}", _("fax {numbers}").format(numbers=numbers))
    notes: list[tuple[Path, Path]] = []
    paths: list[Path] = []
    try:
        for document in documents:
            group = document.group
            place = _free(folder, f"{group.number.lstrip('+')}-{file_name(paper, group.subjects)}", paths)
            paths.append(place)
            delivery.moves.append((_written(place, document.pdf), place))
            note = {
                "number": group.number, "point": group.point, "to": desk.point_name(group.point),
                "paper": paper.value, "subjects": list(group.subjects), "pages": document.pages,
                "pdf": place.name, "by": desk.operator, "at": desk.settings.local(desk.now()).isoformat(),
            }  # fmt: skip
            text = json.dumps(note, ensure_ascii=False, indent=1).encode() + b"\n"
            notes.append((_written(place.with_suffix(".json"), text), place.with_suffix(".json")))
    except BaseException:
        delivery.moves += notes
        delivery.__exit__(None, None, None)
        raise
    delivery.moves += notes
    delivery.paths = tuple(place for _written_to, place in delivery.moves)
    return delivery


def file_name(paper: Paper, subjects: Sequence[str]) -> str:
    """Return the name of the file for papers: ``work-slip-101+17.pdf`` for 101 and 17 more."""
    first = "".join(
        sign if sign.isalnum() or sign in "-_.@" else "-"
        for sign in subjects[0].removeprefix("sheet:").replace("*", "all")
    )
    more = f"+{len(subjects) - 1}" if len(subjects) > 1 else ""
    name = f"{paper.value.replace('_', '-')}-{first.strip('.')}"
    while len(name.encode()) > _LONGEST_NAME:
        name = name[:-1]
    return f"{name}{more}.pdf"


def _free(folder: Path, name: str, taken: Sequence[Path] = ()) -> Path:
    """Return a path in the folder that is not taken, ``-2`` and so on put behind the name."""
    stem, ending = name.removesuffix(".pdf"), ".pdf"
    place, nth = folder / name, 1
    while place in taken or place.exists() or place.with_suffix(".json").exists():
        nth += 1
        place = folder / f"{stem}-{nth}{ending}"
    return place


def _written(place: Path, content: bytes, mode: int = 0o644) -> Path:
    """Write the content beside its place, surely on the disk, and return the path; raises Unavailable."""
    part = ""
    try:
        handle, part = tempfile.mkstemp(prefix=".printing-", dir=place.parent)
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        os.chmod(part, mode)
    except OSError as error:
        if part:
            with contextlib.suppress(OSError):
                Path(part).unlink(missing_ok=True)
        raise _unwritable(place, error) from error
    return Path(part)


def _unwritable(path: Path, error: OSError) -> Unavailable:
    return Unavailable(
        _("{file} can't be written: {why}.").format(file=path, why=error.strerror or error),
        _("Nothing was printed or counted."),
    )
