"""Slips as they were when a key was pressed: what a command is about, without the vocabulary of the commands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dispatch_tui.domain.orders import Order


@dataclass(frozen=True, slots=True)
class Target:
    """A slip as it was when the key was pressed; a newer version in the store is a conflict."""

    id: int
    version: int
    no: str


def targets_of(orders: Sequence[Order]) -> tuple[Target, ...]:
    """Capture id, version and number of slips at the moment of a key press."""
    return tuple(Target(order.id, order.version, order.no) for order in orders)
