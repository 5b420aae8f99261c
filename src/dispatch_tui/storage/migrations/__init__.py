"""Numbered steps of the schema, written by hand; each runs once, in one transaction, on both engines.

A step is a module with ``NAME`` and ``statements(dialect)``. Steps are never edited after a release: a change of the
schema is a further step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dispatch_tui.storage.dialect import Dialect
from dispatch_tui.storage.migrations import m0001_ground, m0002_dispatch

STEPS: tuple[tuple[int, str, Callable[[Dialect], Sequence[str]]], ...] = (
    (1, m0001_ground.NAME, m0001_ground.statements),
    (2, m0002_dispatch.NAME, m0002_dispatch.statements),
)
"""Version number, name and statements of every step, in order."""

SCHEMA_VERSION = STEPS[-1][0]
"""The schema that this program works with."""
