"""Switching the season by hand, with a reason (rows A-04 and A-05, decision Q1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dispatch_tui.domain.rules import Level, Outcome, Result
from dispatch_tui.domain.seasons import Season, SeasonSwitch
from dispatch_tui.errors import BadInput, NotFound, Refused
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services import roles

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.storage.reading import Reader
    from dispatch_tui.storage.writing import Writer


def check_switch(desk: Desk, reader: Reader, code: str, reason: str) -> tuple[Season, Season]:
    """Return the season of today and the one to switch to.

    Raises NotFound for an unknown season, Refused when it is in force already, BadInput without a reason.
    """
    roles.require(desk, "season")
    seasons = desk.seasons(reader)
    present, wanted = seasons.on(desk.today()), seasons.get(code)
    if wanted is None:
        raise NotFound(_("There is no season “{word}”.").format(word=code))
    if wanted.code == present.code:
        name = desk.settings.name(present.names, desk.language)
        raise Refused(_("The season is {name} already.").format(name=name), code="no-change")
    if not reason.strip():
        raise BadInput(
            _("The season is switched only with a reason."), _("Write it behind the name of the season.")
        )
    return present, wanted


def switch(desk: Desk, code: str, reason: str, *, command_id: str | None = None) -> Outcome:
    """Let a season count from today on, whatever the settings' dates say; hand-overs already made stay as they were."""

    def work(writer: Writer) -> Outcome:
        _present, wanted = check_switch(desk, writer, code, reason)
        writer.insert_season_switch(SeasonSwitch(desk.today(), wanted.code, reason.strip(), desk.operator))
        text = _("{name} from today on").format(name=desk.settings.name(wanted.names, desk.language))
        return Outcome((Result(wanted.code, True, Level.OK, "done", text),), writer.act.command_id)

    return desk.store.run(desk.act("season", reason=reason.strip(), command_id=command_id), work)
