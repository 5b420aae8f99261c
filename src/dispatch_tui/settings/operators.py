"""operators.yaml: who works with the program, and as what."""

from __future__ import annotations

from dispatch_tui.i18n import gettext as _
from dispatch_tui.settings.fields import Section
from dispatch_tui.settings.model import Operator, Role

FILE = "operators.yaml"
ROLES = {each.value: each for each in Role} | {
    "派工员": Role.DISPATCHER, "车辆调度员": Role.VEHICLE_CLERK, "投诉受理员": Role.COMPLAINT_DESK,
    "监管员": Role.SUPERVISOR, "审单员": Role.REVIEWER, "资材员": Role.MATERIALS, "管理员": Role.ADMINISTRATOR,
}  # fmt: skip


def read_operators(top: Section) -> tuple[Operator, ...]:
    """Return the operators in the order of the file."""
    found: list[Operator] = []
    numbers: dict[str, int] = {}
    for part in top.sections("operators", required=True):
        number = part.text("number", required=True)
        part.owner = number
        name = part.text("name", required=True)
        part.owner = name or number
        roles = frozenset(part.choices("roles", ROLES))
        if not part.has("roles"):
            part.node("roles", required=True)
        short = part.text("initials").casefold() or _initials(name)
        part.finish()
        if number in numbers:
            part.problem(
                part.line_of("number"),
                _(
                    "operator number {number} is given twice (first in line {first}); give every one their own"
                ).format(number=number, first=numbers[number]),
            )
            continue
        if number:
            numbers[number] = part.line_of("number")
            found.append(Operator(number, name, roles, short))
    if top.has("operators") and not found and not top.notes.problems:
        top.problem(top.line_of("operators"), _("no operator is given; give at least one"))
    if found and not any(Role.ADMINISTRATOR in operator.roles for operator in found):
        top.warning(top.line_of("operators"), _("no operator has the role administrator"))
    top.finish()
    return tuple(found)


def _initials(name: str) -> str:
    from dispatch_tui.domain.pinyin import initials

    return initials(name)
