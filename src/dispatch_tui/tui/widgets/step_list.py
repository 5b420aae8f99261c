"""The steps of a guided run: number, name and what is open in each; beside the table or above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dispatch_tui.tui.text import cells, fit
from dispatch_tui.tui.widgets.line_widget import LineWidget, Part

LEAST_CELLS = 25
"""Width of one step where several stand side by side."""


@dataclass(frozen=True, slots=True)
class ShownStep:
    """One step as it is shown."""

    code: str
    title: str
    open: str
    """What is open in it, in few cells."""
    role: str = "text"
    """Colour role of the open part; its sign stands in the text."""


class StepList(LineWidget):
    """Shows the steps; the present one has a mark and stands on its own ground."""

    DEFAULT_CSS = "StepList { height: 2; }"
    GROUND = "panel"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.steps: tuple[ShownStep, ...] = ()
        self.current = ""
        self.notes: tuple[tuple[str, str], ...] = ()
        """Keys and words under the steps where there is room."""

    def show(self, steps: Sequence[ShownStep], current: str) -> None:
        """Show other steps or another present one."""
        self.steps, self.current = tuple(steps), current
        self.update_lines()

    def lines_for(self, width: int) -> int:
        """Return how many lines the steps need when they stand above a table of this width."""
        across = max(1, width // LEAST_CELLS)
        return max(1, -(-len(self.steps) // across))

    def parts(self, width: int) -> list[list[Part]]:
        """Return the steps as lines."""
        height = max(1, self.size.height)
        if not self.steps:
            return [[Part(" " * width)] for _line in range(height)]
        across = 1 if height >= len(self.steps) else max(1, width // LEAST_CELLS)
        size = width // across
        rows: list[list[Part]] = []
        for start in range(0, len(self.steps), across):
            row: list[Part] = []
            for number in range(start, min(start + across, len(self.steps))):
                row += self._step(number, size)
            row.append(Part(" " * max(0, width - sum(cells(part.text) for part in row))))
            rows.append(row)
        if height > len(rows) + 1 and self.notes:
            rows.append([Part(" " * width)])
            for key, words in self.notes[: height - len(rows)]:
                rows.append([Part(f"   {key} ", "strong"), Part(fit(words, width - cells(key) - 4), "muted")])
        rows += [[Part(" " * width)] for _line in range(height - len(rows))]
        return rows[:height]

    def _step(self, number: int, width: int) -> list[Part]:
        step = self.steps[number]
        here = step.code == self.current
        tail = f" {step.open} "
        head = f" {'>' if here else ' '} {number + 1} "
        name = fit(step.title, max(0, width - cells(head) - cells(tail)))
        if here:
            return [Part(head, "match"), Part(name, "match"), Part(tail, "match")]
        return [Part(head, "muted"), Part(name, "text"), Part(tail, step.role)]
