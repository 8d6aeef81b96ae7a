"""Fonts of the Word file by name: what stands in for each, and characters a font does not hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import quoteattr

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import nsdecls, qn

TITLE, BODY, HEI, KAI, SONG = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
STAND_INS = {
    TITLE: "FZXiaoBiaoSong-B05S,小标宋,Noto Serif CJK SC,Source Han Serif SC",
    BODY: "FangSong_GB2312,仿宋,FangSong,朱雀仿宋,FandolFang R",
    KAI: "KaiTi_GB2312,楷体,KaiTi,LXGW WenKai GB,AR PL UKai CN",
    HEI: "SimHei,Noto Sans CJK SC,Source Han Sans SC",
    SONG: "SimSun,Noto Serif CJK SC,Source Han Serif SC",
    "仿宋": "FangSong,朱雀仿宋",
    "楷体": "KaiTi,LXGW WenKai GB",
    "SimSun-ExtB": "宋体-ExtB,Noto Serif CJK SC",
}
"""What a program may take where the font is missing. None ships with this project."""
_WIDER = {BODY: "仿宋", KAI: "楷体", TITLE: SONG}
"""The fonts that hold GB 2312 alone, and the one of GBK that looks like it."""
_BEYOND_GBK = "SimSun-ExtB"
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_THEMED = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")


def set_font(properties: Any, font: str) -> None:
    """Write the font for every script into `w:rPr`, and remove the theme's."""
    fonts = properties.get_or_add_rFonts()
    for attribute in _THEMED:
        fonts.attrib.pop(qn(f"w:{attribute}"), None)
    for attribute in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{attribute}"), font)
    # Without the hint Word takes “ ” and … from the Latin font.
    fonts.set(qn("w:hint"), "eastAsia")


def split_by_font(text: str, font: str) -> Iterator[tuple[str, str]]:
    """Cut a text into stretches, each with a font that holds its characters.

    Source: 仿宋_GB2312 and its kind hold the 6,763 characters of GB 2312; 225 township names need more.
    """
    start, current = 0, ""
    for at, character in enumerate(text):
        needed = _font_for(character, font)
        if needed != current:
            if at > start:
                yield text[start:at], current
            start, current = at, needed
    if text[start:]:
        yield text[start:], current


def _font_for(character: str, font: str) -> str:
    if not _HAN.match(character) or font not in _WIDER or _encodes(character, "gb2312"):
        return font
    return _WIDER[font] if _encodes(character, "gbk") else _BEYOND_GBK


def _encodes(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def write_font_table(document: Any) -> None:
    """Replace the font table by the fonts used, each with its stand-ins (`w:altName`)."""
    rows = "".join(
        f"<w:font w:name={quoteattr(name)}><w:altName w:val={quoteattr(others)}/>"
        '<w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for name, others in STAND_INS.items()
    )
    table = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>{rows}</w:fonts>'
    document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)._blob = table.encode()
