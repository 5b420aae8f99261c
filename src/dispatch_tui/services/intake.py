"""Taking slips in: from files, and by keyboard (S004 一.1, rows A-01 to A-13).

The door for the other floors; the work stands in the modules beside it.
"""

from __future__ import annotations

from dispatch_tui.services.intake_import import ImportOptions, import_file
from dispatch_tui.services.intake_report import ImportReport, report_text

__all__ = ["ImportOptions", "ImportReport", "import_file", "report_text"]
