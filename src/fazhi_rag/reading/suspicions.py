"""What a reader should know before trusting a document: gaps, contradictions, templates, damage."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from fazhi_rag.reading.damage import Damage
from fazhi_rag.types import DocumentKind, Identity, Part, Section

_ANY = "[XxＸｘ×○〇*＊_]"
_BLANK = "[XxＸｘ×*＊_]"
_PLACEHOLDER = re.compile(
    rf"(?:{_ANY}{{1,4}}|某某?)(?:镇|乡|街道|县)(?!长)"
    rf"|(?:20|二〇|二○){_ANY}{{1,2}}年|{_ANY}{{4}}年|20__年"
    rf"|(?<![\dA-Za-z])(?<!{_ANY}){_BLANK}{{1,5}}(?:余|多)?(?=[次件场人名份个户条期起家万元%％])"
    r"|【(?:请)?(?:填写|填入|此处)[^】\n]{0,20}】|（(?:请)?(?:填写|此处填)[^）\n]{0,20}）"
)
_SIGN = re.compile("[XxＸｘ×○〇*＊_某填]")
_WHOSE = re.compile(rf"(?:{_ANY}{{1,4}}|某某?)(?:镇|乡|街道)|(?:20|二〇|二○)?{_ANY}{{1,4}}年")
_YEAR = re.compile(r"^[^\d]{0,4}(20\d\d)年")
_MOST = 5
_MANY_BLANKS = 3
"""A leftover blank happens in a finished report; as many as this are a form."""


def is_template(text: str, title: str | None) -> bool:
    """Whether a text is a form to fill in: whose, which year or many figures are blank."""
    blanks = sum(1 for _ in _blanks(text))
    return blanks > 0 and (_WHOSE.search(title or text[:80]) is not None or blanks >= _MANY_BLANKS)


def find_suspicions(
    text: str, identity: Identity, sections: tuple[Section, ...], damage: Sequence[Damage]
) -> tuple[str, ...]:
    """Return one Chinese sentence for each suspicious thing, with the offset where it stands."""
    warnings = list(_gaps(identity, sections)) if identity.kind is DocumentKind.ANNUAL_REPORT else []
    if is_template(text, identity.title):
        warnings.append("是模板，不是报告：单位、年份或数字留空待填")
    warnings += [f"第 {found.start()} 字处有未填的空：{found[0]}" for found in islice(_blanks(text), _MOST)]
    warnings += [_told(text, one) for one in damage[:_MOST]]
    if len(damage) > _MOST:
        warnings.append(f"另有 {len(damage) - _MOST} 处损坏")
    return tuple(warnings)


def _told(text: str, damage: Damage) -> str:
    span = damage.span
    return f"第 {span.start} 字处{damage.what}，所在句子不作依据：{span.of(text)}"


def _gaps(identity: Identity, sections: tuple[Section, ...]) -> Iterator[str]:
    if identity.township is None:
        yield "没有找到乡镇（街道）名称：请用 --township 或 manifest.csv 说明"
    if identity.year is None:
        yield "没有找到报告年度：请用 --year 或 manifest.csv 说明"
    if not sections:
        yield "没有找到标题"
    for section in sections:
        stated = _YEAR.match(section.heading) if section.level == 1 else None
        told = section.part in (Part.ACHIEVEMENTS, Part.PROBLEMS)
        if stated and told and identity.year and int(stated[1]) != identity.year:
            yield f"年度不一致：标题“{section.number}”说的是 {stated[1]} 年，报告年度是 {identity.year} 年"


def _blanks(text: str) -> Iterator[re.Match[str]]:
    # Hardly any report holds one of these characters: looking for them first is much faster.
    return _PLACEHOLDER.finditer(text) if _SIGN.search(text) else iter(())
