"""The administration says who may do what, as the program does, and names every setting of dispatching and printing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from dispatch_tui.i18n import language, set_language
from dispatch_tui.services.roles import ALLOWED, ROLE_WORDS, action_word
from dispatch_tui.settings.model import Role

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "administration.md").read_text(encoding="utf-8")


def test_the_table_of_roles_is_that_of_the_program() -> None:
    before = language()
    set_language("en")
    try:
        wanted = {(action_word(action), roles) for action, roles in ALLOWED.items()}
        words = {_word: role for role, _word in ROLE_WORDS.items()}
    finally:
        set_language(before)
    section = TEXT.partition("### Who may do what")[2].partition("###")[0]
    found = set()
    for who, what in re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", section, re.MULTILINE):
        if who in ("who", "---"):
            continue
        roles = frozenset(Role) if who == "everybody" else frozenset(words[each] for each in who.split(", "))
        found |= {(each, roles) for each in what.split(", ")}
    assert found == wanted


@pytest.mark.parametrize("name", ["dispatching.yaml", "printing.yaml"])
def test_every_key_of_the_file_is_explained(name: str) -> None:
    section = TEXT.partition(f"### {name}")[2].partition("\n##")[0]
    written = (ROOT / "config" / name).read_text(encoding="utf-8")
    keys = set(yaml.safe_load(written)) | set(re.findall(r"^# ([a-z_]+):", written, re.MULTILINE))
    assert len(keys) > 3
    assert {key for key in keys if f"`{key}`" not in section} == set()
