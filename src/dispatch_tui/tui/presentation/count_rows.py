"""The four counts side by side: dispatched, on cards, on feedback sheets, in the ledger; and who differs (row C-09)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dispatch_tui.domain.feedback_words import mode_word
from dispatch_tui.domain.reconciling import Difference, Group, count_word
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import ngettext
from dispatch_tui.tui.presentation.pieces import Line, Piece, Tone, line
from dispatch_tui.tui.presentation.words import list_kind_word

Accepted = Mapping[str, str]
"""Why differences were accepted and by whom, by their key."""


@dataclass(frozen=True, slots=True)
class CountRow:
    """One difference of a comparison, or a comparison whose counts are equal."""

    group: Group
    difference: Difference | None = None
    accepted: str = ""
    """Why it was accepted and by whom; empty when it wasn't."""

    @property
    def key(self) -> str:
        """Name of the difference, else of the comparison."""
        if self.difference is not None:
            return self.difference.key
        heading = self.group.heading
        return f"{heading.day.isoformat()}:{heading.point}:{heading.kind.value}:{heading.mode.value}"

    @property
    def order_nos(self) -> tuple[str, ...]:
        """The very slips that differ."""
        return self.difference.order_nos if self.difference is not None else ()

    @property
    def title(self) -> str:
        """Whose counts they are, for the head of a list."""
        return f"{self.group.point_name} {list_kind_word(self.group.heading.kind)}"

    @property
    def open(self) -> bool:
        """Whether it is a difference that nobody accepted."""
        return self.difference is not None and not self.accepted


def count_rows(groups: Iterable[Group], accepted: Accepted) -> list[CountRow]:
    """Return the differences not accepted first, then those accepted, then the equal comparisons."""
    rows = [
        CountRow(group, difference, accepted.get(difference.key, ""))
        for group in groups
        for difference in group.differences
    ]
    equal = [CountRow(group) for group in groups if group.equal]
    return sorted(rows, key=lambda row: not row.open) + equal


def count_cells(row: CountRow) -> dict[str, Piece]:
    """Return the cells of a comparison by column key."""
    group, difference = row.group, row.difference
    heading = group.heading
    tone = Tone.OVERDUE if row.open else Tone.SOON if difference is not None else Tone.PLAIN
    if difference is None:
        said = Piece(
            "=" if not group.recalled else _("= recalled {n}").format(n=len(group.recalled)), Tone.GOOD
        )
    else:
        said = Piece(difference_words(difference), tone)
    return {
        "sign": Piece("!", Tone.OVERDUE) if row.open else Piece("~", Tone.SOON) if difference else Piece(" "),
        "point": Piece(group.point_name or heading.point, Tone.STRONG),
        "kind": Piece(list_kind_word(heading.kind)),
        "mode": Piece(mode_word(heading.mode), Tone.MUTED),
        "dispatched": Piece(str(group.dispatched)),
        "cards": Piece("-" if group.cards is None else str(group.cards), tone),
        "feedback": Piece(str(group.feedback), tone),
        "ledger": Piece(str(group.ledger), tone),
        "difference": said,
        "accepted": Piece(row.accepted, Tone.SOON),
    }


def difference_words(difference: Difference) -> str:
    """Return a difference in few words: how many slips, what lacks them, which."""
    count = len(difference.order_nos)
    slips = ngettext("{n} slip", "{n} slips", count).format(n=count)
    numbers = ", ".join(difference.order_nos)
    if not difference.lacking:
        return _("{slips} counted twice in the ledger: {nos}").format(slips=slips, nos=numbers)
    where = _(", ").join(count_word(count_) for count_ in difference.lacking)
    return _("{slips} not in {where}: {nos}").format(slips=slips, where=where, nos=numbers)


def count_lines(row: CountRow) -> list[Line]:
    """Return what is said about a comparison under the table: the sentence, who accepted it, what was recalled."""
    lines: list[Line] = []
    if row.difference is not None:
        lines.append(line(Piece(row.difference.text, Tone.OVERDUE if row.open else Tone.SOON)))
    if row.accepted:
        lines.append(line(Piece(_("~ accepted: {reason}").format(reason=row.accepted), Tone.SOON)))
    if row.group.recalled:
        lines.append(line(Piece(_("recalled: {nos}").format(nos=", ".join(row.group.recalled)), Tone.MUTED)))
    if row.group.strange:
        words = _("! on the sheet, not sent: {nos}").format(nos=", ".join(row.group.strange))
        lines.append(line(Piece(words, Tone.OVERDUE)))
    return lines
