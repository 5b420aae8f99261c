"""From typed or imported text to the content of a slip, with a finding for every doubtful field (row A-10)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo

from dispatch_tui.domain.intake_dates import (
    EMPTY,
    Moment,
    looks_like_hours,
    read_moment,
    to_utc,
)
from dispatch_tui.domain.intake_sentences import moment_sentence, phone_sentence, shown
from dispatch_tui.domain.intake_words import kind_of_word, yes_or_no
from dispatch_tui.domain.orders import Incomplete, Kind, Order
from dispatch_tui.domain.rules import Level
from dispatch_tui.domain.text import fold, has_control, key, phone_digits, unstorable
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import mark as N_

LONGEST_NUMBER = 100
"""Characters of a slip number."""
LONGEST_TEXT = 100_000
"""Characters of any other field."""
_TOTALS = ("合计", "总计", "小计", "共计", "总数", "Total", "TOTAL", "Subtotal", "total:")
_CLOCK_LEEWAY = timedelta(minutes=10)
"""A call may lie so far ahead of the room's clock before it is doubted."""

LABELS: Mapping[str, str] = {
    "order_no": N_("slip number"),
    "kind": N_("kind"),
    "customer": N_("customer"),
    "phone": N_("telephone"),
    "address": N_("address"),
    "category": N_("category"),
    "model": N_("model"),
    "called_at": N_("call time"),
    "required_from": N_("appointment from"),
    "required_to": N_("appointment to"),
    "urgent": N_("urgent"),
    "store": N_("store"),
    "point": N_("network point"),
    "remark": N_("remark"),
}
"""What people call the fields; translated when shown."""


@dataclass(frozen=True, slots=True)
class FieldFinding:
    """What a rule says about one field of a slip."""

    level: Level
    """BLOCK: it can't become a slip like this. WARN: kept, but incomplete. NOTE: worth a look."""
    field: str
    """Import name of the field."""
    code: str
    text: str
    """One sentence in the user's language."""


@dataclass(slots=True)
class Content:
    """What a slip says. Texts are as given; instants are UTC."""

    no: str
    kind: Kind = Kind.UNSORTED
    customer: str = ""
    phone: str = ""
    phone_digits: str = ""
    address: str = ""
    category: str = ""
    model: str = ""
    called_at: datetime | None = None
    required_from: datetime | None = None
    required_to: datetime | None = None
    urgent: bool = False
    store: str = ""
    point: str = ""
    """Code of the network point that was given, empty when none was."""
    remark: str = ""
    extras: Mapping[str, str] = field(default_factory=dict)
    incomplete: tuple[Incomplete, ...] = ()


def _no_points(_word: str) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """What the reading of a slip depends on."""

    zone: tzinfo = UTC
    """Time zone of times without an offset."""
    now: datetime | None = None
    """The room's present instant; None leaves the rules about past and future out."""
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    """Further words for kinds, by ``text.key``."""
    points: Callable[[str], tuple[str, ...]] = _no_points
    """Gives the codes of the network points that a code or a name means."""
    moment: Callable[[str], Moment] = read_moment
    """Reads a date."""
    number_needed: bool = True
    """Whether a slip without a number is refused; the keyboard makes one."""


_TEXTS = ("customer", "phone", "address", "category", "model", "store", "remark")


def read_content(
    values: Mapping[str, str], extras: Mapping[str, str], rules: ReadingRules, findings: list[FieldFinding]
) -> Content | None:
    """Read the fields of one slip; return None when a finding forbids it.

    ``values`` holds texts by import name. Texts are kept as they are given, only slip numbers made of letters and
    digits and telephones that can be called are folded to half width. A missing or malformed telephone makes the slip
    incomplete, it is not refused.
    """
    get = values.get
    before = len(findings)
    _check_texts(values, extras, findings)
    no = tidy_number(get("order_no") or "")
    if (problem := number_problem(no, rules.number_needed)) is not None:
        findings.append(problem)
    elif rules.number_needed and (len(values) == 1 or no.startswith(_TOTALS)):
        findings.append(_not_a_slip(no, values))
    content = Content(no, extras=extras)
    for name in _TEXTS:
        text = get(name)
        if text:
            setattr(content, name, text)
    _read_kind(content, get("kind") or "", rules)
    _read_urgent(content, get("urgent") or "", findings)
    _read_times(content, values, rules, findings)
    if word := get("point"):
        _read_point(content, word, rules, findings)
    _complete(content, findings)
    for finding in findings[before:]:
        if finding.level is Level.BLOCK:
            return None
    return content


def tidy_number(text: str) -> str:
    """Return a slip number without outer spaces, folded when it consists of letters, digits and plain signs."""
    stripped = text.strip()
    if stripped.isascii():
        return stripped
    folded = fold(stripped).strip()
    return folded if folded.isascii() and any(char.isdigit() for char in folded) else stripped


def number_problem(no: str, needed: bool = True) -> FieldFinding | None:
    """Return why a tidied slip number can't be used, None when it can."""
    if not no:
        return _block("order_no", "no-number", _("The slip has no number.")) if needed else None
    if has_control(no):
        return _block("order_no", "control-characters", _("The slip number contains control characters."))
    if len(no) > LONGEST_NUMBER:
        return _block(
            "order_no",
            "too-long",
            _("The slip number has {n} characters; at most {m} are possible.").format(
                n=len(no), m=LONGEST_NUMBER
            ),
        )
    return None


def _not_a_slip(no: str, values: Mapping[str, str]) -> FieldFinding:
    """Return why a row is a line of totals or a remark below the slips, and no slip."""
    if len(values) == 1:
        return _block(
            "order_no", "number-only", _("The row has nothing but “{text}”.").format(text=shown(no))
        )
    return _block("order_no", "totals", _("“{text}” is a line of totals, no slip.").format(text=shown(no)))


def _block(name: str, code: str, text: str) -> FieldFinding:
    return FieldFinding(Level.BLOCK, name, code, text)


def _check_texts(values: Mapping[str, str], extras: Mapping[str, str], findings: list[FieldFinding]) -> None:
    joined = "".join(values.values())
    if extras:
        joined += "".join(extras.values()) + "".join(extras)
    if len(joined) <= LONGEST_TEXT and joined.isprintable():
        return
    for name, text in (*values.items(), *extras.items(), *((name, name) for name in extras)):
        label = _(LABELS[name]) if name in LABELS else shown(name)
        if sign := unstorable(text):
            findings.append(
                _block(
                    name,
                    "unstorable",
                    _("The field {field} contains {sign}, which can't be stored.").format(
                        field=label, sign=sign
                    ),
                )
            )
        if len(text) > LONGEST_TEXT:
            findings.append(
                _block(
                    name,
                    "too-long",
                    _("The field {field} has {n} characters; at most {m} are possible.").format(
                        field=label, n=len(text), m=LONGEST_TEXT
                    ),
                )
            )


def _read_kind(content: Content, word: str, rules: ReadingRules) -> None:
    kind = rules.kinds.get(key(word)) if rules.kinds else None
    content.kind = kind_of_word(word) if kind is None else kind
    if content.kind is Kind.UNSORTED and word.strip() and key(word) != Kind.UNSORTED.value:
        content.extras = {**content.extras, "kind": word}


def _read_urgent(content: Content, word: str, findings: list[FieldFinding]) -> None:
    urgent = yes_or_no(word)
    if urgent is None:
        content.extras = {**content.extras, "urgent": word}
        findings.append(
            FieldFinding(
                Level.NOTE,
                "urgent",
                "urgent-unknown",
                _("“{text}” says neither yes nor no; the slip is taken as not urgent.").format(
                    text=shown(word)
                ),
            )
        )
    content.urgent = bool(urgent)


def _read_times(
    content: Content, values: Mapping[str, str], rules: ReadingRules, findings: list[FieldFinding]
) -> None:
    called = _moment("called_at", values.get("called_at") or "", rules, findings)
    first = _moment("required_from", values.get("required_from") or "", rules, findings)
    text = values.get("required_to") or ""
    if text and first.start is not None and looks_like_hours(text):
        text = f"{first.start.date().isoformat()} {text.strip()}"
    last = _moment("required_to", text, rules, findings)
    if called.start is not None:
        content.called_at = to_utc(called.start, rules.zone)
    if first.start is not None:
        content.required_from = to_utc(first.start, rules.zone)
    end = (last.end or last.start) if last.start is not None else first.end
    if end is not None:
        content.required_to = to_utc(end, rules.zone)
    _check_times(content, rules, findings)


def _check_times(content: Content, rules: ReadingRules, findings: list[FieldFinding]) -> None:
    start, end, now = content.required_from, content.required_to, rules.now
    if start is not None and end is not None and end < start:
        findings.append(
            _block(
                "required_to",
                "end-before-start",
                _("The appointment ends before it starts; correct one of the two."),
            )
        )
    if now is None:
        return
    if content.called_at is not None and content.called_at > now + _CLOCK_LEEWAY:
        findings.append(
            FieldFinding(
                Level.NOTE, "called_at", "call-in-future", _("The call time lies in the future; check it.")
            )
        )
    wanted = end or start
    if wanted is not None and wanted.astimezone(rules.zone).date() < now.astimezone(rules.zone).date():
        findings.append(
            FieldFinding(
                Level.NOTE, "required_from", "date-in-past", _("The appointment lies in the past; check it.")
            )
        )


def _moment(name: str, text: str, rules: ReadingRules, findings: list[FieldFinding]) -> Moment:
    if not text:
        return EMPTY
    moment = rules.moment(text)
    if moment.problem is not None:
        sentence = moment_sentence(moment.problem).format(field=_(LABELS[name]), text=shown(text))
        findings.append(_block(name, f"date-{moment.problem.value.replace('_', '-')}", sentence))
    return moment


def _read_point(content: Content, word: str, rules: ReadingRules, findings: list[FieldFinding]) -> None:
    if not word.strip():
        return
    codes = rules.points(word)
    if len(codes) == 1:
        content.point = codes[0]
    elif codes:
        findings.append(
            _block(
                "point",
                "point-ambiguous",
                _("The network point “{text}” may be {codes}; give the code.").format(
                    text=shown(word), codes=", ".join(codes)
                ),
            )
        )
    else:
        findings.append(
            _block(
                "point",
                "point-unknown",
                _("There is no network point “{text}” in points.yaml.").format(text=shown(word)),
            )
        )


def _complete(content: Content, findings: list[FieldFinding]) -> None:
    """Find out what the slip lacks: it is kept, but can't be dispatched (row A-10)."""
    lacking: list[Incomplete] = []
    if not content.customer.strip():
        lacking.append(Incomplete.CUSTOMER)
        findings.append(_lacks("customer", _("The customer's name is missing.")))
    reading = phone_digits(content.phone)
    content.phone_digits = reading.digits
    if reading.problem is not None:
        lacking.append(Incomplete.PHONE)
        findings.append(_lacks("phone", phone_sentence(reading.problem, content.phone, reading.digits)))
    elif not content.phone.isascii():
        content.phone = fold(content.phone)
    if not content.address.strip():
        lacking.append(Incomplete.ADDRESS)
        findings.append(_lacks("address", _("The address is missing.")))
    if content.kind is Kind.UNSORTED:
        lacking.append(Incomplete.KIND)
        word = content.extras.get("kind", "")
        sentence = (
            _("The kind “{text}” is unknown; the slip waits to be sorted.")
            if word
            else _("The kind is missing.")
        )
        findings.append(_lacks("kind", sentence.format(text=shown(word))))
    if content.urgent and content.required_from is None and content.required_to is None:
        lacking.append(Incomplete.URGENT_TIME)
        findings.append(_lacks("required_from", _("The slip is urgent; ask until when it is required.")))
    content.incomplete = tuple(lacking)


def _lacks(name: str, text: str) -> FieldFinding:
    return FieldFinding(Level.WARN, name, f"incomplete-{name.replace('_', '-')}", text)


COMPARED = (
    "kind", "customer", "phone", "address", "category", "model", "called_at", "required_from", "required_to",
    "urgent", "store", "point", "remark",
)  # fmt: skip
"""Fields in which a slip that comes a second time is compared with the one that is kept."""


def _whole_seconds(value: object) -> object:
    """Return a value as files tell it: instants in whole seconds."""
    return value.replace(microsecond=0) if isinstance(value, datetime) else value


def differences(content: Content, order: Order) -> tuple[str, ...]:
    """Return the fields in which a slip that comes again says something else than the one that is kept.

    A field that is empty this time says nothing, nor does an unknown kind or a slip that is not urgent. Columns
    without a place of their own are compared under the name ``extras``.
    """
    found = []
    for name in COMPARED:
        value = getattr(content, name)
        if not value or value is Kind.UNSORTED:
            continue
        if _whole_seconds(value) != _whole_seconds(getattr(order, name)):
            found.append(name)
    if any(
        order.extras.get(name) != text
        for name, text in content.extras.items()
        if name not in ("kind", "urgent")
    ):
        found.append("extras")
    return tuple(found)
