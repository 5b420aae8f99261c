"""An address that names the district but not the street still gets a proposal, and says that it is a guess."""

from __future__ import annotations

import pytest

from dispatch_tui.domain.orders import Kind
from dispatch_tui.domain.placing import Load, Placer, Rank
from dispatch_tui.domain.placing_words import word
from dispatch_tui.settings.divisions import placer_for
from dispatch_tui.settings.load import load_settings
from dispatch_tui.settings.shipped import shipped_config

ADDRESS = "上海市徐汇区漕溪北路398号"


@pytest.fixture(scope="module")
def placer() -> Placer:
    return placer_for(load_settings(shipped_config()))


def test_one_of_the_network_points_of_the_district_is_proposed(placer: Placer) -> None:
    placement = placer.place(ADDRESS, Kind.INSTALL, load=Load())
    assert placement.point is not None
    assert placement.candidates[0].rank is Rank.PART
    assert all(
        placer.points[one.point].covers[0].division.startswith("310104") for one in placement.candidates[:2]
    )
    assert str(placement.sharing) in word(placement.facts, {})


def test_the_one_with_most_room_is_taken(placer: Placer) -> None:
    load = Load()
    first = placer.place(ADDRESS, Kind.INSTALL, load=load)
    assert first.point is not None
    load.add(first.point, Kind.INSTALL, 30)
    assert placer.place(ADDRESS, Kind.INSTALL, load=load).point != first.point


def test_a_named_street_is_no_guess(placer: Placer) -> None:
    placement = placer.place("上海市长宁区新华路街道番禺路100号", Kind.INSTALL, load=Load())
    assert placement.candidates[0].rank is Rank.STREET
    assert placement.sharing == 0


def test_the_city_wide_group_takes_engineering(placer: Placer) -> None:
    placement = placer.place(ADDRESS, Kind.ENGINEERING, load=Load())
    assert placement.point is not None
    assert Kind.ENGINEERING in placer.points[placement.point].kinds
