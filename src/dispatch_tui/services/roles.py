"""Who may do what: one table of actions and roles, asked by every service function that writes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dispatch_tui.errors import NotAllowed
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import mark as N_
from dispatch_tui.i18n import pgettext
from dispatch_tui.settings.model import Role

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk

_DISPATCH = frozenset({Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR})
_DESK = _DISPATCH | {Role.REVIEWER, Role.COMPLAINT_DESK}
_EVERYBODY = frozenset(Role)

ALLOWED: Mapping[str, frozenset[Role]] = {
    "hold": _DISPATCH,
    "resume": _DISPATCH,
    "cancel": _DISPATCH,
    "reappoint": _DISPATCH | {Role.COMPLAINT_DESK},
    "correct": _DESK,
    "place": _DISPATCH,
    "propose": _DISPATCH,
    "urgent": _DESK,
    "normal": _DISPATCH,
    "sort": _DISPATCH | {Role.REVIEWER},
    "note": _EVERYBODY,
    "enter": _DESK,
    "import": _DESK,
    "batch": _DISPATCH | {Role.REVIEWER},
    "chase": _DISPATCH | {Role.REVIEWER},
    "season": frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR}),
    "review": _DISPATCH | {Role.REVIEWER, Role.MATERIALS},
    "materials_ready": _DISPATCH | {Role.MATERIALS},
    "waive": _DISPATCH,
    "assign": _DISPATCH,
    "unassign": _DISPATCH,
    "send": _DISPATCH,
    "recall": _DISPATCH,
    "resend": _DISPATCH,
    "delivered": _DISPATCH | {Role.REVIEWER},
    "not_delivered": _DISPATCH | {Role.REVIEWER},
    "void_card": _DISPATCH,
    "sign_card": _DISPATCH | {Role.REVIEWER},
    "worker": _DISPATCH | {Role.REVIEWER, Role.COMPLAINT_DESK},
    "arrive": _DISPATCH | {Role.REVIEWER, Role.COMPLAINT_DESK},
    "in_house": _DISPATCH,
    "repaired": _DISPATCH,
    "done": _DISPATCH | {Role.REVIEWER, Role.COMPLAINT_DESK},
    "signed": _DISPATCH | {Role.REVIEWER},
    "close": _DISPATCH | {Role.REVIEWER},
    "reopen": _DISPATCH | {Role.COMPLAINT_DESK},
    "addendum": _DISPATCH | {Role.REVIEWER, Role.MATERIALS},
    "approve_addendum": frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR, Role.MATERIALS}),
    "split": _DISPATCH,
    "merge": _DISPATCH,
    "sheet": _DISPATCH | {Role.REVIEWER},
    "sheet_line": _DISPATCH | {Role.REVIEWER},
    "hand_over": _DISPATCH | {Role.REVIEWER},
    "copy_back": frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR}),
    "ledger": _DISPATCH | {Role.REVIEWER},
    "day_run": _DISPATCH | {Role.REVIEWER},
    "accept": frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR}),
    "sign_off": frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR}),
    "print": _EVERYBODY,
    "undo": _EVERYBODY,
    "redo": _EVERYBODY,
}
"""Roles that may carry out an action. An action that is not listed here is allowed to nobody."""

ROLE_WORDS: Mapping[Role, str] = {
    Role.DISPATCHER: N_("dispatcher"),
    Role.VEHICLE_CLERK: N_("vehicle clerk"),
    Role.COMPLAINT_DESK: N_("complaint desk"),
    Role.SUPERVISOR: N_("supervisor"),
    Role.REVIEWER: N_("reviewer"),
    Role.MATERIALS: N_("materials department"),
    Role.ADMINISTRATOR: N_("administrator"),
}
"""Name of each role, to be translated when shown."""


def action_word(action: str) -> str:
    """Return what an action is called in the user's language, its code when it has no name."""
    return {
        "hold": pgettext("action", "hold"),
        "resume": pgettext("action", "resumption"),
        "cancel": pgettext("action", "cancellation"),
        "reappoint": pgettext("action", "new appointment"),
        "correct": pgettext("action", "correction"),
        "place": pgettext("action", "placing by hand"),
        "propose": pgettext("action", "placing by proposal"),
        "urgent": pgettext("action", "urgent mark"),
        "normal": pgettext("action", "removal of the urgent mark"),
        "sort": pgettext("action", "sorting"),
        "note": pgettext("action", "remark"),
        "enter": pgettext("action", "entry"),
        "import": pgettext("action", "import"),
        "batch": pgettext("action", "hand-over"),
        "chase": pgettext("action", "chase"),
        "season": pgettext("action", "season switch"),
        "review": pgettext("action", "pre-review"),
        "materials_ready": pgettext("action", "materials ready"),
        "waive": pgettext("action", "waiver of the pre-review"),
        "assign": pgettext("action", "assignment"),
        "unassign": pgettext("action", "withdrawal of the assignment"),
        "send": pgettext("action", "dispatch"),
        "recall": pgettext("action", "recall"),
        "resend": pgettext("action", "further sending"),
        "delivered": pgettext("action", "receipt by the network point"),
        "not_delivered": pgettext("action", "failed delivery"),
        "void_card": pgettext("action", "voiding of a flow card"),
        "sign_card": pgettext("action", "signature on a flow card"),
        "worker": pgettext("action", "worker's name"),
        "arrive": pgettext("action", "arrival"),
        "in_house": pgettext("action", "taking in for repair"),
        "repaired": pgettext("action", "end of the in-house repair"),
        "done": pgettext("action", "completion"),
        "signed": pgettext("action", "customer's signature"),
        "close": pgettext("action", "closing"),
        "reopen": pgettext("action", "reopening as a repeat repair"),
        "addendum": pgettext("action", "on-site addition"),
        "approve_addendum": pgettext("action", "approval of an addition"),
        "split": pgettext("action", "split"),
        "merge": pgettext("action", "merge"),
        "sheet": pgettext("action", "feedback sheet"),
        "sheet_line": pgettext("action", "line of a feedback sheet"),
        "hand_over": pgettext("action", "hand-over to the information centre"),
        "copy_back": pgettext("action", "copying back"),
        "ledger": pgettext("action", "ledger correction"),
        "day_run": pgettext("action", "guided run"),
        "accept": pgettext("action", "acceptance of a difference"),
        "sign_off": pgettext("action", "sign-off"),
        "print": pgettext("action", "print"),
        "undo": pgettext("action", "undo"),
        "redo": pgettext("action", "redo"),
        "surface": pgettext("action", "end of the hold on its day"),
    }.get(action, action)


def may(desk: Desk, action: str) -> bool:
    """Tell whether the operator at the desk may carry out the action."""
    person = desk.settings.operator(desk.operator)
    return person is not None and bool(person.roles & ALLOWED.get(action, frozenset()))


def require(desk: Desk, action: str) -> None:
    """Raise NotAllowed with one clear sentence unless the operator at the desk may carry out the action."""
    person = desk.settings.operator(desk.operator)
    if person is None:
        if not desk.operator:
            raise NotAllowed(
                _("Nobody is signed in at this desk."), _("Say who you are with --as or DISPATCH_OPERATOR.")
            )
        raise NotAllowed(
            _("There is no operator {number}.").format(number=desk.operator),
            _("Operators stand in operators.yaml."),
        )
    allowed = ALLOWED.get(action, frozenset())
    if person.roles & allowed:
        return
    who = ", ".join(_(ROLE_WORDS[role]) for role in Role if role in allowed)
    raise NotAllowed(
        _("{name} may not do this: {action}.").format(name=person.name, action=action_word(action)),
        _("Those who may: {roles}.").format(roles=who),
    )
