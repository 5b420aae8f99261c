"""Make the packaged division tables from the published CSV files: ``python -m dispatch_tui.settings.division_files``.

Run it again when a new edition of the division codes is published; the sources are named in
``divisions/LICENCE.txt``. Nothing here runs in the program itself.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

TABLES = Path(__file__).parent.parent / "divisions"
"""The packaged tables."""
DISTRICTS = "districts.txt"
STREETS = "streets"


def make_tables(source: Path, target: Path = TABLES) -> tuple[int, int]:
    """Write the tables from a folder of CSV files and return how many districts and streets they hold.

    The folder holds provinces, cities, areas and streets (``code,name``), and optionally
    ``adcodes-with-points.csv`` (``adcode,name,longitude,latitude`` in degrees).
    """
    points = dict(_points(source / "adcodes-with-points.csv"))
    lines = [f"{row['code']}\t{row['name']}" for row in _rows(source / "provinces.csv")]
    lines += [f"{row['code']}\t{row['name']}" for row in _rows(source / "cities.csv")]
    districts = [(row["code"], row["name"]) for row in _rows(source / "areas.csv")]
    for code, name in districts:
        where = points.get(code)
        lines.append(f"{code}\t{name}" + (f"\t{where[0]}\t{where[1]}" if where else ""))
    target.mkdir(parents=True, exist_ok=True)
    (target / DISTRICTS).write_text("\n".join(lines) + "\n", encoding="utf-8")
    by_province: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    count = 0
    for row in _rows(source / "streets.csv"):
        code = row["code"]
        by_province[code[:2]][code[:6]].append(code[6:] + row["name"])
        count += 1
    folder = target / STREETS
    folder.mkdir(exist_ok=True)
    for province, areas in by_province.items():
        text = "".join(f"{area}\t" + "\t".join(names) + "\n" for area, names in areas.items())
        (folder / f"{province}.txt").write_text(text, encoding="utf-8")
    return len(districts), count


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        yield from csv.DictReader(stream)


def _points(file: Path) -> Iterator[tuple[str, tuple[str, str]]]:
    if file.exists():
        for row in _rows(file):
            if row["longitude"] and row["latitude"]:
                where = (f"{float(row['longitude']):.5f}", f"{float(row['latitude']):.5f}")
                yield row["adcode"][:6], where


if __name__ == "__main__":
    made = make_tables(Path(sys.argv[1]))
    sys.stdout.write(f"{made[0]} districts, {made[1]} streets\n")
