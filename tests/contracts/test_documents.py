"""The documents say what the program does: commands, variables, exit codes, links, verbs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dispatch_tui import errors
from dispatch_tui.cli import COMMANDS
from dispatch_tui.cli.failures import EXIT_BROKEN_PIPE, EXIT_INTERRUPTED
from dispatch_tui.services.commands.words import WORDS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_readme_names_every_command(name: str) -> None:
    assert re.search(rf"`{name}[ `]|\(`{name}`\)", README)


@pytest.mark.parametrize("word", WORDS, ids=lambda word: word.verb.value)
def test_the_readme_and_both_handbooks_show_every_verb(word: object) -> None:
    english, chinese = word.english[0], word.chinese[0]  # type: ignore[attr-defined]
    assert re.search(rf"`{english}[ `]", README)
    if english != "board":
        assert english in (ROOT / "docs" / "handbook.en.md").read_text(encoding="utf-8")
        assert chinese in (ROOT / "docs" / "handbook.zh.md").read_text(encoding="utf-8")


def test_every_variable_the_program_reads_is_in_the_readme() -> None:
    read = set()
    for path in (ROOT / "src").rglob("*.py"):
        read |= set(re.findall(r"\bDISPATCH_[A-Z_]+\b", path.read_text(encoding="utf-8")))
    documented = set(re.findall(r"\bDISPATCH_[A-Z_]+\b", README))
    assert read <= documented


def test_the_exit_codes_are_the_documented_ones() -> None:
    text = (ROOT / "docs" / "exit-codes.md").read_text(encoding="utf-8")
    documented = {int(code) for code in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)}
    assert documented == {getattr(errors, name) for name in dir(errors) if name.startswith("EXIT_")}
    for code in (EXIT_INTERRUPTED, EXIT_BROKEN_PIPE):
        assert str(code) in text


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8"))
    missing = [link for link in links if "://" not in link and not (path.parent / link).exists()]
    assert missing == []


def test_the_make_targets_of_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"`make (\w+)`", README)) | {"demo", "test"}:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_table_of_keys_is_fresh() -> None:
    from build_support import keys

    assert keys.PATH.read_text(encoding="utf-8") == keys.document(), "run “make keys”"


@pytest.mark.parametrize("key", ["o", "O", "u", "U", "L", "T", "/", "?", "N", "V", "*"])
def test_the_keys_of_the_readme_are_registered(key: str) -> None:
    from build_support import keys

    assert f"`{key}`" in README
    assert f"`{key}`" in keys.document()


def test_the_shipped_versions_are_pinned() -> None:
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for name in ("textual", "peewee"):
        pin = re.search(rf"^{name}==(\S+)$", pins, re.MULTILINE)
        assert pin, name
        assert f'"{name}=={pin[1]}"' in project
