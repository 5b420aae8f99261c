"""Imports of 20,000 slips as CSV, JSON and XLSX with placing, the same again, and the memory of a 50 MB file."""

from __future__ import annotations

import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks.figure import Figure
from benchmarks.samples import NOW, branch
from dispatch_tui.clock import FixedClock
from dispatch_tui.demo import vocabulary as words
from dispatch_tui.demo.places import divisions_of
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.intake import import_file
from dispatch_tui.settings.model import Settings
from dispatch_tui.storage.store import open_store

SLIPS = 20_000
LARGE_MEGABYTES = 50
HEADINGS = ("作业单号", "类型", "客户", "电话", "地址", "品类", "型号", "叫修时间", "商场", "备注")
Row = tuple[str, ...]


def rows(count: int, seed: int = 1) -> Iterator[Row]:
    """Yield slips of one day with real districts and streets of Shanghai."""
    chance = random.Random(seed)
    streets, districts = divisions_of("31")
    codes = sorted(streets)
    for number in range(count):
        district = chance.choice(codes)
        place = f"上海市{districts[district]}{chance.choice(streets[district])}"
        road = f"{chance.choice('东南西北中')}{chance.choice('山河湖海江')}路{chance.randrange(1, 900)}号"
        yield (
            f"B{number:07d}",
            chance.choice(("安装", "维修", "拆装")),
            chance.choice(words.SURNAMES)
            + chance.choice("伟芳娜敏静丽强磊军洋")
            + chance.choice("勇艳杰涛明超霞平刚桂"),
            f"1{chance.randrange(3_000_000_000, 9_999_999_999)}",
            f"{place}{road}{chance.randrange(1, 30)}室",
            chance.choice(("空调", "冰箱", "洗衣机")),
            f"KFR-{chance.randrange(99)}",
            f"2026-07-15 {chance.randrange(11):02d}:{chance.randrange(60):02d}",
            "南京路店",
            f"样本{number}",
        )


def write_csv(path: Path, made: Iterable[Row]) -> Path:
    """Write the slips as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        writer.writerows(made)
    return path


def write_json(path: Path, made: Iterable[Row]) -> Path:
    """Write the slips as a JSON list."""
    slips = [dict(zip(HEADINGS, row, strict=True)) for row in made]
    path.write_text(json.dumps(slips, ensure_ascii=False), encoding="utf-8")
    return path


def write_xlsx(path: Path, made: Iterable[Row]) -> Path:
    """Write the slips as a spreadsheet."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEADINGS)
    for row in made:
        sheet.append(row)
    book.save(path)
    return path


def open_room(settings: Settings, database: Path) -> Desk:
    """Return a desk on a fresh database, with the division table read."""
    store = open_store(f"sqlite:///{database}", settings.branch.code)
    store.migrate()
    desk = Desk(settings, store, FixedClock(NOW), "1001")
    desk.placer()
    return desk


def timed(desk: Desk, path: Path) -> tuple[float, float, int]:
    """Return wall seconds, processor seconds and rows of one import."""
    wall, processor = time.perf_counter(), time.process_time()
    report = import_file(desk, path)
    taken = report.taken + report.unchanged
    return time.perf_counter() - wall, time.process_time() - processor, taken


def figures() -> Iterator[Figure]:
    """Yield the figures; the budget is 5,000 slips a second, of which nothing else runs on the machine."""
    with tempfile.TemporaryDirectory(prefix="dispatch-bench-") as scratch:
        folder = Path(scratch)
        settings = branch(folder)
        for form, write in (("csv", write_csv), ("json", write_json), ("xlsx", write_xlsx)):
            path = write(folder / f"slips.{form}", rows(SLIPS))
            desk = open_room(settings, folder / f"{form}.db")
            wall, processor, taken = timed(desk, path)
            budget = 5000.0 if form == "csv" else None
            note = f"{taken / processor:,.0f} by processor time, {wall:.1f} s"
            yield Figure(f"{form}: slips imported a second", taken / wall, "slips/s", budget, True, note)
            if form == "csv":
                wall, processor, taken = timed(desk, path)
                note = f"{taken / processor:,.0f} by processor time"
                yield Figure("csv: the same file again", taken / wall, "slips/s", None, True, note)
            desk.close()
        yield from large(folder)


def large(folder: Path) -> Iterator[Figure]:
    """Yield time and memory of a large file, taken by a process of its own."""
    path = folder / "large.csv"
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for row in rows(1_000_000):
            writer.writerow((*row[:-1], row[-1] * 20))
            count += 1
            if count % 1000 == 0 and file.tell() > LARGE_MEGABYTES * 1_000_000:
                break
    command = (sys.executable, "-m", "benchmarks.importing", str(folder), str(path))
    started = time.perf_counter()
    subprocess.run(command, check=True)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    yield Figure(
        f"{LARGE_MEGABYTES} MB of CSV: slips a second",
        count / seconds,
        "slips/s",
        None,
        True,
        f"{count:,} slips",
    )
    yield Figure(f"{LARGE_MEGABYTES} MB of CSV: memory of the process", peak, "MB", 600)


def main(folder: Path, path: Path) -> None:
    """Import the large file in this process."""
    from dispatch_tui.settings.load import load_settings

    desk = open_room(load_settings(folder / "config"), folder / "large.db")
    import_file(desk, path)
    desk.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
