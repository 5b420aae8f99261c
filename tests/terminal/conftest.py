"""Branches to open in a terminal."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.terminal.pty_driver import Terminal, dispatch

NOW = "2026-07-15T11:20"


@dataclass(frozen=True)
class Branch:
    """A configuration with an embedded database, and the ways to work with it."""

    folder: Path
    now: str = NOW

    @property
    def environment(self) -> dict[str, str]:
        return {
            "DISPATCH_CONFIG": str(self.folder),
            "DISPATCH_NOW": self.now,
            "HOME": str(self.folder.parent),
            "XDG_STATE_HOME": str(self.folder.parent / "state"),
        }

    def run(self, *arguments: str, code: int | None = 0) -> subprocess.CompletedProcess[str]:
        """Run a headless command in a process of its own; its exit code has to be ``code`` unless that is None."""
        done = subprocess.run(
            dispatch("--lang", "en", *arguments),
            env={**os.environ, **self.environment}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert code is None or done.returncode == code, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done

    def open(
        self, *arguments: str, size: tuple[int, int] = (80, 24), more: Mapping[str, str] | None = None
    ) -> Terminal:
        """Open the screens in a terminal."""
        return Terminal(dispatch(*arguments), size=size, environment={**self.environment, **(more or {})})


def slips_csv(
    path: Path, count: int, first: int = 1, *, kind: str = "安装", called: str = "2026-07-15 09:00"
) -> Path:
    """Write slips of one street in Changning."""
    lines = ["作业单号,类型,客户,电话,地址,品类,型号,叫修时间"]
    lines += [
        f"T{number:06d},{kind},张晓明,13800{number:06d},上海市长宁区新华路街道法华镇路{number}弄3号,空调,KFR-35GW,"
        + called
        for number in range(first, first + count)
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def branch(branch_folder: Path) -> Branch:
    """A branch with an empty database."""
    return Branch(branch_folder)


@pytest.fixture
def peak_branch(branch: Branch, tmp_path: Path) -> Branch:
    """A branch with forty slips of the 10:30 batch."""
    branch.run("import", str(slips_csv(tmp_path / "first.csv", 40)), "--batch", "10:30", "--declared", "40")
    return branch


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    """Open the demonstration; every one opened is stopped at the end."""
    with contextlib.ExitStack() as stack:

        def start(*arguments: str, size: tuple[int, int] = (80, 24)) -> Terminal:
            environment = {"HOME": str(tmp_path), "TMPDIR": str(tmp_path)}
            return stack.enter_context(
                Terminal(dispatch("demo", *arguments), size=size, environment=environment)
            )

        yield start


def python_processes_with(text: str) -> list[int]:
    """Return the processes whose command line contains a text."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                if text in (entry / "cmdline").read_text(errors="replace").replace("\0", " "):
                    found.append(int(entry.name))
    return [pid for pid in found if pid != os.getpid()]
