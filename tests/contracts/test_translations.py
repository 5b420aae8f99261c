"""Every visible sentence stands in both catalogues, translated, and the compiled catalogues are up to date."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from build_support import messages
from dispatch_tui.i18n import FLOORS, LANGUAGES

PLACEHOLDER = re.compile(r"\{[^{}]*\}|%\([a-z_]+\)[sr]|%[sr]")

pytestmark = pytest.mark.parametrize("code", sorted(LANGUAGES))


@pytest.mark.parametrize("floor", FLOORS)
def test_the_catalogue_is_complete_and_fresh(floor: str, code: str) -> None:
    catalogue = messages.updated(floor, code)
    assert messages.missing(catalogue) == []
    path = messages.catalogue_path(floor, code)
    assert path.read_bytes() == messages.as_po(catalogue), "run “make messages”"
    assert path.with_suffix(".mo").read_bytes() == messages.as_mo(catalogue), "run “make messages”"


@pytest.mark.parametrize("floor", FLOORS)
def test_translations_keep_the_placeholders(floor: str, code: str) -> None:
    wrong = []
    for message in messages.read(floor, code):
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, list | tuple) else (message.id,)
        strings = message.string if isinstance(message.string, list | tuple) else (message.string,)
        wanted = {tuple(sorted(PLACEHOLDER.findall(text))) for text in ids}
        wrong += [text for text in strings if text and tuple(sorted(PLACEHOLDER.findall(text))) not in wanted]
    assert wrong == []


def test_every_floor_with_sentences_is_known(code: str) -> None:
    known = set(FLOORS)
    folders = {path.name for path in messages.SOURCE.iterdir() if path.is_dir() and any(path.rglob("*.py"))}
    speaking = {folder for folder in folders if len(list(messages.extract(folder))) > 1}
    assert speaking <= known, f"{LANGUAGES[code]}: no catalogue for {speaking - known}"


def test_catalogues_are_inside_the_package(code: str) -> None:
    assert Path(messages.SOURCE) in messages.catalogue_path("tui", code).parents
