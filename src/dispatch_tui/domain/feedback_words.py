"""Names of dispatching's papers, states and ways in the user's language."""

from __future__ import annotations

from datetime import date

from dispatch_tui.domain.dispatches import Mode
from dispatch_tui.domain.feedback import LineState, SheetState
from dispatch_tui.domain.lifecycle import kind_word
from dispatch_tui.domain.orders import Kind
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import pgettext


def mode_word(mode: Mode) -> str:
    """Return the mode's name: normal or temporary dispatch."""
    return {
        Mode.NORMAL: pgettext("mode of dispatch", "normal"),
        Mode.TEMPORARY: pgettext("mode of dispatch", "temporary"),
    }[mode]


def sheet_state_word(state: SheetState) -> str:
    """Return the name of a feedback sheet's state."""
    return {
        SheetState.EXPECTED: pgettext("state of a sheet", "expected"),
        SheetState.RECEIVED: pgettext("state of a sheet", "received"),
        SheetState.QUERIED: pgettext("state of a sheet", "queried"),
        SheetState.CHECKED: pgettext("state of a sheet", "checked"),
        SheetState.HANDED: pgettext("state of a sheet", "handed over"),
        SheetState.ENTERED: pgettext("state of a sheet", "entered"),
        SheetState.COPIED_BACK: pgettext("state of a sheet", "copied back"),
    }[state]


def line_state_word(state: LineState) -> str:
    """Return the name of a line's state."""
    return {
        LineState.GOOD: pgettext("state of a line", "in order"),
        LineState.UNKNOWN: pgettext("state of a line", "unknown number"),
        LineState.FOREIGN: pgettext("state of a line", "does not belong here"),
        LineState.STRUCK: pgettext("state of a line", "struck out"),
    }[state]


def way_word(way: str) -> str:
    """Return the name of a way of chasing or receiving; what the program does not know is shown as it was typed."""
    return {
        "fax": pgettext("way", "fax"),
        "car": pgettext("way", "car"),
        "phone": pgettext("way", "telephone"),
        "second_phone": pgettext("way", "second telephone"),
        "supervisor": pgettext("way", "supervisor"),
        "pick_up": pgettext("way", "fetched"),
    }.get(way, way)


def sheet_title(day: date, point_name: str, kind: Kind, mode: Mode) -> str:
    """Return what the sheet of a day, network point, kind and mode is called."""
    if mode is Mode.TEMPORARY:
        return _("temporary feedback sheet {day}, {kind}").format(day=f"{day:%m-%d}", kind=kind_word(kind))
    return _("feedback sheet {day} {point}, {kind}").format(
        day=f"{day:%m-%d}", point=point_name, kind=kind_word(kind)
    )
