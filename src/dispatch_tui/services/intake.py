"""Taking slips in: from files, and by keyboard (S004 一.1, rows A-01 to A-13).

The door for the other floors; the work stands in the modules beside it.
"""

from __future__ import annotations

from dispatch_tui.services.intake_entry import (
    EarlierCustomer,
    Entry,
    SlipForm,
    check_form,
    drop_draft,
    enter,
    load_drafts,
    save_draft,
    type_ahead,
)
from dispatch_tui.services.intake_import import ImportOptions, import_file
from dispatch_tui.services.intake_report import ImportReport, report_text

__all__ = [
    "EarlierCustomer",
    "Entry",
    "ImportOptions",
    "ImportReport",
    "SlipForm",
    "check_form",
    "drop_draft",
    "enter",
    "import_file",
    "load_drafts",
    "report_text",
    "save_draft",
    "type_ahead",
]
