"""The districts and streets of the sample branch, from the packaged division table."""

from __future__ import annotations

from dispatch_tui.settings.divisions import read_streets, read_table

LIVED_IN = ("街道", "镇", "乡")
"""Endings of streets and towns where customers live; farms and development zones are left out."""


def divisions_of(province: str) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Return names of streets and towns by district code, and district names, of a province (2 digits)."""
    names = read_table().names
    districts = {code: name for code, name in names.items() if len(code) == 6 and code.startswith(province)}
    streets: dict[str, list[str]] = {}
    for code, name in read_streets(province).items():
        if not name.endswith(LIVED_IN):
            continue
        streets.setdefault(code[:6], []).append(name)
    return streets, districts
