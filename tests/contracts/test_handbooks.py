"""Both handbooks have the same chapters, every verb in every spelling, every filter word; their commands are read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dispatch_tui.clock import FixedClock
from dispatch_tui.domain.orders import Kind
from dispatch_tui.errors import DispatchError
from dispatch_tui.services import commands
from dispatch_tui.services.commands import Here
from dispatch_tui.services.commands.filter_terms import CHINESE_FILTER_WORDS, FILTER_WORDS, SIMPLE
from dispatch_tui.services.commands.names import KINDS, STATES
from dispatch_tui.services.commands.words import LATER_WORDS, OPTIONS, SPELLINGS, WORDS, Word
from dispatch_tui.services.desk import Desk
from dispatch_tui.storage.store import open_store
from tests.services.conftest import small_settings

DOCS = Path(__file__).parents[2] / "docs"
BOOKS = {code: (DOCS / f"handbook.{code}.md").read_text(encoding="utf-8") for code in ("zh", "en")}
FILTERS = {*SIMPLE, *FILTER_WORDS, *CHINESE_FILTER_WORDS, *STATES, *KINDS}
MARKED = Here(current=1, marked=(1, 2), versions={1: 1, 2: 1})
NOW = datetime(2026, 8, 24, 7, 0, tzinfo=UTC)
"""In the season with a hand-over at 12:30."""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A small room whose first network point goes by the initials that the handbooks use."""
    known = small_settings(tmp_path)
    kinds = frozenset(Kind)
    points = (
        replace(known.points[0], initials="cy", kinds=kinds),
        replace(known.points[1], initials="cneb", kinds=kinds, workers=("李强",)),
    )
    settings = replace(known, points=points)
    store = open_store(f"sqlite:///{tmp_path / 'room.sqlite3'}", settings.branch.code)
    store.migrate()
    return Desk(settings, store, FixedClock(NOW), "2001", chosen_language="en")


def examples(book: str) -> Iterator[str]:
    """Yield what is written as a command: in code blocks, and in code spans with more than one word."""
    for block in re.findall(r"^```\n(.*?)^```", book, re.MULTILINE | re.DOTALL):
        for line in block.splitlines():
            yield from (part for part in re.split(r"\s{2,}", line.strip()) if part)
    prose = re.sub(r"^```\n.*?^```", "", book, flags=re.MULTILINE | re.DOTALL)
    for span in re.findall(r"`([^`\n]+)`", prose):
        text = span.removeprefix("/ ")
        if " " in text and text.split()[0] in SPELLINGS:
            yield from (part.strip() for part in text.replace("\\|", "|").split("|") if is_whole(part))


def is_whole(text: str) -> bool:
    """Tell whether a piece of a form is a command by itself, without places to fill in."""
    words = text.split()
    return len(words) > 1 and words[0] in SPELLINGS and not set("[…") & set(text)


@pytest.mark.parametrize("code", BOOKS)
def test_every_command_of_the_handbooks_is_read(code: str, desk: Desk) -> None:
    found = [text for text in examples(BOOKS[code]) if not text.startswith("dispatch-tui ")]
    assert len(found) > 90
    wrong = []
    for text in dict.fromkeys(found):
        try:
            commands.parse(text, desk, MARKED)
        except DispatchError as error:
            wrong.append(f"{text}: {error.sentence}")
    assert wrong == []


@pytest.mark.parametrize("code", BOOKS)
@pytest.mark.parametrize("word", WORDS, ids=lambda word: word.verb.value)
def test_the_handbooks_show_every_spelling_of_a_verb_in_one_row(word: Word, code: str) -> None:
    form = (word.chinese_form if code == "zh" else word.english_form).replace("|", "\\|")
    rows = [row for row in BOOKS[code].splitlines() if row.endswith(f"| `{form}` |")]
    rows = [row for row in rows if row.count(" | ") == 4]
    assert len(rows) == 1, form
    for spelling in (*word.english, *word.chinese, *word.pinyin):
        assert f"`{spelling}`" in rows[0]


@pytest.mark.parametrize("code", BOOKS)
def test_the_handbooks_show_every_filter_word(code: str) -> None:
    listed = set(re.findall(r"`([^`\n]+)`", BOOKS[code]))
    missing = {word for word in FILTERS if word not in listed and not any(
        each.startswith(word) for each in listed if word[-1] in "=~"
    )}  # fmt: skip
    assert missing == set()


@pytest.mark.parametrize("code", BOOKS)
def test_the_handbooks_show_every_option(code: str) -> None:
    shown = set(re.findall(r"`([^`\n=]+)=", BOOKS[code]))
    assert {name for name in set(OPTIONS.values()) - {"target"} if name not in shown} == set()


def test_both_handbooks_have_the_same_chapters_and_tables() -> None:
    def shape(book: str) -> list[tuple[str, int]]:
        parts = re.split(r"^## .+$", book, flags=re.MULTILINE)
        return [
            (str(number), len(re.findall(r"^\|", part, re.MULTILINE))) for number, part in enumerate(parts)
        ]

    assert shape(BOOKS["zh"]) == shape(BOOKS["en"])


@pytest.mark.parametrize("code", BOOKS)
def test_links_inside_the_handbooks_lead_to_chapters(code: str) -> None:
    chapters = {
        title.lower().replace(" ", "-") for title in re.findall(r"^## (.+)$", BOOKS[code], re.MULTILINE)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", BOOKS[code])) <= chapters


def test_words_of_other_work_are_no_verbs() -> None:
    assert not set(LATER_WORDS) & set(SPELLINGS)
