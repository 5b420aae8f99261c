"""Exports as files: written beside their place and put there at the end, so that nobody reads half of one."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from dispatch_tui.errors import BadInput, Unavailable
from dispatch_tui.i18n import gettext as _
from dispatch_tui.papers.export_spans import Span
from dispatch_tui.papers.exports import columns_of, records
from dispatch_tui.papers.tables import write_table

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk


def write_export(desk: Desk, what: str, path: Path, form: str = "", span: Span | None = None) -> int:
    """Write an export into a file and return how many cells had to be cut short (``tables.write_table``).

    Without a form the ending of the name tells it: csv, xlsx or json. Raises BadInput for what can't be exported and
    Unavailable when the file can't be written.
    """
    form = form or path.suffix.removeprefix(".").casefold()
    if form not in ("csv", "xlsx", "json"):
        raise BadInput(_("{file}: the form is csv, xlsx or json.").format(file=path))
    if path.exists() and not path.is_file():
        raise BadInput(_("{file} is no file.").format(file=path), _("Name another file."))
    part = ""
    try:
        handle, part = tempfile.mkstemp(prefix=".export-", dir=path.parent)
        with os.fdopen(handle, "wb") as out:
            cut = write_table(form, columns_of(what), records(desk, what, span), out, mark=True)
        os.chmod(part, 0o644)
        os.replace(part, path)
    except OSError as error:
        raise Unavailable(
            _("{file} can't be written: {why}.").format(file=path, why=error.strerror or error)
        ) from error
    finally:
        if part:
            Path(part).unlink(missing_ok=True)
    return cut
