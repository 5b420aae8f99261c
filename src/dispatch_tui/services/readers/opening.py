"""Opening a file of slips: what it is by its content, and what can't be read, in one sentence."""

from __future__ import annotations

import re
from pathlib import Path

from dispatch_tui.errors import BadInput
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services.readers.delimited import open_delimited
from dispatch_tui.services.readers.objects import open_objects
from dispatch_tui.services.readers.rows import Score, Source, unreadable
from dispatch_tui.services.readers.workbook import encrypted, open_workbook

LARGEST_FILE = 500_000_000
"""Bytes; a larger file is refused."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_JSON_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\{\s*(?:\"|\})|\[\s*(?:\{|\]))")
_PAGE_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|table|\?xml|head|meta)", re.IGNORECASE)
_FOREIGN = {b"%PDF": "PDF", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF", b"\x1f\x8b": "GZIP",
            b"Rar!": "RAR", b"7z\xbc\xaf": "7Z", b"SQLite format 3": "SQLite", b"\x7fELF": "ELF"}  # fmt: skip


def open_rows(path: Path, score: Score) -> Source:
    """Open a file of slips as rows, by what it contains and not by what it is called.

    Raises BadInput with one sentence for everything that is no readable table: a missing file, a folder, an empty
    file, an old or encrypted spreadsheet, a web page with the name of a spreadsheet, a picture.
    """
    try:
        head = _head(path)
        if head.startswith(b"PK"):
            return open_workbook(path, score)
        if head.startswith(_OLE):
            raise _old_spreadsheet(path)
        for mark, name in _FOREIGN.items():
            if head.startswith(mark):
                raise unreadable(path.name, _("the file is {form}, no table.").format(form=name), _save_as())
        if _PAGE_START.match(head):
            raise unreadable(
                path.name, _("the file is a web page or XML, whatever its name says."), _save_as()
            )
        if path.suffix.lower() in (".json", ".jsonl", ".ndjson") or _JSON_START.match(head):
            return open_objects(path, score)
        return open_delimited(path, score)
    except OSError as error:
        raise _not_accessible(path, error) from error


def _head(path: Path) -> bytes:
    if path.is_dir():
        raise unreadable(
            path.name,
            _("this is a folder, no file."),
            _("Name the files in it, or watch it: dispatch-tui watch FOLDER."),
        )
    if path.exists() and not path.is_file():
        raise unreadable(path.name, _("this is no plain file."))
    size = path.stat().st_size
    if size == 0:
        raise unreadable(
            path.name, _("the file is empty."), _("A hand-over without slips is recorded as zero.")
        )
    if size > LARGEST_FILE:
        raise unreadable(
            path.name,
            _("the file has {size} MB; more than {limit} MB are not read at once.").format(
                size=size // 1_000_000, limit=LARGEST_FILE // 1_000_000
            ),
            _("Divide it."),
        )
    with path.open("rb") as file:
        return file.read(4096)


def _old_spreadsheet(path: Path) -> BadInput:
    """Tell an encrypted spreadsheet from one of the old XLS form; both come in the same container."""
    mark = "EncryptedPackage".encode("utf-16-le")
    before = b""
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            if mark in before + chunk:
                return encrypted(path.name)
            before = chunk[-len(mark) :]
    return unreadable(path.name, _("the file is a spreadsheet of the old XLS form."), _save_as())


def _not_accessible(path: Path, error: OSError) -> BadInput:
    match error:
        case FileNotFoundError():
            return unreadable(
                path.name, _("there is no such file."), _("Looked for {path}.").format(path=path)
            )
        case PermissionError():
            return unreadable(
                path.name, _("the file may not be read by you."), _("Ask for the permission to read it.")
            )
        case _:
            return unreadable(
                path.name, _("the file can't be read: {why}.").format(why=error.strerror or error)
            )


def _save_as() -> str:
    return _("Save it as XLSX or CSV and import it again.")
