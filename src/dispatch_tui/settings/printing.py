"""printing.yaml: where papers go, the printers, the fax folder and the number of copies (rows B-03 and B-04)."""

from __future__ import annotations

from pathlib import Path

from dispatch_tui.domain.printing import Paper
from dispatch_tui.i18n import gettext as _
from dispatch_tui.settings.fields import Section, known_words
from dispatch_tui.settings.model import PrintRules

FILE = "printing.yaml"
COPIES = (*(paper.value for paper in Paper), "removal_slip")
"""Papers whose copies can be given; a removal slip (拆装作业单) has its own number of them."""
MOST_COPIES = 9


def read_printing(top: Section, folder: Path) -> PrintRules:
    """Return where papers go; relative folders stand beside the file."""
    usual = PrintRules()
    files, faxes = top.text("folder"), top.text("fax_folder")
    rules = PrintRules(
        folder=folder / Path(files).expanduser() if files else None,
        printers=_printers(top),
        fax_folder=folder / Path(faxes).expanduser() if faxes else None,
        copies={**usual.copies, **_copies(top)},
    )
    top.finish()
    return rules


def _printers(top: Section) -> dict[str, str]:
    found = {}
    part = top.section("printers", owner="printers")
    for name, line in part.entries() if part is not None else ():
        queue = part.text(name, required=True) if part is not None else ""
        if queue.startswith("-") or any(sign.isspace() or sign in "/#?" for sign in queue):
            top.problem(
                line,
                _("“{value}” is no queue of CUPS; “lpstat -a” lists them").format(value=queue[:40]),
            )
        elif queue:
            found[name] = queue
    return found


def _copies(top: Section) -> dict[str, int]:
    found = {}
    part = top.section("copies", owner="copies")
    for name, line in part.entries() if part is not None else ():
        if name not in COPIES:
            top.problem(
                line,
                _("there is no paper “{name}”; {hint}").format(name=name, hint=known_words(name, COPIES)),
            )
        elif part is not None and (count := part.integer(name, None, least=1, most=MOST_COPIES)) is not None:
            found[name] = count
    return found
