"""The settings of a branch as typed, validated objects; ``settings.load`` builds them from YAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from dispatch_tui.domain.board import PointFacts
from dispatch_tui.domain.calendar import WorkCalendar
from dispatch_tui.domain.due import DuePolicies
from dispatch_tui.domain.orders import AreaClass, Kind
from dispatch_tui.domain.seasons import Seasons


class Role(StrEnum):
    """What an operator may be; one person may hold several roles."""

    DISPATCHER = "dispatcher"
    VEHICLE_CLERK = "vehicle_clerk"
    COMPLAINT_DESK = "complaint_desk"
    SUPERVISOR = "supervisor"
    REVIEWER = "reviewer"
    MATERIALS = "materials"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Branch:
    """The branch that works with this configuration."""

    code: str
    """Short key, the first part of every database key."""
    names: Mapping[str, str]
    """Name by language code (``zh``, ``en``)."""
    zone: ZoneInfo
    language: str = "auto"
    """``auto``, ``zh`` or ``en``."""
    province: str = ""
    """Division code of the home province (2 digits); addresses without one are looked for here first."""
    city: str = ""
    """Division code of the home city (4 digits)."""
    drop_folder: Path | None = None
    """Folder that is watched for files to import."""
    repeat_repair_days: int = 30
    """A slip with the phone and model of an earlier one within so many days is offered as a repeat (A-11)."""
    surface_days_before: int = 1
    """How many calendar days before its appointed day a slip becomes work for the room (A-13)."""
    reappoint_limit: int = 3
    """More changes of appointment than this are flagged (A-13)."""
    plan_minute: int = 1050
    """When the next day's vehicle plan is due, in minutes of the branch's day (17:30; row D-02)."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """One area that a network point covers: a division, a street or a word of the address."""

    division: str = ""
    """Division code of 2 (province), 4 (city), 6 (district) or 9 (street) digits."""
    keyword: str = ""
    """Word that the address contains, like the name of a housing estate or a development zone."""


@dataclass(frozen=True, slots=True)
class NetworkPoint:
    """A network point (网点): a workshop with workers that takes slips (S004 一.1)."""

    code: str
    names: Mapping[str, str]
    initials: str
    """Pinyin initials of the Chinese name, or the ones given in YAML."""
    covers: tuple[Coverage, ...]
    kinds: frozenset[Kind]
    """Kinds of slips it can do."""
    categories: frozenset[str] = frozenset()
    """Product categories it can do; empty means all."""
    capacity: Mapping[Kind, int] = field(default_factory=dict)
    """Slips a day by kind; a kind that is missing is unknown, not 0."""
    capacity_total: int | None = None
    """Slips a day in all; None is unknown."""
    location: tuple[float, float] | None = None
    """Longitude and latitude in degrees."""
    telephone: str = ""
    fax: str = ""
    active: bool = True
    workers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Operator:
    """A person who works with the program."""

    number: str
    """Staff number, like ``1001``."""
    name: str
    roles: frozenset[Role]
    initials: str = ""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """How the columns of a foreign file become the fields of a slip."""

    name: str
    columns: Mapping[str, tuple[str, ...]]
    """Field name (the import names of the programme contract) and the headings that mean it, tried in order."""
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    """Words of the file that mean a kind."""
    constants: Mapping[str, str] = field(default_factory=dict)
    """Field values that the file does not give."""
    join: str = " "
    """What joins the values when a field takes several columns that are all present."""
    joined: frozenset[str] = frozenset()
    """Fields that take all of their columns that are present, joined, instead of the first."""
    date_format: str = ""
    """Format of dates in arrow's tokens when they can't be recognised, like ``M/D/YYYY H:mm``."""
    zone: ZoneInfo | None = None
    """Time zone of the file's times when it is not the branch's."""


@dataclass(frozen=True, slots=True)
class OverdueRules:
    """When a slip is due soon, and further marks."""

    due_soon_minutes: int = 60
    batch_late_minutes: int = 5
    """A batch not taken over this many minutes after its time is late."""
    chase_again_minutes: int = 15
    """When a late batch should be chased again."""


@dataclass(frozen=True, slots=True)
class DispatchRules:
    """Limits and times of dispatching; the standard names none of them, so all are settings (reading notes Q14)."""

    close_minute: int = 1080
    """When normal dispatch is done, in minutes of the branch's day (18:00; row B-02)."""
    feedback_minute: int = 570
    """When yesterday's feedback sheets are expected, in minutes of the branch's day (9:30; row C-01)."""
    chase_again_minutes: int = 30
    """How long after a try the next one is due."""
    chase_ladder: tuple[str, ...] = ("fax", "phone", "second_phone", "supervisor")
    """The ways of chasing, each tried after the one before had no success (row C-03)."""
    fax_tries: int = 3
    """After so many failed faxes the network point is telephoned (row B-03)."""
    worker_minutes: int = 30
    """How long after a temporary dispatch the worker's name is chased (row B-08)."""
    worker_most: int = 10
    """A worker with more slips than this on one day is looked at (row B-15)."""
    reopen_days: int = 30
    """A closed slip may be reopened as a repeat repair within so many days (domain model 7.2)."""
    carry_over_most: int = 2
    """A slip carried over so often is escalated (row B-11)."""
    catch_up_minutes: int = 10
    """An entry made so much later than it happened is marked 补录."""
    units: tuple[str, ...] = (
        "个",
        "台",
        "套",
        "根",
        "米",
        "只",
        "块",
        "片",
        "条",
        "张",
        "千克",
        "升",
        "件",
        "付",
        "瓶",
    )
    """Units of materials and parts; the first is taken when none is given."""
    parts: tuple[str, ...] = ()
    """Names of parts and materials that completion offers; empty knows none, so any name is taken (row B-06)."""


@dataclass(frozen=True, slots=True)
class PrintRules:
    """Where papers go (rows B-03 and B-04)."""

    folder: Path | None = None
    """Folder for printed files; None is the working folder."""
    printers: Mapping[str, str] = field(default_factory=dict)
    """Name shown, and the name of the CUPS printer behind it."""
    fax_folder: Path | None = None
    """Folder that a fax server watches."""
    copies: Mapping[str, int] = field(default_factory=lambda: {"flow_card": 2, "removal_slip": 2})
    """Copies of a paper; one when it is missing."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that YAML says, read once and never changed."""

    folder: Path
    branch: Branch
    calendar: WorkCalendar
    seasons: Seasons
    policies: DuePolicies
    overdue: OverdueRules
    points: tuple[NetworkPoint, ...]
    operators: tuple[Operator, ...]
    mappings: Mapping[str, ColumnMapping]
    areas: Mapping[str, AreaClass]
    """Area class by division code (6 or 9 digits; the longest match counts)."""
    categories: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Product category and the words that mean it."""
    provinces: tuple[str, ...] = ()
    """Division codes of the provinces served; their streets are known to the address matcher."""
    dispatching: DispatchRules = field(default_factory=DispatchRules)
    printing: PrintRules = field(default_factory=PrintRules)

    def local(self, instant: datetime) -> datetime:
        """Return an instant in the branch's time zone."""
        return instant.astimezone(self.branch.zone)

    def today(self, instant: datetime) -> date:
        """Return the branch's date at an instant."""
        return self.local(instant).date()

    def name(self, names: Mapping[str, str], language: str) -> str:
        """Return the name in a language, or in the other one when it is missing."""
        return names.get(language) or names.get("zh") or next(iter(names.values()), "")

    def point(self, code: str) -> NetworkPoint | None:
        """Return a network point by its code."""
        return next((point for point in self.points if point.code == code), None)

    def operator(self, number: str) -> Operator | None:
        """Return an operator by the staff number."""
        return next((person for person in self.operators if person.number == number), None)

    def point_facts(self, language: str) -> tuple[PointFacts, ...]:
        """Return what the board shows of the active network points, in the order of the settings."""
        return tuple(
            PointFacts(point.code, self.name(point.names, language), point.initials, point.capacity_total)
            for point in self.points
            if point.active
        )
