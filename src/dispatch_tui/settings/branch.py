"""branch.yaml: name, time zone, language and home of the branch."""

from __future__ import annotations

import re
from pathlib import Path
from zoneinfo import ZoneInfo

from dispatch_tui.i18n import gettext as _
from dispatch_tui.settings.fields import Section, known_words
from dispatch_tui.settings.model import Branch
from dispatch_tui.settings.values import clock_minute

FILE = "branch.yaml"
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,15}")
_LANGUAGES = {"auto": "auto", "zh": "zh", "zh_cn": "zh", "en": "en"}


def read_branch(top: Section, folder: Path) -> tuple[Branch | None, tuple[str, ...]]:
    """Return the branch and the division codes of the provinces served; None when something needed is wrong."""
    code = read_code(top, "code")
    names = top.names()
    zone = read_zone(top, "time_zone", required=True)
    home = top.section("home")
    province = _division(home, "province", 2) if home else ""
    city = _division(home, "city", 4) if home else ""
    if home is not None:
        if province and city and not city.startswith(province):
            home.problem(
                home.line_of("city"),
                _("home city {city} does not lie in home province {province}").format(
                    city=city, province=province
                ),
            )
        home.finish()
    served = _provinces(top)
    slips = top.section("slips", owner="slips")
    repeat = surface = limit = None
    if slips is not None:
        repeat = slips.integer("repeat_repair_days", None, most=3650)
        surface = slips.integer("surface_days_before", None, most=60)
        limit = slips.integer("reappoint_limit", None, most=100)
        slips.finish()
    vehicles = top.section("vehicles", owner="vehicles")
    plan = None
    if vehicles is not None:
        plan = vehicles.parsed("plan_time", clock_minute, None)
        vehicles.finish()
    language = top.choice("language", _LANGUAGES, "auto")
    drop = top.text("drop_folder")
    top.finish()
    if not code or not names or zone is None:
        return None, served
    usual = Branch(code, names, zone)
    branch = Branch(
        code=code,
        names=names,
        zone=zone,
        language=language,
        province=province,
        city=city,
        drop_folder=folder / Path(drop).expanduser() if drop else None,
        repeat_repair_days=usual.repeat_repair_days if repeat is None else repeat,
        surface_days_before=usual.surface_days_before if surface is None else surface,
        reappoint_limit=usual.reappoint_limit if limit is None else limit,
        plan_minute=usual.plan_minute if plan is None else plan,
    )
    return branch, served or ((province,) if province else ())


def read_code(section: Section, key: str) -> str:
    """Return a code of letters, digits, - and _ (at most 16), empty with a note when it is missing or wrong."""
    code = section.text(key, required=True)
    if code and not _CODE.fullmatch(code):
        section.problem(
            section.line_of(key),
            _("{what} is “{value}”; give 1 to 16 letters, digits, - or _").format(
                what=section.named(key), value=code[:40]
            ),
        )
        return ""
    return code


def read_zone(section: Section, key: str, *, required: bool = False) -> ZoneInfo | None:
    """Return a time zone by its IANA name, None with a note when there is no such zone."""
    name = section.text(key, required=required)
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        from zoneinfo import available_timezones

        section.problem(
            section.line_of(key),
            _("there is no time zone “{name}”; {hint}").format(
                name=name[:60], hint=_zone_hint(name, available_timezones())
            ),
        )
        return None


def _zone_hint(name: str, zones: set[str]) -> str:
    tail = name.rsplit("/", 1)[-1].casefold().replace(" ", "_")
    same = [zone for zone in zones if zone.rsplit("/", 1)[-1].casefold() == tail]
    if same:
        return _("did you mean {word}?").format(word=min(same))
    hint = known_words(name, zones)
    return hint if len(hint) < 80 else _("give it like Asia/Shanghai")


def _division(section: Section, key: str, digits: int) -> str:
    code = section.text(key)
    if code and not (code.isascii() and code.isdigit() and len(code) == digits):
        section.problem(
            section.line_of(key),
            _("{what} is “{value}”; give the division code of {n} digits").format(
                what=section.named(key), value=code[:40], n=digits
            ),
        )
        return ""
    return code


def _provinces(top: Section) -> tuple[str, ...]:
    found = []
    for line, code in top.texts("provinces_served"):
        if not (code.isascii() and code.isdigit() and len(code) == 2):
            top.problem(
                line,
                _("{what} is “{value}”; give the division code of {n} digits").format(
                    what="provinces_served", value=code[:40], n=2
                ),
            )
            continue
        found.append(code)
    return tuple(dict.fromkeys(found))
