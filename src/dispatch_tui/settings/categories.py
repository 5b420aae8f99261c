"""categories.yaml and areas.yaml: product categories with their words, and how far each district is."""

from __future__ import annotations

from dispatch_tui.domain.orders import AreaClass
from dispatch_tui.i18n import gettext as _
from dispatch_tui.settings.fields import Section
from dispatch_tui.settings.points import Divisions
from dispatch_tui.settings.policies import AREAS

FILE = "categories.yaml"
AREAS_FILE = "areas.yaml"


def read_categories(top: Section) -> dict[str, tuple[str, ...]]:
    """Return the product categories and the words that mean them; a word means one category only."""
    found: dict[str, tuple[str, ...]] = {}
    owners: dict[str, str] = {}
    part = top.section("categories", required=True)
    for name, line in part.entries() if part is not None else ():
        words = [word for _line, word in part.texts(name)] if part is not None else []
        for word in dict.fromkeys([name, *words]):
            owner = owners.setdefault(word.casefold(), name)
            if owner != name:
                top.problem(
                    line,
                    _("the word {word} means {first} and {second}; keep one of them").format(
                        word=word, first=owner, second=name
                    ),
                )
        found[name] = tuple(dict.fromkeys(words))
    top.finish()
    return found


def read_areas(top: Section, division: Divisions) -> dict[str, AreaClass]:
    """Return the area class by division code; the longest code that fits an address counts."""
    found: dict[str, AreaClass] = {}
    words = {word: area for word, area in AREAS.items() if area is not AreaClass.UNKNOWN}
    part = top.section("areas", required=True)
    for word, line in part.entries() if part is not None else ():
        area = top.word(word, line, "areas", words, None)
        for code_line, code in part.texts(word) if part is not None else ():
            if len(code) not in (2, 4, 6, 9) or not division(code):
                top.problem(code_line, _("there is no division {code}").format(code=code[:40]))
            elif code in found:
                top.problem(code_line, _("division {code} is given twice").format(code=code))
            elif area is not None:
                found[code] = area
    top.finish()
    return found
