"""Compiled settings kept between runs, so that an unchanged folder needs no YAML reading."""

from __future__ import annotations

from pathlib import Path

from dispatch_tui.settings.model import Settings


def recall(folder: Path) -> Settings | None:
    return None


def keep(settings: Settings) -> None:
    return None
