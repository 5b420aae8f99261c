"""Writing tables: CSV and XLSX in which nothing is taken for a formula, and JSON in which everything is verbatim."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import IO

from dispatch_tui.domain.intake_words import escaped_formula
from dispatch_tui.domain.orders import PlainJson
from dispatch_tui.domain.spreadsheet_text import LONGEST_CELL, escaped
from dispatch_tui.papers.exports import cell_text


def write_table(
    form: str,
    columns: Sequence[str],
    records: Iterable[Mapping[str, PlainJson]],
    out: IO[bytes],
    *,
    mark: bool = True,
) -> int:
    """Write the records in a form (``csv``, ``xlsx`` or ``json``) and return how many cells had to be cut short.

    Only XLSX cuts, because its cells hold 32,767 characters. ``mark`` puts the byte order mark before a CSV, which
    spreadsheets need to read Chinese.
    """
    if form == "json":
        _write_json(records, out)
        return 0
    if form == "xlsx":
        return _write_xlsx(columns, records, out)
    _write_csv(columns, records, out, mark)
    return 0


def _write_json(records: Iterable[Mapping[str, PlainJson]], out: IO[bytes]) -> None:
    before = b"[\n"
    for record in records:
        out.write(before + json.dumps(record, ensure_ascii=False).encode())
        before = b",\n"
    out.write(b"[]\n" if before == b"[\n" else b"\n]\n")


def _write_csv(
    columns: Sequence[str], records: Iterable[Mapping[str, PlainJson]], out: IO[bytes], mark: bool
) -> None:
    text = io.TextIOWrapper(out, encoding="utf-8-sig" if mark else "utf-8", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(columns)
    for record in records:
        writer.writerow([escaped_formula(cell_text(record.get(column))) for column in columns])
    text.detach()


def _write_xlsx(columns: Sequence[str], records: Iterable[Mapping[str, PlainJson]], out: IO[bytes]) -> int:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("export")
    sheet.freeze_panes = "A2"
    sheet.append(list(columns))
    cut = 0
    for record in records:
        cells = []
        for column in columns:
            value = record.get(column)
            if isinstance(value, int) and not isinstance(value, bool):
                cells.append(WriteOnlyCell(sheet, value))
                continue
            text = escaped(escaped_formula(cell_text(value)))
            if len(text) > LONGEST_CELL:
                text, cut = text[: LONGEST_CELL - 1] + "…", cut + 1
            cell = WriteOnlyCell(sheet, text)
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    book.save(out)
    return cut
