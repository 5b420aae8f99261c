"""Make the fonts of the paper forms from Noto Sans CJK SC (``python -m build_support.paper_font``; needs fontTools).

The PDF library embeds TrueType outlines, Noto's are CFF: they are converted with an error below two thousandths of the
type size, which is 0.007 mm at 10 point. The regular font holds every character of the table of general standard
characters (通用规范汉字表, 8,105), of GBK, of Latin, Greek and Cyrillic letters, and the signs that forms need; the
bold one, for titles and labels, those of GB 2312 (and falls back on the regular one). Ballot boxes, which Noto Sans CJK
lacks, are put together from its square, its check mark and its multiplication sign. Hinting, layout tables and
unused glyphs are left out.

Modified fonts carry a name of their own, as the SIL Open Font License asks where a name is reserved.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "src" / "dispatch_tui" / "papers" / "fonts"
TABLE = ROOT / "tests" / "samples" / "standard-characters.txt"
SOURCE = Path("/usr/share/fonts/opentype/noto")
"""Where Debian's package fonts-noto-cjk puts them."""
FAMILY = "Dispatch Room Sans"
LARGEST_ERROR = 1.6
"""Thousandths of the type size by which an outline may differ."""
SPANS = (
    (0x20, 0x7E), (0xA0, 0x17F), (0x1CD, 0x1DC), (0x370, 0x3FF), (0x400, 0x45F), (0x1E00, 0x1EFF),
    (0x2000, 0x206F), (0x20A0, 0x20BF), (0x2100, 0x214F), (0x2150, 0x218F), (0x2190, 0x21FF), (0x2200, 0x22FF),
    (0x2460, 0x24FF), (0x2500, 0x257F), (0x25A0, 0x26FF), (0x2700, 0x27BF), (0x2E80, 0x2FDF), (0x3000, 0x303F),
    (0x3100, 0x312F), (0x3200, 0x33FF), (0xFE30, 0xFE4F), (0xFF00, 0xFFEF),
)  # fmt: skip
"""Letters, punctuation and signs."""
TWINS = {
    0x2610: 0x25A1,
    0x2714: 0x2713,
    0x2715: 0xD7,
    0x2716: 0xD7,
    0xA0: 0x20,
    0x2011: 0x2010,
    0x2212: 0x2212,
}
"""Signs that look like another one of the font."""
BOXES = {0x2611: (0x25A1, 0x2713), 0x2612: (0x25A1, 0xD7)}
"""Signs that are put together from two others."""


def coded(encoding: str, leads: Iterable[int], trails: range) -> set[int]:
    """Return the characters of a two-byte encoding."""
    found: set[int] = set()
    for lead in leads:
        for trail in trails:
            try:
                found |= {ord(sign) for sign in bytes((lead, trail)).decode(encoding)}
            except UnicodeDecodeError:
                continue
    return {code for code in found if not 0xE000 <= code <= 0xF8FF}


def wanted(weight: str) -> set[int]:
    """Return the characters that a weight holds."""
    found = {code for first, last in SPANS for code in range(first, last + 1)}
    found |= coded("gb2312", range(0xA1, 0xF8), range(0xA1, 0xFF))
    if weight == "Regular":
        found |= coded("gbk", range(0x81, 0xFF), range(0x40, 0xFF))
        found |= {ord(sign) for sign in TABLE.read_text(encoding="utf-8") if not sign.isspace()}
    return found


def make(weight: str, source: Path = SOURCE, target: Path = TARGET) -> Path:
    """Write the font of a weight (``Regular`` or ``Bold``) and return its path."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTCollection

    collection = TTCollection(source / f"NotoSansCJK-{weight}.ttc")
    font = next(one for one in collection.fonts if one["name"].getDebugName(1).endswith("Noto Sans CJK SC"))
    options = Options()
    options.layout_features = []
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 7, 13, 14]
    options.notdef_outline = True
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "GPOS", "GSUB", "GDEF", "DSIG"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted(weight))
    subsetter.subset(font)
    _to_truetype(font)
    _add_signs(font)
    _rename(font, weight)
    path = target / f"DispatchRoomSans-{weight}.ttf"
    font.save(path)
    return path


def _to_truetype(font: Any) -> None:
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib import newTable

    order, glyphs = font.getGlyphOrder(), font.getGlyphSet()
    outlines = {}
    for name in order:
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, LARGEST_ERROR, reverse_direction=True))
        outlines[name] = pen.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = table = newTable("glyf")
    table.glyphOrder, table.glyphs = order, outlines
    table.compile(font)
    for name in order:
        outline = outlines[name]
        advance, _bearing = font["hmtx"][name]
        font["hmtx"][name] = (advance, getattr(outline, "xMin", 0))
    font["maxp"] = most = newTable("maxp")
    most.tableVersion = 0x00010000
    for name in (
        "maxZones", "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements",
        "maxSizeOfInstructions", "maxComponentElements", "maxPoints", "maxContours", "maxCompositePoints",
        "maxCompositeContours", "maxComponentDepth",
    ):  # fmt: skip
        setattr(most, name, 1 if name == "maxZones" else 0)
    most.numGlyphs = len(order)
    most.recalc(font)
    font["post"].formatType = 3.0
    for tag in ("CFF ", "VORG"):
        if tag in font:
            del font[tag]
    font.sfntVersion = "\x00\x01\x00\x00"


def _add_signs(font: Any) -> None:
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    known = font.getBestCmap()
    tables = [table for table in font["cmap"].tables if table.isUnicode()]
    added = {code: known[twin] for code, twin in TWINS.items() if code not in known and twin in known}
    for code, parts in BOXES.items():
        if code in known:
            continue
        pen = TTGlyphPen(font.getGlyphSet())
        for part in parts:
            pen.addComponent(known[part], (1, 0, 0, 1, 0, 0))
        name = f"box{code:04X}"
        font.setGlyphOrder([*font.getGlyphOrder(), name])
        font["glyf"].glyphs[name] = pen.glyph()
        font["glyf"].glyphOrder = font.getGlyphOrder()
        font["hmtx"][name] = font["hmtx"][known[parts[0]]]
        font["maxp"].numGlyphs += 1
        added[code] = name
    for table in tables:
        for code, name in added.items():
            if code <= 0xFFFF or table.format == 12:
                table.cmap[code] = name
    font["cmap"].tables = tables


def _rename(font: Any, weight: str) -> None:
    names = font["name"]
    version = names.getDebugName(5)
    full = f"{FAMILY} {weight}"
    texts = {
        1: FAMILY, 2: weight, 3: f"{full}; from Noto Sans CJK SC, {version}", 4: full,
        6: f"{FAMILY.replace(' ', '')}-{weight}",
    }  # fmt: skip
    names.names = [record for record in names.names if record.nameID not in (*texts, 16, 17, 18, 21, 22)]
    for id_, text in texts.items():
        names.setName(text, id_, 3, 1, 0x409)


def main(arguments: list[str]) -> int:
    """Make both fonts, from the folder given or from where Debian puts them."""
    source = Path(arguments[0]) if arguments else SOURCE
    TARGET.mkdir(parents=True, exist_ok=True)
    for weight in ("Regular", "Bold"):
        path = make(weight, source)
        sys.stdout.write(f"{path}: {path.stat().st_size / 1e6:.1f} MB\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
