"""The letters of common characters agree with the pinyin table, alone and in words."""

from __future__ import annotations

import unicodedata

from pypinyin import Style, lazy_pinyin
from pypinyin.phrases_dict import phrases_dict

from dispatch_tui.domain.pinyin import initials
from dispatch_tui.domain.pinyin_letters import letter

_BY_NAME = {"强", "红", "冯"}
"""Read as in names although one old word reads them otherwise (倔强, 女红, 冯河)."""


def test_every_letter_is_the_one_of_the_pinyin_table() -> None:
    known = [char for char in map(chr, range(0x4E00, 0xA000)) if letter(char)]
    assert len(known) > 3500
    table = lazy_pinyin(known, style=Style.FIRST_LETTER)
    assert [char for char, read in zip(known, table, strict=True) if letter(char) != read[0]] == []


def test_no_word_reads_one_of_them_otherwise() -> None:
    wrong = {
        char
        for word, readings in phrases_dict.items()
        for char, reading in zip(word, readings, strict=False)
        if letter(char) and unicodedata.normalize("NFD", reading[0])[0] != letter(char)
    }
    assert wrong <= _BY_NAME


def test_names_of_the_room() -> None:
    assert initials("张志强") == "zzq"
    assert initials("何静怡") == "hjy"
    assert initials("重庆") == "cq"
    assert initials("浦东陆家嘴部") == "pdljzb"
