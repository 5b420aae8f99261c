"""The fonts of the paper forms and the setting of text: every standard character, lines, what the font lacks."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch_tui.papers.pdf.drawing import draw
from dispatch_tui.papers.pdf.marks import A4, Page, Text
from dispatch_tui.papers.pdf.typesetting import BOLD, FOLDER, MISSING, REGULAR, Typesetter, fonts

STANDARD = "".join(
    (Path(__file__).parents[1] / "samples" / "standard-characters.txt").read_text(encoding="utf-8").split()
)
SIGNS = (
    "☐☑☒√✓✔①②⑳㈠□■○●→←↑↓×÷±≤≥℃㎡№℡￥¥€£。，、；：？！“”‘’（）《》【】〔〕—…·～＋－％０９ＡＺａｚāáǎàüǚÀßéñ"
)


def test_the_table_holds_8105_characters() -> None:
    assert len(STANDARD) == len(set(STANDARD)) == 8105
    assert sum(ord(sign) > 0xFFFF for sign in STANDARD) == 196


def test_the_font_has_a_glyph_for_every_standard_character_and_every_sign_of_forms() -> None:
    face = fonts()[REGULAR].face
    letters = "".join(chr(code) for code in range(0x20, 0x7F))
    lacking = [sign for sign in STANDARD + SIGNS + letters if not face.charToGlyph.get(ord(sign))]
    assert lacking == []


def test_the_bold_font_has_every_character_of_the_printed_labels() -> None:
    face = fonts()[BOLD].face
    labels = set()
    for path in (Path(FOLDER).parent / "forms").glob("*.py"):
        labels |= {sign for sign in path.read_text(encoding="utf-8") if "一" <= sign <= "鿿"}
    assert [sign for sign in labels if ord(sign) not in face.charToGlyph] == []


def test_every_standard_character_is_drawn_and_can_be_read_from_the_pdf() -> None:
    type_ = Typesetter()
    lines = type_.lines(STANDARD, A4[0] - 40, 7)
    assert type_.missing == {}
    pages = []
    for start in range(0, len(lines), 90):
        page = Page(*A4)
        page.marks += [Text(20, 820 - 9 * nth, line, 7) for nth, line in enumerate(lines[start : start + 90])]
        pages.append(page)
    document = pypdfium2.PdfDocument(draw(pages, type_, "字表", "test"))
    text = "".join(document[nth].get_textpage().get_text_range() for nth in range(len(document)))
    assert sorted(set(STANDARD) - set(text)) == []
    document.close()


def test_a_rare_character_is_drawn_not_as_an_empty_box() -> None:
    def ink(sign: str) -> bytes:
        page = Page(40, 40)
        page.marks.append(Text(4, 8, sign, 28))
        document = pypdfium2.PdfDocument(draw([page], Typesetter(), "x", "x"))
        return bytes(document[0].render(scale=2).to_pil().tobytes())

    rare = [sign for sign in STANDARD if ord(sign) > 0xFFFF][:12]
    drawn = {ink(sign) for sign in rare}
    assert len(drawn) == len(rare)
    assert ink("□") not in drawn


@pytest.mark.parametrize(
    ("text", "shown", "missing"),
    [
        ("你好😀", "你好□", ["😀"]),
        ("👨‍👩‍👧好", "□好", ["👨", "👩", "👧"]),
        ("Ab\u200bc\u202ed", "Abcd", []),
        ("e\u0301", "é", []),
        ("x\u0337", "x□", ["\u0337"]),
        ("a\tb\u00a0c", "a b c", []),
        ("一\r\n二\u2028三", "一\n二\n三", []),
        ("שלום", "□□□□", ["ש", "ל", "ו", "ם"]),
        ("\x00\x07ok", "ok", []),
    ],
)
def test_what_the_font_lacks_is_a_box_and_told(text: str, shown: str, missing: list[str]) -> None:
    type_ = Typesetter()
    assert type_.shown(text) == shown
    assert list(type_.missing) == missing


def test_lines_keep_the_rules_of_chinese_punctuation() -> None:
    type_ = Typesetter()
    lines = type_.lines("客户要求（上午），请先电话：“到了再说”。" * 40, 100, 9)
    assert len(lines) > 20
    assert not [line for line in lines if line[0] in "，。）”：；、"]
    assert not [line for line in lines if line[-1] in "（“"]


def test_latin_words_and_numbers_stay_whole() -> None:
    type_ = Typesetter()
    lines = type_.lines("型号 KFR-35GW/BP 电话 13800138000 地址 Nanjing Road", 60, 9)
    assert "13800138000" in lines
    assert [word for line in lines for word in line.split() if word in ("KFR-35GW/BP", "Nanjing", "Road")] == [
        "KFR-35GW/BP", "Nanjing", "Road",
    ]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=300), width=st.floats(20, 400), size=st.floats(6, 20), bold=st.booleans())
def test_no_line_is_wider_than_its_box_and_nothing_is_lost(
    text: str, width: float, size: float, bold: bool
) -> None:
    type_ = Typesetter()
    lines = type_.lines(text, width, size, bold)
    assert lines
    for line in lines:
        assert len(line) == 1 or type_.width(line, size, bold) <= width + 0.001
    assert "".join("".join(lines).split()) == "".join(type_.shown(text).split())
    assert MISSING not in "".join(lines) or type_.missing or MISSING in text


def test_a_text_of_ten_thousand_signs_without_a_gap_is_set_in_lines() -> None:
    type_ = Typesetter()
    for sign in ("！", "W", "（", "名"):
        assert "".join(type_.lines(sign * 10_000, 300, 9)) == sign * 10_000
