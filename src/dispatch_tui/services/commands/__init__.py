"""The command language: one grammar for the command bar, ``dispatch-tui run`` and scripts (design 3).

``parse`` understands a line, ``preview`` says what it would do, ``run`` does it, ``complete`` helps while typing.
"""

from dispatch_tui.services.commands.carrying import preview, run
from dispatch_tui.services.commands.completing import Completion, complete
from dispatch_tui.services.commands.forms import Change, Command, HandOver, Here, Selection, View
from dispatch_tui.services.commands.grammar import parse
from dispatch_tui.services.commands.previews import Preview
from dispatch_tui.services.commands.words import Verb

__all__ = [
    "Change", "Command", "Completion", "HandOver", "Here", "Preview", "Selection", "Verb", "View", "complete",
    "parse", "preview", "run",
]  # fmt: skip
