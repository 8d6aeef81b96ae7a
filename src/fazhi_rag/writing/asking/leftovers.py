"""What a question says of whose and when that no reading took: a scope with such a rest is uncertain.

Reading a scope blanks what it reads. What is left and looks like a place or a time either cannot change
which reports are meant, or the question is asked back. Nothing else decides that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from fazhi_rag.numbers.words import BOTH, UNKNOWN, VERB, words_in
from fazhi_rag.types import Value
from fazhi_rag.writing.asking.content import MARK
from fazhi_rag.writing.asking.names import SUFFIX, stem_of
from fazhi_rag.writing.asking.wording import question_pattern, question_patterns


class Bearing(StrEnum):
    """What a left-over says that may change the scope."""

    NAME = "name"
    """A township or county by its name, which is not held."""
    SLIP = "slip"
    """Looks like a name that is held."""
    POINTER = "pointer"
    """A place told by where the asker stands: 该镇, 隔壁镇, 我县."""
    UNREAD = "unread"
    """A time of a form that is not read: 2023年前后, 龙年, 此前."""
    REFERS = "refers"
    """A time told by another or by what happened in it: 那年, 往年, 上一届."""


@dataclass(frozen=True, slots=True)
class Leftover(Value):
    """A stretch of the question that no reading took, with the names held that it may stand for."""

    text: str
    bearing: Bearing
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read before: what may prove a left-over harmless."""

    placed: bool
    """Whether a township, a county or 各镇 was read."""
    years: tuple[int, ...]
    """The years named."""
    chosen: frozenset[int]
    """The years of the reports that are left to answer from."""
    names: tuple[str, ...]
    """The townships held."""
    areas: frozenset[str]
    """The counties, prefectures and provinces held that are none of the reports' own."""
    counties: int
    """How many counties are held."""


_WORD = r"[\u3400-\u9fff]"
_GENERIC = re.compile(
    r"(?:乡镇|镇乡|[所下]辖|[各每全]街)$|[各每全我本哪个几有些多两所乡城村集场小大老古重其他份外名强市建跨下]$|^$"
)
"""What stands before 镇 or 乡 where no name does: 各镇, 全镇, 乡镇, 场镇, 哪些镇, 下乡."""
_GENERIC_HOME = re.compile("[返回还家故山水异同]乡$")
"""家乡, 水乡: no names; 高家街道 and 回龙镇 are."""
_BREAK = re.compile(
    r"比较|对比|相比|请问|介绍|关于|以及|什么|哪些|哪个|所有|其他|一下|说明|了解|查询|告诉|"
    r"[的和与跟及是在对从到比把将为、，。？！：；“”《》（）()\s年]"
)
_NOT_COUNTY = re.compile(
    r"[全各该本我这那哪邻外跨两几每市咱个同]$|^.?$|[社地辖小园市城片景库山县街校院矿灾疫林牧农保新]$"
)
"""What stands before 县 or 区 where no county is named: 全县, 我县, 社区."""
_NOT_CITY = re.compile(r"[城都超门股菜夜早集上花楼各全本我该这那哪省外跨两几每县]$|^.?$")
_COUNTY = re.compile(r"自治[县州旗]|[县区]|市(?![场民区级容政委直司里上价值局面斤管属])")
_APART = (
    r"(?:^|[是指问属归查看要说在（(，,。；　])({})(?:的|那[个边里儿]?|这[边里]|境内)*(?=[）)，。？！,　]|$)"
)
_BESIDE_NAME = re.compile(_APART.format(rf"{_WORD}{{2,6}}[县旗]|{_WORD}{{2,3}}[市区州]"))
"""A county that is told apart from the name: 石门镇的普法，东山县那边."""
_AREA = re.compile(r"[县区市]$")
_GENERIC_PLACE = re.compile(
    "农村|乡村|[全各每哪几个些所有该本这那多少名位入驻进到下]+(?:村|社区)$|行政村|自然村|贫困|示范|文明|美丽|先进|重点|试点|移民|传统|城中"
    "|特色|宜居|法治|和谐|问题|城市|智慧|老旧|易地|安置|农民|镇村|城乡|[的有对在于由把]"
)
"""Kinds of villages, no names."""
_EDGE = re.compile(r"[　，。？！；：、（）()\s]+")


def find_leftovers(rest: str, reading: Reading) -> tuple[Leftover, ...]:
    """Return what is left of a question, names and years blanked, and bears on the scope."""
    found = [*_names(rest, reading), *_counties(rest, reading), *_pointers(rest), *_times(rest)]
    if reading.years and not reading.placed:
        found += _slips(rest, reading.names)
    return tuple(one for one in dict.fromkeys(found) if not _harmless(one, reading))


def _harmless(one: Leftover, reading: Reading) -> bool:
    """Whether the reports that are meant are the same whatever the left-over means."""
    if one.bearing is Bearing.POINTER:
        alone = reading.counties < 2 if _AREA.search(one.text) else len(reading.names) < 2
        return reading.placed or alone
    return one.bearing is Bearing.REFERS and bool(reading.years or len(reading.chosen) == 1)


def _names(rest: str, reading: Reading) -> Iterator[Leftover]:
    """Names of townships that are not held."""
    rest = re.sub("|".join(sorted(map(re.escape, reading.areas), key=len, reverse=True)) or "$^", MARK, rest)
    pointing = [match.span() for match in question_pattern("pointers").finditer(rest)]
    for match in SUFFIX.finditer(rest):
        stem = _stem_before(rest, match.start())
        inside = any(start <= match.start() < end for start, end in pointing)
        name = stem + match.group()
        if stem and not inside and not _GENERIC.search(stem) and not _GENERIC_HOME.search(name):
            yield Leftover(name, Bearing.NAME, tuple(held for held in reading.names if _alike(stem, held)))


def _stem_before(rest: str, at: int) -> str:
    """The characters before `at` that may make a name, without the words that ask."""
    breaks = [m.end() for m in _BREAK.finditer(rest, 0, at)]
    stem = rest[breaks[-1] if breaks else 0 : at][-10:]
    while asks := question_pattern("asking").match(stem):
        if not asks.end() or asks.end() == len(stem):
            break
        stem = stem[asks.end() :]
    return stem if re.fullmatch(rf"{_WORD}+", stem) else ""


def _counties(rest: str, reading: Reading) -> Iterator[Leftover]:
    """Counties and cities that are not those of the reports: anywhere, or apart from a township's name."""
    if reading.placed:
        found = [match[1] for match in _BESIDE_NAME.finditer(rest)]
        yield from (Leftover(area, Bearing.NAME) for area in sorted(reading.areas) if told_apart(area, rest))
    else:
        found = [_stem_before(rest, match.start())[-8:] + match.group() for match in _COUNTY.finditer(rest)]
    for name in found:
        generic = _NOT_CITY if name.endswith("市") else _NOT_COUNTY
        if len(name) > 2 and not generic.search(name[:-1]):
            yield Leftover(name, Bearing.NAME)


def told_apart(area: str, rest: str) -> bool:
    """Whether a county is told apart from the township's name, in full or without its ending: …，西川的."""
    stem = area[:-1] if len(area) > 2 else area
    return bool(re.search(_APART.format(re.escape(area) + "|" + re.escape(stem)), rest))


def _pointers(rest: str) -> Iterator[Leftover]:
    for match in question_pattern("pointers").finditer(rest):
        yield Leftover(match.group(), Bearing.POINTER)


def _times(rest: str) -> Iterator[Leftover]:
    for bearing, pattern in question_patterns("times").items():
        for match in pattern.finditer(rest):
            yield Leftover(match.group().strip(MARK), Bearing(bearing))


def _slips(rest: str, names: Sequence[str]) -> Iterator[Leftover]:
    """What stands where a name would, alone beside a year, and no list knows it as a word."""
    for piece in filter(None, _EDGE.split(question_pattern("asking").sub(MARK, rest))):
        for size in {len(stem_of(name)) for name in names}:
            for stem in {piece[:size], piece[-size:]}:
                near = tuple(name for name in names if _alike(stem, name))
                if near and len(stem) == size and all(t.tag is UNKNOWN for t in words_in(stem)):
                    yield Leftover(stem, Bearing.SLIP, near)


def _alike(stem: str, name: str) -> bool:
    """Whether a stem is that of a name, or is but for one character."""
    held = stem_of(name)
    return len(stem) == len(held) and sum(a != b for a, b in zip(stem, held, strict=True)) < 2


def find_within(rest: str) -> tuple[str, ...]:
    """Return what narrows the question below a report: a village, a quarter; what is quoted must say it."""
    found = (match.group() for match in question_pattern("within").finditer(rest))
    named = (term for term in found if not _GENERIC_PLACE.search(term) and not _does(term))
    return tuple(dict.fromkeys(re.sub(r"^第|(?<=月)[份底末]$|(?<=月)中旬$", "", term) for term in named))


def _does(term: str) -> bool:
    """Whether a verb stands in what looks like a village: 推进社区."""
    return any(token.tag in (VERB, BOTH) for token in words_in(term[:-1].removesuffix("社")))
