"""Proposing network points: area before load, capability, capacity in numbers, and reasons for the rest."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dispatch_tui import i18n
from dispatch_tui.domain.addresses import AddressMatcher
from dispatch_tui.domain.orders import Kind
from dispatch_tui.domain.placing import Load, Placement, Placer, Rank
from dispatch_tui.domain.placing_results import COVERED, NO_ADDRESS, NO_AREA, NOT_CAPABLE, UNCERTAIN
from dispatch_tui.domain.placing_words import candidates_of, findings, load_words, word
from dispatch_tui.domain.rules import Level
from dispatch_tui.settings.divisions import gazetteer
from dispatch_tui.settings.model import Coverage, NetworkPoint

ALL = frozenset(Kind)
NAMES = {"cn": "长宁一部", "xh": "新华组", "pd": "浦东一部", "pd2": "浦东二部", "eng": "工程组"}


def point(
    code: str,
    *covers: str,
    keyword: str = "",
    kinds: frozenset[Kind] = ALL,
    categories: frozenset[str] = frozenset(),
    total: int | None = 40,
    by_kind: dict[Kind, int] | None = None,
    location: tuple[float, float] | None = None,
    active: bool = True,
) -> NetworkPoint:
    areas = [Coverage(division=cover) for cover in covers]
    if keyword:
        areas.append(Coverage(keyword=keyword))
    return NetworkPoint(
        code, {"zh": NAMES.get(code, code)}, code, tuple(areas), kinds, categories, by_kind or {}, total, location,
        active=active,
    )  # fmt: skip


def placer(*points: NetworkPoint, aliases: dict[str, str] | None = None) -> Placer:
    return Placer(AddressMatcher(gazetteer(), "31", "3101", ("31",), aliases), points)


HOME = "上海市长宁区新华路街道番禺路381号"


def chosen(placement: Placement) -> tuple[str | None, str, Rank | None]:
    return placement.point, placement.code, placement.candidates[0].rank if placement.candidates else None


def test_the_closest_coverage_goes_first() -> None:
    points = [point("cn", "310105"), point("xh", "310105004"), point("eng", "31")]
    assert chosen(placer(*points).place(HOME, Kind.REPAIR)) == ("xh", COVERED, Rank.STREET)
    assert chosen(placer(*points).place("上海市长宁区天山路", Kind.REPAIR))[0] == "cn"
    assert chosen(placer(*points).place("上海市静安区", Kind.REPAIR)) == ("eng", COVERED, Rank.PROVINCE)
    word_first = placer(*points, point("pd", keyword="番禺路381号"))
    assert chosen(word_first.place(HOME, Kind.REPAIR)) == ("pd", COVERED, Rank.KEYWORD)


def test_a_keyword_does_not_reach_into_other_cities() -> None:
    one = placer(point("cn", "310105", keyword="中山公园"))
    assert one.place("上海市中山公园", Kind.REPAIR).point == "cn"
    assert one.place("广东省中山市中山公园", Kind.REPAIR).point is None


def test_load_decides_between_points_of_one_area_and_ties_go_by_code() -> None:
    two = placer(point("b", "310105"), point("a", "310105"))
    assert two.place(HOME, Kind.REPAIR).point == "a"
    assert two.place(HOME, Kind.REPAIR, "", {"a": 5, "b": 4}).point == "b"
    assert two.place(HOME, Kind.REPAIR, "", {"a": 39, "b": 40}).point == "a"


def test_a_batch_spreads() -> None:
    load = Load()
    two = placer(point("a", "310105", total=30), point("b", "310105", total=20))
    for _ in range(40):
        placement = two.place(HOME, Kind.REPAIR, "", load)
        load.add(placement.point, Kind.REPAIR)
    assert load.points == {"a": 25, "b": 15}


def test_over_capacity_warns_with_numbers_and_still_proposes() -> None:
    placement = placer(point("cn", "310105", total=12)).place(HOME, Kind.REPAIR, "", {"cn": 12})
    assert (placement.point, placement.candidates[0].level) == ("cn", Level.WARN)
    told = findings(candidates_of(placement.facts)[0], placement.facts, NAMES["cn"])
    assert told[0].code == "point-over-capacity"
    assert "12 of 12" in told[0].text
    assert told[0].article == "S004 一.1"


def test_unknown_capacity_is_said_and_comes_after_known_room() -> None:
    two = placer(point("a", "310105", total=None), point("b", "310105", total=10))
    assert two.place(HOME, Kind.REPAIR, "", {"b": 9}).point == "b"
    placement = placer(point("a", "310105", total=None)).place(HOME, Kind.REPAIR, "", {"a": 3})
    assert placement.candidates[0].free is None
    assert "capacity unknown" in word(placement.facts, NAMES)
    assert "0" not in load_words(candidates_of(placement.facts)[0])


def test_the_tighter_limit_of_the_kind_counts() -> None:
    load = Load()
    load.add("a", Kind.INSTALL, 10)
    one = placer(point("a", "310105", total=100, by_kind={Kind.INSTALL: 10}))
    assert one.place(HOME, Kind.INSTALL, "", load).candidates[0].level is Level.WARN
    assert one.place(HOME, Kind.REPAIR, "", load).candidates[0].level is Level.OK


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (point("cn", "310105", active=False), "inactive"),
        (point("cn", "310105", kinds=frozenset({Kind.INSTALL})), "kind"),
        (point("cn", "310105", categories=frozenset({"洗衣机"})), "category"),
    ],
)
def test_points_that_cannot_do_it_are_named_with_the_reason(bad: NetworkPoint, why: str) -> None:
    placement = placer(bad).place(HOME, Kind.REPAIR, "空调", {})
    assert (placement.point, placement.code) == (None, NOT_CAPABLE)
    assert placement.candidates[0].codes == (why,)
    told = findings(candidates_of(placement.facts)[0], placement.facts, "长宁一部")
    assert told[0].level is Level.BLOCK
    assert "长宁一部" in told[0].text
    assert placer(bad, point("pd", "31")).place(HOME, Kind.REPAIR, "空调", {}).point == "pd"


def test_an_area_of_nobody_names_the_nearest() -> None:
    near, far = (121.5, 31.25), (121.9, 30.9)
    two = placer(point("pd2", "310116", location=far), point("cn", "310105", location=near))
    placement = two.place("上海市虹口区四川北路", Kind.REPAIR, "", {})
    assert (placement.point, placement.code) == (None, NO_AREA)
    assert [candidate.point for candidate in placement.candidates] == ["cn", "pd2"]
    assert placement.candidates[0].codes == ("not-covered",)
    assert "km" in findings(candidates_of(placement.facts)[0], placement.facts, "长宁一部")[0].text


def test_unclear_addresses_stay_unplaced_with_what_may_be_meant() -> None:
    one = placer(point("cn", "310105"), point("pd", "110105"))
    asked = one.place("朝阳区建国路93号", Kind.REPAIR, "", {})
    assert (asked.point, asked.code) == (None, UNCERTAIN)
    assert [candidate.point for candidate in asked.candidates] == ["pd"]
    assert asked.facts["divisions"] == ["110105", "220104"]
    assert one.place("", Kind.REPAIR).code == NO_ADDRESS
    assert one.place("上海市海淀区", Kind.REPAIR).point is None
    wide = placer(point("eng", "31"))
    assert wide.place("上海市长宁区徐汇区", Kind.REPAIR).point is None
    assert wide.place("上海市某某大厦", Kind.REPAIR).point == "eng"


def test_taught_phrases_name_the_network_point() -> None:
    taught = placer(point("cn", "310105"), point("pd", "310115"), aliases={"番禺路381号": "pd"})
    placement = taught.place(HOME, Kind.REPAIR, "", {})
    assert chosen(placement) == ("pd", COVERED, Rank.TAUGHT)
    assert "taught" in word(placement.facts, NAMES)
    gone = placer(point("cn", "310105"), aliases={"番禺路381号": "zz"})
    assert gone.place(HOME, Kind.REPAIR).point == "cn"


def test_the_sentence_of_the_board_in_both_languages() -> None:
    placement = placer(point("cn", "310105")).place(HOME, Kind.REPAIR, "", {"cn": 12})
    facts = json.loads(json.dumps(placement.facts))
    assert word(facts, NAMES) == "长宁区 · 新华路街道: covered by 长宁一部; 12 of 40 used"
    assert word(facts, NAMES, {"cn": 15}) == "长宁区 · 新华路街道: covered by 长宁一部; 15 of 40 used"
    i18n.set_language("zh")
    assert word(facts, NAMES) == "长宁区 · 新华路街道：由长宁一部覆盖；已用 12/40"


def test_former_and_guessed_names_are_told_in_the_sentence() -> None:
    one = placer(point("cn", "310101"))
    told = word(one.place("上海市卢湾区打浦路1号", Kind.REPAIR, "", {}).facts, NAMES)
    assert "Former name: 卢湾区, now 黄浦区." in told
    guessed = word(one.place("上海市打浦路1号", Kind.REPAIR, "", {}).facts, NAMES)
    assert "guessed" in guessed
    contradiction = word(one.place("上海市海淀区", Kind.REPAIR, "", {}).facts, NAMES)
    assert "contradicts" in contradiction
    assert "海淀区" in contradiction


@hypothesis_settings(max_examples=100, deadline=None)
@given(
    st.text(max_size=40),
    st.sampled_from(list(Kind)),
    st.dictionaries(st.sampled_from(["cn", "pd"]), st.integers(0, 99)),
)
def test_any_text_gets_a_proposal_or_a_reason(text: str, kind: Kind, load: dict[str, int]) -> None:
    placement = placer(point("cn", "310105"), point("pd", "31", keyword="广场")).place(text, kind, "", load)
    facts = json.loads(json.dumps(placement.facts))
    assert (placement.point is None) == (placement.code != COVERED)
    assert word(facts, NAMES)
    for candidate in candidates_of(facts):
        assert findings(candidate, facts, "x")
