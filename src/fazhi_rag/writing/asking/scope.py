"""Which townships and years a question is about, against what the library holds. Deterministic."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from fazhi_rag.knowledge import DocumentRecord
from fazhi_rag.numbers import find_mentions, parse_number
from fazhi_rag.types import Abstention, Kind, Value
from fazhi_rag.writing.asking.content import MARK
from fazhi_rag.writing.asking.names import SUFFIX, Held, by_township, match_held

_GENERIC = re.compile(
    r"(?:乡镇|镇乡|[所下]辖|[各每全]街)$|[各每全我本该这那哪个几有些多两所乡城村集场小大老古重其他份]$|^$"
)
"""What stands before 镇 or 乡 where no name does: 各镇, 我镇, 全镇, 乡镇, 场镇, 哪些镇."""
_BREAK = re.compile(
    r"比较|对比|相比|请问|介绍|关于|以及|什么|哪些|哪个|所有|其他|一下|说明|了解|查询|告诉|"
    r"[的和与跟及是在对从到比把将为、，。？！：；“”《》（）()\s年]"
)
_OWN = re.compile(r"[我本]镇|[我本]乡|[我本]街道|全镇|全乡|我们[镇乡]")
_RECENT = re.compile(
    r"近([两二三四五六七八九十]|\d{1,2})年|(?<!第)([两二三四五六七八九十])年(?=一共|总共|合计|累计|来|间|加起来)"
)
_PLAN = re.compile(r"打算|计划|安排|下一步|思路|规划|目标")
_COUNTY_END = re.compile(r"县|(?<![社地辖小园市城片景库山县街校院矿灾疫林牧农保新])区")
_OVER_COUNTY = re.compile(r"[全各该本我这那哪邻外跨两几每]$|^.?$")
"""What stands before 县 where no county is named: 全县, 我县."""
_BESIDE = re.compile(r"(?:[比较跟同与和]|对比|相比)(?:上一?年|上年度|上一年度|前一年|头一年|去年)度?")
_RELATIVE = {"今年": 0, "本年": 0, "去年": -1, "上年": -1, "上一年": -1, "前年": -2}


@dataclass(frozen=True, slots=True)
class Scope(Value):
    """The reports a question is about.

    `abstention` says why there are none to answer from; `message` says so in Chinese, with what is held.
    """

    records: tuple[DocumentRecord, ...]
    named: bool
    """Whether the question names a township (or 我镇)."""
    years: tuple[int, ...] = ()
    """Asked for, whether held or not."""
    abstention: Abstention | None = None
    message: str = ""
    notes: tuple[str, ...] = ()
    stripped: str = ""
    """The question without the names and years that made the scope."""


def resolve_scope(
    question: str, records: Sequence[DocumentRecord], home: str | None = None, *, today: date | None = None
) -> Scope:
    """Resolve the townships, counties and years of `question` among `records` (reports only).

    `home` is the township that 我镇 and 本镇 mean; without it they are resolved only where the library
    holds one township. A name that is not held, or that several counties share, is an abstention. 去年 counts
    from `today`.
    """
    held = by_township(records)
    matched, unclear, rest = match_held(question, held)
    unknown = _unknown_names(_without_places(rest, records))
    if unknown:
        return Scope((), True, abstention=Abstention.NO_SUCH_TOWNSHIP, message=_not_held(unknown, records))
    if not matched and _OWN.search(question):
        matched, rest = _match_home(home, held), _OWN.sub("", rest)
        if not matched:
            message = f"问题中的“我镇”指哪个镇？资料库现有：{describe_holdings(records)}。"
            return Scope((), True, abstention=Abstention.AMBIGUOUS_NAME, message=message)
    matched, unclear = _narrowed(matched, rest), _narrowed(unclear, rest)
    if message := _ask_back(matched, unclear):
        return Scope((), True, abstention=Abstention.AMBIGUOUS_NAME, message=message)
    chosen = [record for found in matched.values() for record in found]
    if not matched:
        chosen, rest = _in_places(rest, records)
        if unknown := [] if len(chosen) < len(records) else _unknown_counties(rest):
            return Scope(
                (), True, abstention=Abstention.NO_SUCH_TOWNSHIP, message=_not_held(unknown, records)
            )
    rest = _without_counties(_absolute_years(rest, today or date.today()), chosen)
    return _by_year(question, rest, chosen, named=len(chosen) < len(records) or bool(matched))


def _without_places(rest: str, records: Sequence[DocumentRecord]) -> str:
    """Blank the counties, prefectures and provinces held: the 镇 of 镇游县 ends no township's name."""
    names = {n for r in records for n in (r.identity.county, r.identity.prefecture, r.identity.province) if n}
    return re.sub("|".join(sorted(map(re.escape, names), key=len, reverse=True)) or "$^", "　", rest)


def _without_counties(rest: str, chosen: Sequence[DocumentRecord]) -> str:
    """Blank the counties of the reports chosen, which may stand apart: 石门镇的普法，临城市那边."""
    for county in {record.identity.county for record in chosen} - {None}:
        rest = rest.replace(str(county), " ")
    return rest


def _in_places(rest: str, records: Sequence[DocumentRecord]) -> tuple[list[DocumentRecord], str]:
    """Keep the reports of the counties, prefectures and provinces named; all where none is."""
    for part in ("county", "prefecture", "province"):
        names = {getattr(record.identity, part) for record in records} - {None}
        named = {name for name in names if name in rest}
        if named:
            for name in sorted(named, key=len, reverse=True):
                rest = rest.replace(name, "　")
            return [record for record in records if getattr(record.identity, part) in named], rest
    return list(records), rest


def _unknown_counties(rest: str) -> list[str]:
    """Names of counties that are left once the held ones are taken out."""
    names = []
    for match in _COUNTY_END.finditer(rest):
        breaks = [m.end() for m in _BREAK.finditer(rest, 0, match.start())]
        stem = rest[breaks[-1] if breaks else 0 : match.start()][-8:]
        if re.fullmatch(r"[\u3400-\u9fff]{2,}", stem) and not _OVER_COUNTY.search(stem):
            names.append(stem + match.group())
    return names


def _absolute_years(text: str, today: date) -> str:
    """Write 去年 as the year it means, where the question names no other year."""
    years = (Kind.YEAR, Kind.YEAR_RANGE)
    if any(mention.kind in years and mention.value is not None for mention in find_mentions(text)):
        return text
    for word, shift in _RELATIVE.items():
        if re.search(rf"(?<![比较]){word}", text):
            return text.replace(word, f"{today.year + shift}年")
    return text


def describe_holdings(records: Iterable[DocumentRecord]) -> str:
    """List what the library holds: 云阳县渠马镇（2022年）、…; at most twelve townships."""
    years: dict[str, set[int]] = defaultdict(set)
    for record in records:
        if record.identity.township:
            full = f"{record.identity.county or ''}{record.identity.township}"
            years[full].update({record.identity.year} - {None})  # type: ignore[arg-type]
    shown = [
        f"{name}（{'、'.join(f'{y}年' for y in sorted(found))}）" for name, found in sorted(years.items())
    ]
    more = f"等{len(shown)}个乡镇" if len(shown) > 12 else ""
    return ("、".join(shown[:12]) or "没有任何报告") + more


def _narrowed(named: Held, rest: str) -> Held:
    """Keep of each name the reports of the county that is named elsewhere: 太平镇的普法，西川区的."""
    narrowed = Held()
    for name, found in named.items():
        fitting = [record for record in found if (record.identity.county or MARK * 3) in rest]
        narrowed[name] = fitting or found
    return narrowed


def _ask_back(matched: Held, unclear: Held) -> str:
    """What to ask where a name stands for several townships, by county or by stem; else empty."""
    for name, found in matched.items():
        counties = {record.identity.county for record in found}
        if len(counties) > 1:
            listed = "、".join(sorted(f"{county or '（县区不明）'}{name}" for county in counties))
            return f"资料库里有同名的{listed}，请写明县（区）再问。"
    for stem, found in unclear.items():
        full = {f"{record.identity.county or ''}{record.identity.township}" for record in found}
        return f"“{stem}”可能指{'、'.join(sorted(full))}，请写全名再问。"
    return ""


def _fits(place: str, record: DocumentRecord) -> bool:
    """Whether `place` is made of the record's own county, prefecture and province names (or their stems)."""
    identity, rest = record.identity, place
    for name in (identity.province, identity.prefecture, identity.county):
        if name and rest.startswith(name):
            rest = rest[len(name) :]
        elif name and len(name) > 2 and rest.startswith(name[:-1]):
            rest = rest[len(name) - 1 :]
    return not rest


def _unknown_names(rest: str) -> list[str]:
    """Township names that are left once the held ones are taken out."""
    names = []
    for match in SUFFIX.finditer(rest):
        before = rest[: match.start()]
        breaks = [m.end() for m in _BREAK.finditer(before)]
        stem = before[breaks[-1] if breaks else 0 :][-10:]
        if re.fullmatch(r"[\u3400-\u9fff]+", stem) and not _GENERIC.search(stem):
            names.append(stem + match.group())
    return names


def _not_held(names: Sequence[str], records: Sequence[DocumentRecord]) -> str:
    return f"资料库没有{'、'.join(names)}的报告。现有：{describe_holdings(records)}。"


def _match_home(home: str | None, held: Held) -> Held:
    if home:
        return {
            name: [r for r in found if _fits(home.removesuffix(name), r)]
            for name, found in held.items()
            if home.endswith(name)
        }
    return dict(held) if len(held) == 1 else {}


def _by_year(question: str, rest: str, records: list[DocumentRecord], *, named: bool) -> Scope:
    latest = max((record.identity.year or 0 for record in records), default=0)
    years, rest = _with_year_before(*asked_years(rest, latest))
    held = {record.identity.year for record in records}
    notes: list[str] = []
    if years and not held & set(years):
        shifted = _reported_year(question, years, records)
        if shifted is None:
            message = f"资料库没有{_years(years)}的报告。现有：{describe_holdings(records)}。"
            return Scope((), named, years, Abstention.NO_SUCH_YEAR, message, stripped=rest)
        notes.append(f"依据{shifted}年度报告回答。")
        years = (shifted,)
    chosen = tuple(r for r in records if not years or r.identity.year in years)
    if named and (absent := _absent(records, chosen)):
        notes.append(f"资料库没有{absent}{_years(years)}的报告。")
    elif named and (lacking := [year for year in years if year not in held]):
        notes.append(f"资料库没有{_years(lacking)}的报告。")
    return Scope(chosen, named, years, None, "", tuple(notes), rest)


def _absent(records: Sequence[DocumentRecord], chosen: Sequence[DocumentRecord]) -> str:
    """The townships named that have no report in the years asked for."""
    found = {record.identity.township for record in chosen}
    return "、".join(sorted({r.identity.township or "" for r in records} - found))


def asked_years(text: str, latest: int) -> tuple[tuple[int, ...], str]:
    """Return the report years asked for (ascending) and the text without them.

    近三年 counts back from `latest`, the last year held; 从2021年到2022年 gives both.
    """
    years: set[int] = set()
    spans = []
    for mention in find_mentions(text):
        if mention.kind is Kind.YEAR and mention.value is not None:
            years.add(int(str(mention.value)))
            spans.append(mention.span)
        elif mention.kind is Kind.YEAR_RANGE and isinstance(mention.value, tuple):
            first, last = (int(value) for value in mention.value)
            years.update(range(first, min(last, first + 10) + 1))
            spans.append(mention.span)
    if recent := _RECENT.search(text):
        count = int(parse_number(recent[1] or recent[2]))
        years.update(range(latest - count + 1, latest + 1))
    for span in reversed(spans):
        text = text[: span.start] + "　" + text[span.end :]
    return tuple(sorted(years)), _RECENT.sub("　", text)


def _with_year_before(years: tuple[int, ...], rest: str) -> tuple[tuple[int, ...], str]:
    """Add the year that the one named is set beside: 2023年…比上年."""
    if len(years) != 1 or not _BESIDE.search(rest):
        return years, rest
    return (years[0] - 1, years[0]), _BESIDE.sub("　", rest)


def _reported_year(question: str, years: tuple[int, ...], records: Sequence[DocumentRecord]) -> int | None:
    """The report year meant by a year that is not held: last year's plan, or a report issued in it."""
    if len(years) != 1:
        return None
    before = years[0] - 1
    held = [record for record in records if record.identity.year == before]
    issued = any(r.identity.issue_date and r.identity.issue_date.year == years[0] for r in held)
    if held and (_PLAN.search(question) or ("报告" in question and issued)):
        return before
    return None


def _years(years: Sequence[int]) -> str:
    return "、".join(f"{year}年" for year in years)
