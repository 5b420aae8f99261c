"""``make bench``: run every benchmark and print its figures against their budgets.

A benchmark is a module in this folder with a function ``figures() -> Iterable[Figure]``; names given as arguments
pick some. Figures are never tests: a slow machine fails nothing, and the exit code is 1 only when a benchmark breaks.
"""

from __future__ import annotations

import importlib
import platform
import sys
import time
import traceback
from pathlib import Path

from benchmarks.figure import Figure

FOLDER = Path(__file__).parent
NOT_BENCHMARKS = {"__main__", "__init__", "figure", "terminal", "samples", "hello"}


def names() -> list[str]:
    """Return the benchmarks of this folder."""
    return sorted(path.stem for path in FOLDER.glob("*.py") if path.stem not in NOT_BENCHMARKS)


def line(figure: Figure) -> str:
    """Return one line of the report: verdict, name, value, budget."""
    if figure.budget is None:
        verdict, budget = "    ", ""
    else:
        verdict = "ok  " if figure.within else "OVER"
        budget = f"{figure.sign} {figure.budget:g} {figure.unit}"
    return f"{verdict} {figure.name:<58} {figure.value:>12,.4g} {figure.unit:<9} {budget:<18} {figure.note}"


def main(wanted: list[str]) -> int:
    """Run the benchmarks and print their figures; return 1 when one of them broke."""
    known = names()
    unknown = [name for name in wanted if name not in known]
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}; known are {', '.join(known)}.", file=sys.stderr)
        return 2
    print(f"{platform.platform()}, Python {platform.python_version()}")
    broken = 0
    for name in wanted or known:
        module = importlib.import_module(f"benchmarks.{name}")
        if not hasattr(module, "figures"):
            continue
        started = time.perf_counter()
        print(f"\n{name}: {(module.__doc__ or '').strip().splitlines()[0]}", flush=True)
        try:
            for figure in module.figures():
                print(line(figure), flush=True)
        except Exception:
            broken += 1
            traceback.print_exc()
        print(f"     ({time.perf_counter() - started:.1f} s)", flush=True)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
