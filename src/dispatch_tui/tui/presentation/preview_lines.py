"""The preview of a command as lines above the prompt: every slip with its reason, however many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from dispatch_tui.domain.rules import Level, Result
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import ngettext
from dispatch_tui.tui.text import cells, cut, fit, plain
from dispatch_tui.tui.widgets.prompt_line import Answer

if TYPE_CHECKING:
    from dispatch_tui.services.commands import Preview

LOAD_CELLS = 37
"""Cells of a network point's load; two stand on one line of the narrowest terminal."""
MOST_REASONS = 4
"""So many reasons of refusals stand at the top of a preview."""
FEW = 12
"""Up to so many slips the preview's own lines say everything."""
_LEVEL_ROLES = {Level.OK: "good", Level.NOTE: "text", Level.WARN: "soon", Level.BLOCK: "overdue"}
_LEVEL_SIGNS = {Level.OK: " ", Level.NOTE: " ", Level.WARN: "~", Level.BLOCK: "!"}


def refusal(result: Result) -> Answer:
    """Return the line about a slip that was or would be refused."""
    return Answer(f"{_LEVEL_SIGNS[result.level]} {_told(result)}", _LEVEL_ROLES[result.level])


def refusals(results: Iterable[Result]) -> list[Answer]:
    """Return the lines about what was refused; of many the reasons with their counts come first."""
    refused = [result for result in results if not result.ok]
    head = _exceptions(refused) if len(refused) > FEW else []
    return [*head, *(refusal(result) for result in refused)]


def _told(result: Result) -> str:
    return result.message if result.id in result.message else f"{result.id}  {result.message}"


def preview_answers(preview: Preview, point_name: Callable[[str], str]) -> list[Answer]:
    """Return title, exceptions by their reasons, load before and after, then the reason of each slip."""
    title = Answer(preview.title, "strong")
    if len(preview.results) <= FEW:
        return [title, *(Answer(line) for line in preview.lines)]
    refused = [result for result in preview.results if not result.ok]
    lines = [title, *(Answer(fact) for fact in preview.facts), *_exceptions(refused)]
    if preview.forceable:
        text = ngettext(
            "{n} would go with a reason: add force=…",
            "{n} would go with a reason: add force=…",
            preview.forceable,
        )
        lines.append(Answer(text.format(n=preview.forceable), "soon"))
    lines += _loads(preview, point_name)
    if refused:
        lines += [Answer(_("Not done, one by one"), "accent"), *(refusal(result) for result in refused)]
    noted = [result for result in preview.results if result.ok and result.message]
    if noted:
        lines += [Answer(_("Done, one by one"), "accent")]
        lines += [Answer(f"  {_told(result)}", "muted") for result in noted]
    return lines


def _exceptions(refused: Sequence[Result]) -> list[Answer]:
    """Return how many are refused for each reason, the most frequent first."""
    if not refused:
        return []
    reasons = Counter(result.message.replace(result.id, "…") for result in refused)
    count = ngettext("{n} refused:", "{n} refused:", len(refused)).format(n=len(refused))
    shown = [
        Answer("  " + _("{n} × {reason}").format(n=n, reason=reason), "soon")
        for reason, n in reasons.most_common(MOST_REASONS)
    ]
    left = len(reasons) - len(shown)
    if left:
        told = ngettext("{n} further reason", "{n} further reasons", left).format(n=left)
        shown.append(Answer(f"  {told}", "soon"))
    return [Answer(count, "soon"), *shown]


def _loads(preview: Preview, point_name: Callable[[str], str]) -> list[Answer]:
    """Return the load of each network point before and after; those that are too full come first."""

    def over(load: tuple[str, int, int, int | None]) -> bool:
        return load[3] is not None and load[2] > load[3]

    cells_of = []
    for code, before, after, capacity in sorted(preview.load, key=lambda load: not over(load)):
        template = _("{name}: {before} → {after} of {capacity}")
        numbers = {"before": before, "after": after, "capacity": "?" if capacity is None else capacity}
        room = LOAD_CELLS - 3 - cells(template.format(name="", **numbers))  # the sign, and a cell between two
        text = template.format(name=cut(plain(point_name(code)), room).rstrip(), **numbers)
        full = capacity is not None and after > capacity
        cells_of.append((f"~ {text}" if full else f"  {text}", full))
    lines = []
    for at in range(0, len(cells_of), 2):
        pair = cells_of[at : at + 2]
        text = fit(pair[0][0], LOAD_CELLS) + pair[1][0] if len(pair) > 1 else pair[0][0]
        lines.append(Answer(text, "soon" if any(full for _text, full in pair) else "text"))
    return lines
