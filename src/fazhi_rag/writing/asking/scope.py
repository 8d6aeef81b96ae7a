"""Which townships and years a question is about, against what the library holds. Deterministic."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from fazhi_rag.knowledge import DocumentRecord
from fazhi_rag.types import Abstention, Value
from fazhi_rag.writing.asking.asides import read_asides
from fazhi_rag.writing.asking.content import MARK
from fazhi_rag.writing.asking.names import SUFFIX, Held, by_township, match_held
from fazhi_rag.writing.asking.pairs import pair_years
from fazhi_rag.writing.asking.periods import asked_years, settle_years, unread_years
from fazhi_rag.writing.asking.wording import question_patterns

_GENERIC = re.compile(
    r"(?:乡镇|镇乡|[所下]辖|[各每全]街)$|[各每全我本该这那哪个几有些多两所乡城村集场小大老古重其他份]$|^$"
)
"""What stands before 镇 or 乡 where no name does: 各镇, 我镇, 全镇, 乡镇, 场镇, 哪些镇."""
_BREAK = re.compile(
    r"比较|对比|相比|请问|介绍|关于|以及|什么|哪些|哪个|所有|其他|一下|说明|了解|查询|告诉|"
    r"[的和与跟及是在对从到比把将为、，。？！：；“”《》（）()\s年]"
)
_OWN = re.compile(r"[我本]镇|[我本]乡|[我本]街道|全镇|全乡|我们[镇乡]")
_ISSUED = re.compile(r"印发|发布|公开|公布|签发|上报|报送|[发出](?:的|来)|年初|落款|文号|主送|署名|标题")
"""Of a report by the year it came out in: 2023年印发的报告 is the one for 2022."""
_COUNTY_END = re.compile(r"县|(?<![社地辖小园市城片景库山县街校院矿灾疫林牧农保新])区")
_OVER_COUNTY = re.compile(r"[全各该本我这那哪邻外跨两几每]$|^.?$")
"""What stands before 县 where no county is named: 全县, 我县."""
_BESIDE_NAME = re.compile(
    r"(?:^|[（(，,。；？])([\u3400-\u9fff]{1,6}[县旗]|[\u3400-\u9fff]{1,3}[市区州])(?:的|那[个边里]?|这边)?(?=[）)，。？！,]|$)"
)
"""A county that is told apart from the name: 石门镇的普法，东山县那边."""


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
    asides = read_asides(question, held)
    text, undated = settle_years(asides.text, today or date.today())
    matched, unclear, rest = match_held(text, held)
    if unknown := _unknown_names(_without_places(rest, records)):
        return _nothing(Abstention.NO_SUCH_TOWNSHIP, _not_held(unknown, records))
    if not matched and _OWN.search(text):
        matched, rest = _match_home(home, held), _OWN.sub("", rest)
        if not matched:
            message = f"问题中的“我镇”指哪个镇？资料库现有：{describe_holdings(records)}。"
            return _nothing(Abstention.AMBIGUOUS_NAME, message)
    matched, unclear = _narrowed(matched, rest), _narrowed(unclear, rest)
    if message := _ask_back(matched, unclear):
        return _nothing(Abstention.AMBIGUOUS_NAME, message)
    chosen = [record for found in matched.values() for record in found]
    if not matched:
        chosen, rest = _in_places(rest, records)
    rest = _without_counties(rest, chosen)
    widest = not matched and len(chosen) == len(records)
    if unknown := _unknown_counties(rest) if widest else _counties_apart(rest):
        return _nothing(Abstention.NO_SUCH_TOWNSHIP, _not_held(unknown, records))
    kept = [record for record in chosen if record not in asides.records]
    if undated := undated or unread_years(asked_years(rest, 0)[1]):
        return _nothing(
            Abstention.AMBIGUOUS_NAME, f"问题中的“{undated}”指哪一年？请写明年份（如2023年）再问。"
        )
    named = not widest
    if paired := pair_years(text, matched):
        return _by_pair(paired, matched, asked_years(rest, 0)[1])
    return _by_year(text, rest, kept, named=named)


def _nothing(reason: Abstention, message: str) -> Scope:
    return Scope((), True, abstention=reason, message=message)


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


def _counties_apart(rest: str) -> list[str]:
    """Counties named apart from the townships that are none of theirs: 石门镇的普法（西川县）."""
    return [name for match in _BESIDE_NAME.finditer(rest) if not _OVER_COUNTY.search((name := match[1])[:-1])]


def _unknown_counties(rest: str) -> list[str]:
    """Names of counties that are left once the held ones are taken out."""
    names = []
    for match in _COUNTY_END.finditer(rest):
        breaks = [m.end() for m in _BREAK.finditer(rest, 0, match.start())]
        stem = rest[breaks[-1] if breaks else 0 : match.start()][-8:]
        if re.fullmatch(r"[\u3400-\u9fff]{2,}", stem) and not _OVER_COUNTY.search(stem):
            names.append(stem + match.group())
    return names


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


def _by_pair(paired: dict[str, frozenset[int]], matched: Held, rest: str) -> Scope:
    """The reports of each township in its own years."""
    chosen = tuple(r for name, years in paired.items() for r in matched[name] if r.identity.year in years)
    absent = {name: years - {r.identity.year for r in matched[name]} for name, years in paired.items()}
    lacking = "、".join(f"{name}{_years(sorted(years))}" for name, years in absent.items() if years)
    years = tuple(sorted({year for named in paired.values() for year in named}))
    told = f"资料库没有{lacking}的报告。"
    if not chosen:
        held = describe_holdings(record for found in matched.values() for record in found)
        return Scope((), True, years, Abstention.NO_SUCH_YEAR, f"{told}现有：{held}。", stripped=rest)
    return Scope(chosen, True, years, notes=(told,) if lacking else (), stripped=rest)


def _by_year(question: str, rest: str, records: list[DocumentRecord], *, named: bool) -> Scope:
    latest = max((record.identity.year or 0 for record in records), default=0)
    years, rest = asked_years(rest, latest)
    held = {record.identity.year for record in records}
    notes: list[str] = []
    if years and not held & set(years):
        shifted = _reported_year(question, years, records)
        if shifted is None:
            return Scope(
                (), named, years, Abstention.NO_SUCH_YEAR, _no_such_year(years, records), stripped=rest
            )
        notes.append(f"依据{shifted}年度报告回答。")
        years = (shifted,)
    chosen = tuple(r for r in records if not years or r.identity.year in years)
    if named and (absent := _absent(records, chosen)):
        notes.append(f"资料库没有{absent}{_years(years)}的报告。")
    elif named and (lacking := [year for year in years if year not in held]):
        notes.append(f"资料库没有{_years(lacking)}的报告。")
    return Scope(chosen, named, years, None, "", tuple(notes), rest)


def _no_such_year(years: Sequence[int], records: Sequence[DocumentRecord]) -> str:
    """What is held instead, and which report came out in the year asked for."""
    issued = [r for r in records if r.identity.issue_date and r.identity.issue_date.year in years]
    hint = f"{_years(years)}印发的是{issued[0].identity.year}年度的报告。" if len(issued) == 1 else ""
    return f"资料库没有{_years(years)}的报告。{hint}现有：{describe_holdings(records)}。"


def _absent(records: Sequence[DocumentRecord], chosen: Sequence[DocumentRecord]) -> str:
    """The townships named that have no report in the years asked for."""
    found = {record.identity.township for record in chosen}
    return "、".join(sorted({r.identity.township or "" for r in records} - found))


def _reported_year(question: str, years: tuple[int, ...], records: Sequence[DocumentRecord]) -> int | None:
    """The report year meant by a year that is not held: last year's plan, or a report that came out in it.

    What a report tells of its year is never read from the report for another one.
    """
    if len(years) != 1:
        return None
    before = years[0] - 1
    held = [record for record in records if record.identity.year == before]
    issued = any(r.identity.issue_date and r.identity.issue_date.year == years[0] for r in held)
    planned = question_patterns("parts")["next_plan"].search(question)
    if held and (planned or ("报告" in question and issued and _ISSUED.search(question))):
        return before
    return None


def _years(years: Sequence[int]) -> str:
    return "、".join(f"{year}年" for year in years)
