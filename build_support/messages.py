"""Extract the visible sentences of each floor, bring its catalogues up to date and compile them (``make messages``).

A catalogue keeps no line numbers and no dates, so it changes only when a sentence does. English catalogues are filled
with the sentences themselves; Chinese ones are filled by people, and what is missing is printed.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from dispatch_tui.i18n import FLOORS, LANGUAGES, LOCALE_FOLDER

SOURCE = LOCALE_FOLDER.parent
KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "mark": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
TIMELESS = datetime(2026, 1, 1, tzinfo=UTC)


def sources(floor: str) -> Iterator[Path]:
    """Yield the Python files of a floor; ``base`` is the ground floor, the modules that stand alone."""
    if floor == "base":
        yield from sorted(SOURCE.glob("*.py"))
    else:
        yield from sorted((SOURCE / floor).rglob("*.py"))


def extract(floor: str) -> Catalog:
    """Return the catalogue of every sentence in the source of a floor, untranslated."""
    template = Catalog(charset="utf-8")
    for path in sources(floor):
        for _line, message, _comments, context in extract_from_file("python", path, keywords=KEYWORDS):
            if message not in ("", ("",)):
                template.add(message, context=context)
    return template


def catalogue_path(floor: str, code: str) -> Path:
    """Return the path of a floor's catalogue in a language (``zh`` or ``en``)."""
    return LOCALE_FOLDER / LANGUAGES[code] / "LC_MESSAGES" / f"{floor}.po"


def read(floor: str, code: str) -> Catalog:
    """Return a floor's catalogue as it stands in its file, empty when there is none."""
    path = catalogue_path(floor, code)
    if not path.exists():
        return _empty(floor, code)
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGES[code], domain=floor)


def updated(floor: str, code: str) -> Catalog:
    """Return the catalogue with exactly the sentences of the source, keeping the translations it has."""
    before = read(floor, code)
    after = _empty(floor, code)
    for message in extract(floor):
        if not message.id:
            continue
        known = before.get(_first(message), context=message.context)
        string = known.string if known is not None and _same_shape(known, message) else ""
        if code == "en":
            string = message.id
        after.add(message.id, string or _blank(message, after), context=message.context, flags=message.flags)
    return after


def missing(catalogue: Catalog) -> list[str]:
    """Return the sentences without a translation."""
    return [
        _first(message)
        for message in catalogue
        if message.id
        and not (all(message.string) if isinstance(message.string, list | tuple) else message.string)
    ]


def as_po(catalogue: Catalog) -> bytes:
    """Return the catalogue in the form of its .po file."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=110, no_location=True, sort_output=True, ignore_obsolete=True)
    return buffer.getvalue()


def as_mo(catalogue: Catalog) -> bytes:
    """Return the compiled form."""
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def refresh(floor: str) -> int:
    """Rewrite the catalogues of a floor and return how many sentences lack a translation."""
    lacking = 0
    for code in LANGUAGES:
        catalogue = updated(floor, code)
        path = catalogue_path(floor, code)
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_when_changed(path, as_po(catalogue))
        _write_when_changed(path.with_suffix(".mo"), as_mo(catalogue))
        for sentence in missing(catalogue):
            print(f"{LANGUAGES[code]}/{floor}: no translation: {sentence!r}")
            lacking += 1
    return lacking


def _empty(floor: str, code: str) -> Catalog:
    return Catalog(
        locale=LANGUAGES[code],
        domain=floor,
        header_comment=f"# Sentences of the floor “{floor}”.",
        project="dispatch_tui",
        version="0",
        copyright_holder="the dispatch_tui authors",
        msgid_bugs_address="",
        creation_date=TIMELESS,
        revision_date=TIMELESS,
        last_translator="",
        language_team="",
        charset="utf-8",
        fuzzy=False,
    )


def _first(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, list | tuple) else message.id)


def _same_shape(known: Message, message: Message) -> bool:
    return isinstance(known.id, list | tuple) == isinstance(message.id, list | tuple)


def _blank(message: Message, catalogue: Catalog) -> str | list[str]:
    return [""] * catalogue.num_plurals if isinstance(message.id, list | tuple) else ""


def _write_when_changed(path: Path, content: bytes) -> None:
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)


def main(floors: list[str]) -> int:
    """Refresh the named floors, or all; return 1 when a translation is missing."""
    return 1 if sum([refresh(floor) for floor in floors or FLOORS]) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
