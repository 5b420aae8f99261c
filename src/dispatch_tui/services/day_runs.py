"""The guided runs of a day, day-open and day-close: looked at, differences accepted, signed off (rows C-01 to C-09)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from dispatch_tui.domain.day_runs import DayRun, RunKind
from dispatch_tui.domain.orders import PlainJson
from dispatch_tui.domain.rules import Level, Outcome, Result
from dispatch_tui.errors import BadInput, NotFound, Refused
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import ngettext, pgettext
from dispatch_tui.services import roles
from dispatch_tui.services.day_close_steps import close_steps
from dispatch_tui.services.day_open_steps import open_steps
from dispatch_tui.services.day_steps import RunLine, RunStep, surroundings

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.storage.reading import Reader
    from dispatch_tui.storage.writing import Writer

__all__ = ["RunLine", "RunStep", "RunView", "accept", "run_word", "sign_off", "view"]


@dataclass(frozen=True, slots=True)
class RunView:
    """A guided run as it stands now."""

    day: date
    kind: RunKind
    run: DayRun | None
    """What was stored of it: accepted differences, sign-off; None while nobody has begun it."""
    steps: tuple[RunStep, ...]
    may_sign: bool
    why_not: str
    """Why it can't be signed off, as a sentence; empty when it can."""
    days: tuple[date, ...] = ()
    """The days of dispatches that it is about."""
    never_closed: tuple[date, ...] = ()
    """Those of them whose day-close was not signed off; told with the sign-off of the day-open."""

    @property
    def open(self) -> int:
        """How much is left to do in all steps."""
        return sum(step.open for step in self.steps)

    @property
    def blocks(self) -> int:
        """How many lines keep it from being signed off."""
        return sum(step.blocks for step in self.steps)

    @property
    def left(self) -> tuple[str, ...]:
        """What stays open although it doesn't keep the run from being signed off: each step with its number."""
        return tuple(
            _("{step}: {n}").format(step=step.title, n=f"{step.open:,}") for step in self.steps if step.open
        )

    def line(self, key: str) -> RunLine | None:
        """Return a line by its name."""
        return next((line for step in self.steps for line in step.lines if line.key == key), None)


def view(desk: Desk, day: date, kind: RunKind) -> RunView:
    """Return a run of a day as it stands now; nothing is written."""
    with desk.store.read() as reader:
        return _view(desk, reader, day, kind)


def accept(
    desk: Desk, day: date, kind: RunKind, key: str, reason: str, *, command_id: str | None = None
) -> Outcome:
    """Accept a difference of a run with a reason; it stays visible, and what is added to it later counts anew (C-09).

    ``key`` is the name of a line that blocks. Raises BadInput without a reason, NotFound for a line that is not there
    (any more), Refused for one that needs no acceptance or has it already.
    """
    roles.require(desk, "accept")
    if not reason.strip():
        raise BadInput(
            _("A difference is accepted only with a reason."),
            _("Write what became of the slips."),
            code="reason-missing",
        )

    # Looked at before the transaction, so that nobody waits for it: what is accepted is named by its contents.
    line = view(desk, day, kind).line(key)
    if line is None:
        raise NotFound(
            _("This difference is not there any more; look at the run again."), code="difference-gone"
        )
    if not line.blocks or line.accepted:
        raise Refused(_("This line needs no acceptance."), line.accepted, code="no-change")
    entry: dict[str, PlainJson] = {
        "key": key, "text": line.text, "reason": reason.strip(), "by": desk.operator,
        "at": desk.now().isoformat(), "covers": list(line.covers),
    }  # fmt: skip

    def work(writer: Writer) -> Outcome:
        run = _stored(writer, day, kind) or _begun(desk, writer, day, kind)
        if any(each.get("key") == key for each in run.accepted):
            raise Refused(_("This line needs no acceptance."), code="no-change")
        writer.update_paper(run, replace(run, accepted=(*run.accepted, entry)))
        told = _("Accepted: {text}").format(text=line.text)
        return Outcome((Result(run_word(kind, day), True, Level.NOTE, "accepted", told),), writer.group_id)

    return desk.store.run(desk.act("accept", reason=reason.strip(), command_id=command_id), work)


def sign_off(desk: Desk, day: date, kind: RunKind, *, command_id: str | None = None) -> Outcome:
    """Sign a run off. Refused with the reason while a difference is neither settled nor accepted (row C-09).

    What is open besides differences (slips that are carried over, names still to come) is told with it.
    """
    roles.require(desk, "sign_off")

    with desk.store.read() as reader:
        seen, head = _view(desk, reader, day, kind), reader.head()
    if not seen.may_sign:
        raise Refused(seen.why_not, code="not-signed")

    def work(writer: Writer) -> Outcome:
        # Looked at again only when somebody stored something since; it can take seconds, and everybody waits.
        writer.take_turn()
        found = seen if writer.head() == head else _view(desk, writer, day, kind)
        if not found.may_sign:
            raise Refused(found.why_not, code="not-signed")
        run = found.run or _begun(desk, writer, day, kind)
        writer.update_paper(run, replace(run, signed_at=desk.now(), signed_by=desk.operator))
        left = found.left
        told = _("{run} is signed off.").format(run=run_word(kind, day))
        if found.never_closed:
            days = ", ".join(f"{each:%m-%d}" for each in found.never_closed)
            told = _("{text} The day-close was not signed off: {days}.").format(text=told, days=days)
        if left:
            told = _("{text} Still open: {steps}.").format(text=told, steps=", ".join(left))
        level, code = (Level.NOTE, "still-open") if left or found.never_closed else (Level.OK, "done")
        return Outcome((Result(run_word(kind, day), True, level, code, told),), writer.group_id)

    return desk.store.run(desk.act("sign_off", command_id=command_id), work)


def run_word(kind: RunKind, day: date) -> str:
    """Return what a run is called in sentences."""
    name = {
        RunKind.OPEN: pgettext("guided run", "day-open"),
        RunKind.CLOSE: pgettext("guided run", "day-close"),
    }[kind]
    return f"{name} {day:%m-%d}"


def _view(desk: Desk, reader: Reader, day: date, kind: RunKind) -> RunView:
    around, run = surroundings(desk, reader, day, kind)
    steps = open_steps(around) if kind is RunKind.OPEN else close_steps(around)
    why_not = _why_not(desk, day, run, steps)
    return RunView(day, kind, run, steps, not why_not, why_not, around.days, around.never_closed)


def _why_not(desk: Desk, day: date, run: DayRun | None, steps: tuple[RunStep, ...]) -> str:
    """Return why a run can't be signed off now; empty when it can."""
    blocks = sum(step.blocks for step in steps)
    if run is not None and run.signed_at is not None:
        told = _("Signed off by {name} at {time}.").format(
            name=desk.operator_name(run.signed_by),
            time=desk.settings.local(run.signed_at).strftime("%m-%d %H:%M"),
        )
        if blocks:
            told = ngettext(
                "{text} {n} difference has appeared since.",
                "{text} {n} differences have appeared since.",
                blocks,
            ).format(text=told, n=blocks)
        return told
    if day > desk.today():
        return _("This day has not begun.")
    if blocks:
        where = ", ".join(
            _("{step}: {n}").format(step=step.title, n=step.blocks) for step in steps if step.blocks
        )
        return ngettext(
            "{n} difference is neither settled nor accepted ({where}).",
            "{n} differences are neither settled nor accepted ({where}).",
            blocks,
        ).format(n=blocks, where=where)
    if not roles.may(desk, "sign_off"):
        return _("Nothing keeps it from being signed off; a supervisor does it.")
    return ""


def _stored(reader: Reader, day: date, kind: RunKind) -> DayRun | None:
    """Return a run of a day as it is stored, None while nobody has begun it."""
    return next(iter(reader.papers(DayRun, day=day, kind=kind)), None)


def _begun(desk: Desk, writer: Writer, day: date, kind: RunKind) -> DayRun:
    """Store a run of a day that was not begun; raises Refused for a day that has not begun."""
    if day > desk.today():
        raise Refused(_("This day has not begun."), code="not-begun")
    return writer.insert_paper(DayRun(writer.new_id(), day, kind, desk.now(), desk.operator))
