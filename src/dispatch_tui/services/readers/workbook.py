"""Spreadsheets (XLSX), read row by row with bounds: truncated, encrypted and swollen files are told, not opened."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

from dispatch_tui.errors import BadInput
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services.readers.rows import (
    Score,
    Source,
    find_headings,
    no_headings,
    table_rows,
    unreadable,
)
from dispatch_tui.services.readers.sheets import sheet_rows

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

LARGEST_SHEET = 2_000_000_000
"""Bytes of a sheet once unpacked; it is read as a stream."""
LARGEST_STRINGS = 150_000_000
"""Bytes of the text table once unpacked; it has to be held in memory."""
LARGEST_OTHER = 100_000_000
"""Bytes of any other part once unpacked."""
MOST_PARTS = 5_000
SWOLLEN = 400
"""A large part that unpacks to more than so many times its size is no honest spreadsheet."""
_LARGE = 50_000_000
_SAMPLE = 100

_Line = tuple[int, Sequence[str], str]


def open_workbook(path: Path, score: Score) -> Source:
    """Open an XLSX file and the first of its sheets that has known headings.

    Formulas count by their stored values. Raises BadInput when the file is damaged, swollen or has no headings.
    """
    _inspect(path)
    file = path.open("rb")
    book = _load(file, path.name)
    found: Source | None = None
    others = []
    try:
        for sheet in book.worksheets:
            headings = None
            if sheet.sheet_state == "visible":
                headings = find_headings(((n, c) for n, c, _f in _sample(path, book, sheet)), score)
            if headings is None:
                continue
            if found is not None:
                others.append(sheet.title)
                continue
            rows = table_rows(_closing(path, book, file, sheet), *headings)
            found = Source(rows, "xlsx", epoch_1904=_counts_from_1904(book))
    except BaseException:
        _close(book, file)
        raise
    if found is None:
        _close(book, file)
        raise no_headings(path.name)
    if others:
        found.notes.append(
            _("Only the first sheet with headings is read; left out: {sheets}.").format(
                sheets=", ".join(others)
            )
        )
    return found


def _inspect(path: Path) -> None:
    """Look at the directory of the archive before anything is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, OverflowError) as error:
        raise _damaged(path.name) from error
    names = {part.filename for part in parts}
    if not any(name.endswith("workbook.xml") for name in names):
        raise unreadable(path.name, _("the file is an archive, but no XLSX spreadsheet."), _save_as())
    if any(part.flag_bits & 1 for part in parts):
        raise encrypted(path.name)
    for part in parts:
        limit = LARGEST_OTHER
        if part.filename.startswith("xl/worksheets/"):
            limit = LARGEST_SHEET
        elif part.filename.endswith("sharedStrings.xml"):
            limit = LARGEST_STRINGS
        swollen = part.file_size > _LARGE and part.file_size > SWOLLEN * max(1, part.compress_size)
        if part.file_size > limit or swollen or len(parts) > MOST_PARTS:
            raise unreadable(
                path.name,
                _("{part} would unpack to {size} MB; the file is not opened.").format(
                    part=part.filename, size=part.file_size // 1_000_000
                ),
                _("Save the slips as CSV, or divide the file."),
            )


def _load(file: IO[bytes], name: str) -> Workbook:
    """Open the workbook; it is given as a stream because its name does not decide what it is."""
    import warnings

    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except MemoryError:
        raise
    except Exception as error:
        file.close()
        raise _damaged(name) from error


def _close(book: Workbook, file: IO[bytes]) -> None:
    book.close()
    file.close()


def _sample(path: Path, book: Workbook, sheet: object) -> Iterator[_Line]:
    for number, line in enumerate(_lines(path, book, sheet)):
        if number >= _SAMPLE:
            return
        yield line


def _closing(path: Path, book: Workbook, file: IO[bytes], sheet: object) -> Iterator[_Line]:
    try:
        yield from _lines(path, book, sheet)
    finally:
        _close(book, file)


def _lines(path: Path, book: Workbook, sheet: object) -> Iterator[_Line]:
    """Yield number, cells and fault of each filled row of the sheet."""
    try:
        for number, cells in sheet_rows(book, sheet):
            yield number, cells, ""
    except (BadInput, MemoryError, GeneratorExit):
        raise
    except Exception as error:
        raise _damaged(path.name) from error


def _counts_from_1904(book: Workbook) -> bool:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    return bool(book.epoch == CALENDAR_MAC_1904)


def encrypted(name: str) -> BadInput:
    """Return the failure for a spreadsheet that needs a password."""
    return unreadable(
        name,
        _("the spreadsheet is protected by a password."),
        _("Save it without a password and import it again."),
    )


def _damaged(name: str) -> BadInput:
    return unreadable(
        name,
        _("the spreadsheet is damaged or was not copied completely."),
        _("Copy it again, or open it in the spreadsheet program and save it anew."),
    )


def _save_as() -> str:
    return _("Save it as XLSX or CSV and import it again.")
