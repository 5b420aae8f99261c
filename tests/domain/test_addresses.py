"""Reading addresses: levels left out, namesakes, former names, contradictions, and any text at all."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch_tui.domain.addresses import AddressMatcher
from dispatch_tui.domain.addresses_match import (
    AMBIGUOUS,
    BY_ALIAS,
    BY_ROAD,
    BY_STREET,
    CONTRADICTION,
    EMPTY,
    NAMED,
    ONLY_CITY,
    OUTSIDE_TABLE,
    UNKNOWN,
)
from dispatch_tui.domain.gazetteer import Gazetteer
from dispatch_tui.settings.divisions import gazetteer, read_streets, read_table

REAL = Path(__file__).with_name("addresses_real.csv")


@pytest.fixture(scope="module")
def shanghai() -> AddressMatcher:
    return AddressMatcher(gazetteer(), "31", "3101", ("31",))


def read(matcher: AddressMatcher, address: str) -> tuple[str, str, bool]:
    match = matcher.match(address)
    return match.names[2], match.names[3], match.certain


@pytest.mark.parametrize(
    ("address", "district", "street"),
    [
        ("上海市长宁区新华路街道法华镇路525号", "长宁区", "新华路街道"),
        ("上海浦东新区张江镇郭守敬路498号", "浦东新区", "张江镇"),
        ("长宁 新华路街道 番禺路381号", "长宁区", "新华路街道"),
        ("上海市上海市长宁区仙霞路", "长宁区", ""),
        ("浙江省 杭州市 余杭区 五常街道 文一西路969号", "余杭区", "五常街道"),
        ("江苏 南京 江宁区 将军大道", "江宁区", ""),
        ("广东省东莞市长安镇振安路", "东莞市", "长安镇"),
        ("东莞南城街道鸿福路", "东莞市", "南城街道"),
        ("甘肃省嘉峪关市新华南路", "嘉峪关市", ""),
        ("湖北省省直辖县级行政区划仙桃市沔州大道", "仙桃市", ""),
        ("昆山市花桥镇绿地大道", "昆山市", "花桥镇"),
        ("义乌市稠州北路", "义乌市", ""),
        ("上海市七宝镇漕宝路3055号", "闵行区", "七宝镇"),
        ("济南市中区经七路", "市中区", ""),
        ("青岛市南区香港中路40号", "市南区", ""),
        ("晋城市城区泽州路", "城区", ""),
        ("上海市（长宁区）天山路", "长宁区", ""),
        ("上海市天山路345号（长宁区）", "长宁区", ""),
        ("上海市長寧區天山路３４５號", "长宁区", ""),
        ("张三 13800138000 上海市徐汇区漕溪北路88号", "徐汇区", ""),
        ("马朝阳13800138000北京市海淀区中关村大街27号", "海淀区", ""),
        ("吉林省吉林市昌邑区解放东路", "昌邑区", ""),
        ("彭水县汉葭街道", "彭水苗族土家族自治县", "汉葭街道"),
        ("浦东区世纪大道100号", "浦东新区", ""),
    ],
)
def test_a_named_district_is_sure(shanghai: AddressMatcher, address: str, district: str, street: str) -> None:
    assert read(shanghai, address) == (district, street, True)


@pytest.mark.parametrize(
    ("address", "city"),
    [
        ("南京市北京西路72号", "南京市"),
        ("南京上海路11号", "南京市"),
        ("武汉市南京路", "武汉市"),
        ("青岛市重庆南路", "青岛市"),
        ("苏州市上海商城", "苏州市"),
        ("成都市浙江大厦", "成都市"),
    ],
)
def test_roads_and_shops_that_bear_place_names_lead_nowhere_else(
    shanghai: AddressMatcher, address: str, city: str
) -> None:
    match = shanghai.match(address)
    assert (match.names[1], match.certain) == (city, False)


def test_the_home_city_decides_between_namesakes(shanghai: AddressMatcher) -> None:
    match = shanghai.match("普陀区长寿路401号")
    assert (match.names[1], match.certain, match.guessed) == ("上海市", True, ("city",))
    zhejiang = AddressMatcher(gazetteer(), "33", "3309", ("33",))
    assert zhejiang.match("普陀区海印路").names[1] == "舟山市"


@pytest.mark.parametrize("address", ["朝阳区建国路93号", "鼓楼区中山路", "江北区大庆路", "城关区张掖路"])
def test_a_bare_district_of_several_cities_asks(shanghai: AddressMatcher, address: str) -> None:
    match = shanghai.match(address)
    assert (match.district, match.certain, match.reason_code) == ("", False, AMBIGUOUS)
    assert len(match.candidates) >= 2


def test_a_street_settles_a_bare_district(shanghai: AddressMatcher) -> None:
    assert shanghai.match("鼓楼区中央门街道").names[:3] == ("江苏省", "南京市", "鼓楼区")
    assert shanghai.match("朝阳区望京街道阜通东大街").names[0] == "北京市"


@pytest.mark.parametrize(
    "address",
    [
        "上海市海淀区中关村",
        "浙江省南京市鼓楼区",
        "江苏杭州市西湖区",
        "上海海淀",
        "上海市长宁区徐汇区",
        "上海市长宁区张江镇",
    ],
)
def test_contradictions_are_told_and_never_guessed(shanghai: AddressMatcher, address: str) -> None:
    match = shanghai.match(address)
    assert (match.district, match.certain, match.reason_code) == ("", False, CONTRADICTION)
    assert isinstance(match.facts["found"], list)
    assert len(match.facts["found"]) >= 2


@pytest.mark.parametrize(
    ("address", "district", "old"),
    [
        ("上海市卢湾区打浦路1号", "黄浦区", "卢湾区"),
        ("上海市闸北区天目中路", "静安区", "闸北区"),
        ("上海市南汇区惠南镇", "浦东新区", "南汇区"),
        ("上海市崇明县城桥镇", "崇明区", "崇明县"),
        ("北京市宣武区长椿街", "西城区", "宣武区"),
        ("四川省郫县犀浦镇", "郫都区", "郫县"),
        ("山东省胶南市珠海街道", "黄岛区", "胶南市"),
        ("浙江省萧山市城厢街道", "萧山区", "萧山市"),
        ("杭州市下城区武林路", "拱墅区", "下城区"),
    ],
)
def test_former_names_are_read_and_told(
    shanghai: AddressMatcher, address: str, district: str, old: str
) -> None:
    match = shanghai.match(address)
    assert (match.names[2], match.facts["old"], match.facts["now"]) == (district, old, district)


def test_a_divided_district_is_settled_by_the_street_or_asked(shanghai: AddressMatcher) -> None:
    assert shanghai.match("杭州市江干区下沙街道学源街").names[2] == "钱塘区"
    assert shanghai.match("杭州市江干区新开一路").reason_code == AMBIGUOUS
    moved = shanghai.match("杭州市余杭区临平街道迎宾路")
    assert (moved.names[2], moved.certain, moved.facts["once"]) == ("临平区", True, "余杭区")
    assert shanghai.match("杭州市余杭区仓前街道").names[2] == "余杭区"


def test_functional_zones_are_told(shanghai: AddressMatcher) -> None:
    zone = shanghai.match("苏州工业园区金鸡湖大道1355号")
    assert (zone.names[2], zone.certain) == ("苏州工业园区", True)
    assert zone.facts["zone"] == "苏州工业园区"
    inside = shanghai.match("成都市高新区天府大道")
    assert (inside.names[2], inside.certain, inside.facts["zone"]) == ("武侯区", False, "高新区")
    assert shanghai.match("成都市高新区桂溪街道天府大道").certain
    assert shanghai.match("合肥市蜀山区高新区").names[2] == "蜀山区"


def test_what_the_table_does_not_hold_is_said(shanghai: AddressMatcher) -> None:
    for address in ("台湾省台北市信义区", "香港中环德辅道", "澳门特别行政区"):
        assert (shanghai.match(address).reason_code, shanghai.match(address).certain) == (
            OUTSIDE_TABLE,
            False,
        )
    assert shanghai.match("青岛市市南区香港中路").names[2] == "市南区"


def test_roads_of_the_home_city_are_guesses(shanghai: AddressMatcher) -> None:
    match = shanghai.match("上海市淮海中路999号")
    assert (match.names[2], match.certain, match.reason_code) == ("徐汇区", False, BY_ROAD)
    assert match.guessed == ("district",)
    assert shanghai.match("上海市淮海中路282号").names[2] == "黄浦区"
    assert shanghai.match("上海市愚园路560号").reason_code == ONLY_CITY
    assert shanghai.match("武汉市淮海中路999号").district == ""
    other = shanghai.match("合肥市宿州路96号")
    assert (other.names[2], other.certain) == ("庐阳区", False)


def test_a_town_alone_is_found_anywhere_as_a_guess(shanghai: AddressMatcher) -> None:
    match = shanghai.match("簇桥街道武兴路8号")
    assert (match.names[1:3], match.certain) == (("成都市", "武侯区"), False)
    assert shanghai.match("泗泾镇鼓浪路").reason_code == BY_STREET
    assert shanghai.match("泗泾镇鼓浪路").certain


def test_nothing_is_claimed_of_nothing(shanghai: AddressMatcher) -> None:
    assert shanghai.match("").reason_code == EMPTY
    assert shanghai.match(" 　\n").reason_code == EMPTY
    assert shanghai.match("阳光花园3幢").reason_code == UNKNOWN
    assert shanghai.match("上海市").reason_code == ONLY_CITY


def test_learned_phrases_go_first(shanghai: AddressMatcher) -> None:
    taught = AddressMatcher(
        gazetteer(),
        "31",
        "3101",
        ("31",),
        {"中山公园": "310105", "番禺路１００号": "cn-1", "太平里": "310101018"},
    )
    park = taught.match("上海市中山公园旁3号楼")
    assert (park.names[2], park.certain, park.reason_code) == ("长宁区", True, BY_ALIAS)
    assert taught.match("上海市长宁区 番禺路 100号").point == "cn-1"
    assert taught.match("上海市长宁区番禺路1100号").point == ""
    assert taught.match("上海太平里7号").names[3] == "豫园街道"
    assert taught.match("广东省广州市中山公园").names[1] == "广州市"
    taught.learn("中山公园", "310107")
    assert taught.match("上海市中山公园").names[2] == "普陀区"


def test_hand_written_addresses(shanghai: AddressMatcher) -> None:
    with REAL.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) >= 300
    matches = [(shanghai.match(row["address"]), row) for row in rows]
    right = [match.names[1:3] == (row["city"], row["district"]) for match, row in matches]
    wrong_but_sure = [
        row["address"]
        for (match, row), good in zip(matches, right, strict=True)
        if match.certain and not good
    ]
    assert sum(right) / len(rows) >= 0.98
    assert wrong_but_sure == []


def consistent(matcher: AddressMatcher, address: str) -> None:
    """Check that the levels of an answer lie in one another."""
    match = matcher.match(address)
    levels = [code for code in (match.province, match.city, match.district, match.street) if code]
    assert [len(code) for code in levels] == sorted(len(code) for code in levels)
    assert all(deeper.startswith(wider) for wider, deeper in pairwise(levels))
    assert all(matcher.gazetteer.known(code) for code in levels)
    assert not match.certain or match.district or match.point
    assert match.reason_code != NAMED or match.district
    json.dumps(match.facts)


_WORDS = """
    上海 上海市 长宁区 长宁 朝阳区 北京西路 南京 市中区 高新区 新华路街道 张江镇 江苏省 苏州工业园区
    江干区 郊区 巢湖市 100号 （ ） 路 街 区 市 县 香港 中山 经济开发区 吉林 西藏北路 义乌
"""


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([" ", *_WORDS.split()]), max_size=9).map("".join))
def test_levels_lie_in_one_another(words: str) -> None:
    consistent(AddressMatcher(gazetteer(), "31", "3101"), words)
    consistent(AddressMatcher(gazetteer()), words)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    consistent(AddressMatcher(gazetteer(), "31", "3101"), text)


@pytest.mark.parametrize(
    "text",
    [
        "\x00\ud800",
        "１" * 500,
        "上海市" * 300,
        "(" * 400,
        "‮上海市‬长宁区",
        "👩‍👩‍👧上海市长宁区🏠",
        "'; DROP TABLE--",
        "é́́́",
    ],
)
def test_hostile_text_is_read(shanghai: AddressMatcher, text: str) -> None:
    consistent(shanghai, text)


def test_streets_of_other_provinces_are_read_only_when_needed() -> None:
    asked: list[str] = []

    def streets(province: str) -> Mapping[str, str]:
        asked.append(province)
        return read_streets(province)

    matcher = AddressMatcher(Gazetteer(replace(read_table(), streets=streets)), "31", "3101", ("31",))
    matcher.match("上海市长宁区新华路街道")
    assert asked == ["31"]
    matcher.match("浙江省杭州市余杭区五常街道")
    assert asked == ["31", "33"]
