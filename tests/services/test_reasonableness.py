"""The look back at a day: far points, missing capability, one address twice, workers with many slips (row B-15)."""

from __future__ import annotations

from dataclasses import replace

from dispatch_tui.domain.dispatches import Mode
from dispatch_tui.domain.orders import Kind
from dispatch_tui.domain.rules import Finding, Level
from dispatch_tui.services import feedback, reasonableness
from dispatch_tui.services.desk import Desk
from tests.services.conftest import MONDAY, slip
from tests.services.feedback_room import Put, do, recall, send, sheet_id


def _codes(desk: Desk) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {}
    for finding in reasonableness.review(desk, MONDAY):
        found.setdefault(finding.code, []).append(finding.facts["order_nos"])
    return found


def _one(desk: Desk, code: str) -> Finding:
    (finding,) = [each for each in reasonableness.review(desk, MONDAY) if each.code == code]
    return finding


CANDIDATES = {"code": "covered", "point": "cn1", "candidates": [{"point": "cn1"}, {"point": "xh"}]}


def test_a_plain_day_is_reasonable(desk: Desk, put: Put) -> None:
    send(desk, put, 5, placement=CANDIDATES)
    send(desk, put, 2, 11, mode=Mode.TEMPORARY, placement=CANDIDATES)
    assert reasonableness.review(desk, MONDAY) == ()
    assert reasonableness.review(desk, MONDAY.replace(day=1)) == ()


def test_a_far_point_is_found_while_the_nearer_one_had_room(desk: Desk, put: Put) -> None:
    send(desk, put, 2, point="cn2", placement=CANDIDATES)
    finding = _one(desk, "far-point")
    assert finding.facts["order_nos"] == ["SH0001", "SH0002"]
    assert (finding.level, finding.article) == (Level.WARN, "row B-15")
    assert "Changning 1" in finding.text
    assert "Changning 2" in finding.text


def test_a_far_point_is_right_when_the_nearer_one_was_full_or_unable(desk: Desk, put: Put) -> None:
    points = tuple(
        replace(point, capacity_total=2) if point.code == "cn1" else point for point in desk.settings.points
    )
    desk.settings = replace(desk.settings, points=points)
    send(desk, put, 2, placement=CANDIDATES)
    send(desk, put, 1, 11, point="cn2", placement=CANDIDATES)
    assert "far-point" not in _codes(desk)
    unknown = tuple(replace(point, capacity_total=None) for point in points)
    desk.settings = replace(desk.settings, points=unknown)
    assert "far-point" not in _codes(desk)  # an unknown capacity is no room that is known
    unable = tuple(replace(point, capacity_total=40, kinds=frozenset({Kind.REPAIR})) for point in points)
    desk.settings = replace(desk.settings, points=unable)
    assert "far-point" not in _codes(desk)


def test_a_keyword_of_the_address_lies_nearer_than_the_district(desk: Desk, put: Put) -> None:
    orders = put(slip("SH0001", address="上海市长宁区虹桥机场路1号", placement={
        "code": "covered", "point": "cn2", "candidates": [{"point": "cn2"}, {"point": "cn1"}]}))  # fmt: skip
    from dispatch_tui.services.sending import SendNormal

    do(desk, SendNormal(none=True), orders)
    assert _codes(desk) == {"far-point": [["SH0001"]]}


def test_missing_capability_is_found(desk: Desk, put: Put) -> None:
    send(desk, put, 1, point="xh")  # repairs only
    assert _codes(desk)["capability-missing"] == [["SH0001"]]
    assert "installation" in _one(desk, "capability-missing").text
    send(desk, put, 1, 11, point="xh", kind=Kind.REPAIR, category="冰箱")
    assert "冰箱" in reasonableness.review(desk, MONDAY)[1].text


def test_one_address_to_two_points_is_found(desk: Desk, put: Put) -> None:
    first = slip("SH0001", address="上海市长宁区新华路5号")
    second = slip("SH0002", address="上海市长宁区新华路５号", point="cn2")  # the same, full-width
    from dispatch_tui.services.sending import SendNormal

    do(desk, SendNormal(none=True), put(first, second))
    assert _codes(desk) == {"address-twice": [["SH0001", "SH0002"]]}


def test_one_address_with_two_slips_at_one_point_is_right(desk: Desk, put: Put) -> None:
    from dispatch_tui.services.sending import SendNormal

    same = [slip(f"SH000{n}", address="上海市长宁区新华路5号") for n in range(2)]
    do(desk, SendNormal(none=True), put(*same))
    assert reasonableness.review(desk, MONDAY) == ()


def test_a_worker_with_too_many_slips_is_found_and_a_recall_counts(desk: Desk, put: Put) -> None:
    desk.settings = replace(desk.settings, dispatching=replace(desk.settings.dispatching, worker_most=2))
    orders = send(desk, put, 4)
    for no in ("SH0001", "SH0002", "SH0003"):
        feedback.write_line(desk, sheet_id(desk), no, "李强", force="x")
    feedback.write_line(desk, sheet_id(desk), "SH0004", "周敏", force="x")
    finding = _one(desk, "worker-many")
    assert finding.facts["order_nos"] == ["SH0001", "SH0002", "SH0003"]
    assert "李强" in finding.text
    recall(desk, orders[:1])
    assert "worker-many" not in _codes(desk)
