"""The preview of a command as lines above the prompt: every slip with its reason, however many there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dispatch_tui.domain.rules import Level, Result
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import ngettext
from dispatch_tui.tui.widgets.prompt_line import Answer

if TYPE_CHECKING:
    from dispatch_tui.services.commands import Preview

FEW = 12
"""Up to so many slips the preview's own lines say everything."""
_LEVEL_ROLES = {Level.OK: "good", Level.NOTE: "text", Level.WARN: "soon", Level.BLOCK: "overdue"}
_LEVEL_SIGNS = {Level.OK: " ", Level.NOTE: " ", Level.WARN: "~", Level.BLOCK: "!"}


def refusal(result: Result) -> Answer:
    """Return the line about a slip that was or would be refused."""
    return Answer(f"{_LEVEL_SIGNS[result.level]} {_told(result)}", _LEVEL_ROLES[result.level])


def _told(result: Result) -> str:
    return result.message if result.id in result.message else f"{result.id}  {result.message}"


def preview_answers(preview: Preview, point_name: Callable[[str], str]) -> list[Answer]:
    """Return title, load before and after, exceptions and the reason of each slip."""
    title = Answer(preview.title, "strong")
    if len(preview.results) <= FEW:
        return [title, *(Answer(line) for line in preview.lines)]
    lines = [title, *(Answer(fact) for fact in preview.facts)]
    refused = [result for result in preview.results if not result.ok]
    if refused:
        count = ngettext("{n} refused:", "{n} refused:", len(refused)).format(n=len(refused))
        lines += [Answer(count, "soon"), *(refusal(result) for result in refused)]
    if preview.forceable:
        text = ngettext(
            "{n} would go with a reason: add force=…",
            "{n} would go with a reason: add force=…",
            preview.forceable,
        )
        lines.append(Answer(text.format(n=preview.forceable), "soon"))
    for code, before, after, capacity in preview.load:
        text = _("{name}: {before} → {after} of {capacity}").format(
            name=point_name(code), before=before, after=after, capacity="?" if capacity is None else capacity
        )
        over = capacity is not None and after > capacity
        lines.append(Answer(f"~ {text}" if over else f"  {text}", "soon" if over else "text"))
    noted = [result for result in preview.results if result.ok and result.message]
    lines += [Answer(f"  {_told(result)}", "muted") for result in noted]
    return lines
