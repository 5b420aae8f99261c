"""The course of a slip for the command line: pre-review, worker, true times, additions, what it was split from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dispatch_tui.domain.addenda import Addition, addition_words, additions_of, materials_of
from dispatch_tui.domain.orders import Order, PlainJson
from dispatch_tui.domain.pre_review import ReviewLine, review_of
from dispatch_tui.domain.reviewing import lines_words, review_words, waiting_for
from dispatch_tui.i18n import gettext as _

if TYPE_CHECKING:
    from datetime import datetime

    from dispatch_tui.services.desk import Desk


def course_lines(desk: Desk, order: Order) -> list[str]:
    """Return what happened to a slip beside its dispatches, one fact a line, with times of the branch."""
    return list(_lines(desk, order))


def _lines(desk: Desk, order: Order) -> Iterator[str]:
    def shown(instant: datetime) -> str:
        return desk.settings.local(instant).strftime("%m-%d %H:%M")

    review = review_of(order.review)
    if review is not None:
        yield _("pre-review: {what}").format(what=review_words(review))
    elif waiting := waiting_for(order):
        yield waiting
    if order.worker:
        yield _("worker: {name}").format(name=order.worker)
    if order.arrived_at is not None:
        yield _("arrived: {time}").format(time=shown(order.arrived_at))
    if order.done_at is not None:
        signed = _("signed by the customer") if order.signed else _("not signed by the customer")
        yield _("done: {time}, {signed}").format(time=shown(order.done_at), signed=signed)
    if order.closed_at is not None:
        yield _("closed: {time}").format(time=shown(order.closed_at))
    additions = additions_of(order)
    for place, addition in enumerate(additions, start=1):
        yield _("addition {n}: {what}").format(n=place, what=addition_words(addition))
    if any(addition.approved for addition in additions):
        yield _("needed in all: {what}").format(what=lines_words(materials_of(order)))
    if order.split_of:
        yield _("split from {no}").format(no=order.split_of)
    if order.merged_into:
        yield _("merged into {no}").format(no=order.merged_into)


def course_json(desk: Desk, order: Order) -> dict[str, PlainJson]:
    """Return the same facts as a JSON object; instants are ISO 8601 with the branch's offset."""

    def iso(instant: datetime | None) -> str | None:
        return desk.settings.local(instant).isoformat(timespec="seconds") if instant else None

    review = review_of(order.review)
    stated: dict[str, PlainJson] | None = None
    if review is not None:
        stated = {
            "status": review.status.value, "lines": [_line(line) for line in review.lines], "make": review.make,
            "by": review.by, "at": iso(review.at), "ready_by": review.ready_by, "ready_at": iso(review.ready_at),
            "reason": review.reason,
        }  # fmt: skip

    def addition(each: Addition) -> PlainJson:
        return {
            **_line(ReviewLine(each.text, each.quantity, each.unit)), "by": each.by, "at": iso(each.at),
            "approved_by": each.approved_by, "approved_at": iso(each.approved_at), "correction": each.correction,
        }  # fmt: skip

    return {
        "review": stated, "waiting_for": waiting_for(order), "worker": order.worker,
        "sent_at": iso(order.dispatched_at), "arrived_at": iso(order.arrived_at), "done_at": iso(order.done_at),
        "signed": order.signed, "closed_at": iso(order.closed_at),
        "additions": [addition(each) for each in additions_of(order)],
        "materials": [_line(line) for line in materials_of(order)],
        "repeat_of": order.repeat_of, "split_of": order.split_of, "merged_into": order.merged_into,
    }  # fmt: skip


def _line(line: ReviewLine) -> dict[str, PlainJson]:
    return {"name": line.name, "quantity": line.quantity, "unit": line.unit}
