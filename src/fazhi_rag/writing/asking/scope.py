"""Which townships and years a question is about, against what the library holds. Deterministic."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from fazhi_rag.knowledge import DocumentRecord
from fazhi_rag.types import Abstention, Value
from fazhi_rag.writing.asking.asides import read_asides
from fazhi_rag.writing.asking.leftovers import (
    Bearing,
    Leftover,
    Reading,
    find_leftovers,
    find_within,
)
from fazhi_rag.writing.asking.names import Held, by_township, match_held
from fazhi_rag.writing.asking.pairs import pair_years
from fazhi_rag.writing.asking.periods import asked_years, settle_years
from fazhi_rag.writing.asking.places import areas_of, by_issue, in_places, narrowed, without_counties
from fazhi_rag.writing.asking.wording import question_pattern, question_patterns

_ISSUED = re.compile(r"印发|发布|公开|公布|签发|上报|报送|[发出](?:的|来)|年初|落款|文号|主送|署名|标题")
"""Of a report by the year it came out in: 2023年印发的报告 is the one for 2022."""


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
    doubts: tuple[str, ...] = ()
    """What of whose and when was not read and may change the scope: it is asked back."""
    within: tuple[str, ...] = ()
    """What narrows the question below a report: a village, a quarter."""


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
    text = settle_years(asides.text, today or date.today())
    matched, unclear, rest = match_held(text, held)
    if not matched and question_pattern("own").search(text):
        matched, rest = _match_home(home, held), question_pattern("own").sub("", rest)
        if not matched:
            message = f"问题中的“我镇”指哪个镇？资料库现有：{describe_holdings(records)}。"
            return _nothing(Abstention.AMBIGUOUS_NAME, message)
    matched, unclear = narrowed(matched, rest), narrowed(unclear, rest)
    chosen = [record for found in matched.values() for record in found]
    if not (matched or unclear):
        chosen, shared, rest = in_places(rest, records)
        unclear |= shared
    read = _Read(text, without_counties(rest, chosen), matched, unclear, tuple(chosen), asides.records)
    return _checked(read, records)


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of whose; the years are read next."""

    text: str
    rest: str
    matched: Held
    unclear: Held
    chosen: tuple[DocumentRecord, ...]
    aside: tuple[DocumentRecord, ...]

    def named(self, records: Sequence[DocumentRecord]) -> bool:
        """Whether a township or county is named."""
        return bool(self.matched or self.unclear) or len(self.chosen) < len(records)


def _checked(read: _Read, records: Sequence[DocumentRecord]) -> Scope:
    """The scope as read, unless something is left over that bears on it."""
    kept = [record for record in read.chosen if record not in read.aside]
    issued, rest = by_issue(read.rest, kept)
    kept = issued or kept
    years, left = asked_years(rest, {r.identity.year for r in kept if r.identity.year})
    paired = pair_years(read.text, read.matched)
    reading = Reading(
        placed=read.named(records),
        years=years,
        chosen=frozenset(r.identity.year or 0 for r in kept),
        names=tuple(by_township(records)),
        areas=areas_of(records) - areas_of(read.chosen if read.named(records) else ()),
        counties=len({record.identity.county for record in records}),
    )
    leftovers = find_leftovers(left, reading)
    if refused := _refused(read, leftovers, records):
        return refused
    if paired:
        return _by_pair(paired, read.matched, left)
    scope = _by_year(read.text, years, kept, named=read.named(records))
    notes = [f"依据{record.identity.year}年度报告回答。" for record in issued]
    within = find_within(left)
    if within and scope.records:
        notes.append(f"只看写到“{'”“'.join(within)}”的内容。")
    return replace(scope, stripped=left, within=within, notes=(*dict.fromkeys(notes), *scope.notes))


def _refused(read: _Read, leftovers: Sequence[Leftover], records: Sequence[DocumentRecord]) -> Scope | None:
    """Why the question is not answered: a name that is not held, one that several share, a rest not read."""
    if absent := [one for one in leftovers if one.bearing is Bearing.NAME]:
        return _nothing(Abstention.NO_SUCH_TOWNSHIP, _not_held(absent, records), absent)
    if message := _ask_back(read.matched, read.unclear):
        return _nothing(Abstention.AMBIGUOUS_NAME, message)
    if leftovers:
        named = read.named(records)
        message = _doubtful(leftovers, read.chosen if named else records)
        return replace(_nothing(Abstention.AMBIGUOUS_NAME, message, leftovers), named=named)
    return None


def _nothing(reason: Abstention, message: str, leftovers: Sequence[Leftover] = ()) -> Scope:
    return Scope((), True, abstention=reason, message=message, doubts=tuple(one.text for one in leftovers))


def _doubtful(leftovers: Sequence[Leftover], records: Sequence[DocumentRecord]) -> str:
    """What was not read, what it may mean, and what is held."""
    held = f"现有：{describe_holdings(records)}。"
    if near := sorted({name for one in leftovers for name in one.near}):
        return f"资料库没有“{leftovers[0].text}”，是不是指{'、'.join(near)}？请写全名再问。{held}"
    places = [one.text for one in leftovers if one.bearing is Bearing.POINTER]
    if places:
        return f"问题中的“{'、'.join(places)}”指哪里？请写明再问。{held}"
    return f"问题中的“{'、'.join(one.text for one in leftovers)}”指哪一年？请写明年份（如2023年）再问。{held}"


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


def _not_held(names: Sequence[Leftover], records: Sequence[DocumentRecord]) -> str:
    near = sorted({held for one in names for held in one.near})
    hint = f"是不是指{'、'.join(near)}？" if near else ""
    listed = "、".join(dict.fromkeys(one.text for one in names))
    return f"资料库没有{listed}的报告。{hint}现有：{describe_holdings(records)}。"


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


def _by_year(question: str, years: tuple[int, ...], records: list[DocumentRecord], *, named: bool) -> Scope:
    held = {record.identity.year for record in records}
    notes: list[str] = []
    if years and not held & set(years):
        shifted = _reported_year(question, years, records)
        if shifted is None:
            return Scope((), named, years, Abstention.NO_SUCH_YEAR, _no_such_year(years, records))
        notes.append(f"依据{shifted}年度报告回答。")
        years = (shifted,)
    chosen = tuple(r for r in records if not years or r.identity.year in years)
    if named and (absent := _absent(records, chosen)):
        notes.append(f"资料库没有{absent}{_years(years)}的报告。")
    elif named and (lacking := [year for year in years if year not in held]):
        notes.append(f"资料库没有{_years(lacking)}的报告。")
    return Scope(chosen, named, years, None, "", tuple(notes))


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
