"""``dispatch-tui locate``: what the address matcher makes of addresses, with the network point and the reason."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from dispatch_tui.errors import EXIT_OK, BadInput, NotFound, Unavailable
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import language

if TYPE_CHECKING:
    from dispatch_tui.cli.context import Context
    from dispatch_tui.cli.parsing import Subparsers
    from dispatch_tui.domain.orders import PlainJson
    from dispatch_tui.domain.placing import Placement, Placer
    from dispatch_tui.settings.model import Settings

_HEADING_WORDS = """
    address addr full_address detail_address
    地址 详细地址 服务地址 客户地址 收货地址 安装地址 维修地址 上门地址
    用户地址 联系地址 收件地址 店铺地址 门店地址 住址 地址信息
"""
_HEADINGS = frozenset(_HEADING_WORDS.split())
"""Headings of the column that holds the addresses."""
_TABLES = (".csv", ".tsv", ".xlsx", ".xlsm", ".json", ".jsonl", ".ndjson")


def add(subparsers: Subparsers) -> None:
    """Add the command to the parser."""
    parser: ArgumentParser = subparsers.add_parser(
        "locate",
        help=_("tell what the address matcher makes of addresses"),
        description=_("Tells province, city, district, street and network point of addresses, and why."),
    )
    parser.add_argument(
        "addresses", nargs="*", metavar=_("ADDRESS"), help=_("an address; - reads lines from stdin")
    )
    parser.add_argument(
        "--file",
        metavar=_("FILE"),
        help=_("file with one address per line, or a table with an address column; - is stdin"),
    )
    parser.add_argument("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace, context: Context) -> int:
    """Locate the addresses and return the exit code."""
    addresses = list(_wanted(args))
    if not addresses and not args.file and "-" not in args.addresses:
        raise BadInput(_("No address is given."), _("Give addresses, or a file of them with --file FILE."))
    settings = _settings(context)
    from dispatch_tui.settings.divisions import placer_for

    placer = placer_for(settings)
    if args.json:
        _print_json(addresses, placer, settings)
    else:
        _print_text(addresses, placer, settings)
    return EXIT_OK


def _settings(context: Context) -> Settings:
    """Return the settings, or those of the sample branch when there is no configuration."""
    try:
        return context.settings
    except NotFound:
        if context.options.get("--config") or context.environment.get("DISPATCH_CONFIG"):
            raise
        from dispatch_tui.settings.load import load_settings
        from dispatch_tui.settings.shipped import shipped_config

        return load_settings(shipped_config())


def _wanted(args: Namespace) -> Iterator[str]:
    for given in args.addresses:
        if given == "-":
            yield from _lines(sys.stdin.buffer.read())
        else:
            yield given
    if args.file == "-":
        yield from _lines(sys.stdin.buffer.read())
    elif args.file:
        yield from _from_file(Path(args.file))


def _from_file(path: Path) -> Iterator[str]:
    if path.suffix.lower() in _TABLES:
        table = _from_table(path)
        if table is not None:
            yield from table
            return
    try:
        content = path.read_bytes()
    except OSError as error:
        if isinstance(error, FileNotFoundError):
            raise NotFound(_("There is no file {path}.").format(path=path)) from None
        raise Unavailable(
            _("{path} can't be read ({why}).").format(path=path, why=error.strerror or error)
        ) from None
    if content.startswith(b"PK"):
        raise BadInput(
            _("{path} has no column of addresses.").format(path=path),
            _("Head the column with 地址 or address."),
        )
    yield from _lines(content)


def _from_table(path: Path) -> Iterable[str] | None:
    """Return the address column of a table, None when no heading names one (then lines are read)."""
    from dispatch_tui.services.readers.opening import open_rows

    try:
        source = open_rows(path, _known_headings)
        rows = iter(source.rows)
        first = list(islice(rows, 1))
    except BadInput as error:
        if error.code == "no-headings":
            return None
        raise
    column = (
        next((n for n, head in enumerate(first[0].headings) if _is_heading(head)), None) if first else None
    )
    if column is None:
        return None
    place = column
    return (row.cells[place] if place < len(row.cells) else "" for part in (first, rows) for row in part)


def _is_heading(cell: str) -> bool:
    return cell.strip().casefold() in _HEADINGS


def _known_headings(cells: Sequence[str]) -> int:
    return 10 * sum(map(_is_heading, cells))


def _lines(content: bytes) -> Iterator[str]:
    """Return the filled lines of a text in UTF-8 or GB18030; a heading above them is left out."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", errors="replace")
    for number, line in enumerate(text.splitlines()):
        if line.strip() and not (number == 0 and _is_heading(line)):
            yield line.strip()


def _print_json(addresses: Iterable[str], placer: Placer, settings: Settings) -> None:
    """Print the list piece by piece, so that a large file needs no memory for the answer."""
    import json

    from dispatch_tui.domain.orders import Kind

    names = _point_names(settings)
    print("[", end="")
    for number, address in enumerate(addresses):
        entry = _entry(address, placer.place(address, Kind.UNSORTED), names, placer)
        print(
            "," if number else "", json.dumps(entry, ensure_ascii=False), sep="\n" if number else "", end=""
        )
    print("]")


def _point_names(settings: Settings) -> dict[str, str]:
    return {point.code: settings.name(point.names, language()) for point in settings.points}


def _reason(placement: Placement, names: dict[str, str]) -> str:
    from dispatch_tui.domain.placing_words import word

    return word(placement.facts, names)


def _entry(address: str, placement: Placement, names: dict[str, str], placer: Placer) -> dict[str, PlainJson]:
    match = placement.match
    province, city, district, street = match.names
    candidates: list[PlainJson] = []
    table = placer.matcher.gazetteer
    for code in match.candidates:
        found = table.names_of(code)
        candidates.append({"code": code, "province": found[0], "city": found[1], "district": found[2]})
    for candidate in placement.candidates:
        candidates.append(
            {"point": candidate.point, "name": names.get(candidate.point, ""), "level": candidate.level.word,
             "why": list(candidate.codes)}
        )  # fmt: skip
    return {
        "address": address, "province": province, "city": city, "district": district, "street": street,
        "point": placement.point, "reason": _reason(placement, names), "candidates": candidates,
        "certain": match.certain, "province_code": match.province, "city_code": match.city,
        "district_code": match.district, "street_code": match.street, "guessed": list(match.guessed),
        "reason_code": match.reason_code, "placing": placement.code,
        "point_name": names.get(placement.point or "", ""),
    }  # fmt: skip


def _print_text(addresses: list[str], placer: Placer, settings: Settings) -> None:
    """Print a line for each address, in columns of terminal cells."""
    from dispatch_tui.domain.cells import fit, width_of
    from dispatch_tui.domain.orders import Kind

    names = _point_names(settings)
    width = min(48, max((width_of(_shown(address)) for address in addresses), default=0))
    for address in addresses:
        placement = placer.place(address, Kind.UNSORTED)
        match = placement.match
        mark = _("certain") if match.certain else _("ask")
        where = "".join(dict.fromkeys(name for name in match.names if name))
        point = names.get(placement.point or "", "") or "-"
        print(fit(_shown(address), width), fit(mark, 7), fit(where or "-", 36), fit(point, 14),
              _reason(placement, names), sep="  ")  # fmt: skip


def _shown(address: str) -> str:
    """Return an address on one line, without characters that move the cursor."""
    return " ".join("".join(char if char.isprintable() else " " for char in address).split())
