"""The scratch folder of a demonstration: configuration, database and files; removed at the end."""

from __future__ import annotations

import json
import shlex
import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

PREFIX = "dispatch-demo-"


@dataclass(frozen=True, slots=True)
class Script:
    """What the demonstration plays; written into the scratch folder for the process that plays it."""

    season: str
    """``peak`` or ``off-peak``."""
    start: str
    """Local instant at which the clock starts, ISO 8601 without an offset."""
    speed: float
    """Shown seconds per real second."""
    seed: int
    language: str
    keep: bool
    """Leave the scratch folder behind."""

    @property
    def start_local(self) -> datetime:
        """The start as a naive local datetime."""
        return datetime.fromisoformat(self.start)


@dataclass(frozen=True, slots=True)
class Scratch:
    """The folder and what stands in it."""

    folder: Path

    @classmethod
    def make(cls) -> Scratch:
        """Make an empty scratch folder in the platform's folder for temporary files."""
        scratch = cls(Path(tempfile.mkdtemp(prefix=PREFIX)))
        scratch.slips.mkdir()
        return scratch

    @property
    def config(self) -> Path:
        """The configuration of the sample branch."""
        return self.folder / "config"

    @property
    def slips(self) -> Path:
        """The files that the information centre hands over."""
        return self.folder / "slips"

    @property
    def database_url(self) -> str:
        """The embedded database."""
        return f"sqlite:///{quote(str(self.folder / 'dispatch.sqlite3'))}"

    def write_script(self, script: Script) -> None:
        """Write down what is to be played."""
        fields = {name: getattr(script, name) for name in Script.__dataclass_fields__}
        (self.folder / "script.json").write_text(json.dumps(fields), encoding="utf-8")

    def read_script(self) -> Script:
        """Return what is to be played."""
        return Script(**json.loads((self.folder / "script.json").read_text(encoding="utf-8")))

    def write_join(self, clock: str) -> Path:
        """Write the file that lets another terminal join the same branch and clock; return its path."""
        path = self.folder / "join.sh"
        path.write_text(
            "# In another terminal: . this file, then any dispatch-tui command works in the demonstration.\n"
            f"export DISPATCH_CONFIG={shlex.quote(str(self.config))}\n"
            f"export DISPATCH_DATABASE_URL={shlex.quote(self.database_url)}\n"
            f"export DISPATCH_NOW={shlex.quote(clock)}\n",
            encoding="utf-8",
        )
        return path

    def remove(self) -> None:
        """Remove the folder and everything in it; a folder that doesn't look like a scratch folder is left alone."""
        if self.folder.name.startswith(PREFIX):
            shutil.rmtree(self.folder, ignore_errors=True)
