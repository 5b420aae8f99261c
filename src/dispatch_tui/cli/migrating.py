"""``dispatch-tui migrate``: make the database, or bring it to the form this version needs."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING

from dispatch_tui.i18n import gettext as _

if TYPE_CHECKING:
    from dispatch_tui.cli.context import Context
    from dispatch_tui.cli.parsing import Subparsers


def add(subparsers: Subparsers) -> None:
    """Add the command to the parser."""
    subparsers.add_parser(
        "migrate",
        help=_("make the database, or bring it to the form this version needs"),
        description=_(
            "Make the tables of an empty database, or bring older ones to this version. Nothing is lost; a second run "
            "changes nothing. Opening the screens does the same by itself."
        ),
    )


def run(args: argparse.Namespace, context: Context) -> int:
    """Migrate and tell which database was brought up to date."""
    from dispatch_tui.storage.store import open_store

    store = open_store(context.database_url, context.settings.branch.code)
    try:
        store.migrate()
    finally:
        store.close()
    context.say(_("{database} is ready.").format(database=without_password(context.database_url)))
    return 0


def without_password(url: str) -> str:
    """Return a database URL that may be shown: the password is replaced by dots."""
    url = re.sub(r"([?&]password=)[^&]*", r"\1…", url)
    scheme, separator, rest = url.partition("://")
    account, at, place = rest.rpartition("@")
    if not at or ":" not in account:
        return url
    return f"{scheme}{separator}{account.split(':', 1)[0]}:…@{place}"
