"""The reports a question means by county, prefecture or province, or by the day they came out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from fazhi_rag.knowledge import DocumentRecord
from fazhi_rag.writing.asking.content import MARK
from fazhi_rag.writing.asking.leftovers import told_apart
from fazhi_rag.writing.asking.names import Held, bare_places

_ISSUED_IN = re.compile(
    r"(20\d\d)年(?:(\d{1,2})月)?(?:份|初|底|\d{1,2}日)?(?:才|刚|正式|对外|就)*(?:印发|发布|公开|公布|签发|挂网|出台|报送|上报|发|出)(?:出来)?的"
    r"(?:(?:[那这]?一?[份篇个期])[^，。？！；]{0,10}?(?:报告|年报|材料|总结)|[那这]一?[份篇个期]|[^，。？！；的]{0,10}?(?:报告|年报))"
)
"""A report told by when it came out: 2023年1月发布的那份报告 is the one for 2022."""


_DATED = re.compile(
    r"(?:落款|成文|印发|发布|公开|公布|签发|出具)(?:的?日期|时间|日)?(?:为|是|在|写着?|标的是)*"
    r"(20\d\d)年(\d{1,2})月(\d{1,2})[日号]的?(?:[那这]?[份篇个])?(?:年度?)?(?:报告|年报|材料|总结)(?:[里中]|上面?)?"
)
"""A report told by the day it bears, with something else asked of it."""


def areas_of(records: Iterable[DocumentRecord]) -> frozenset[str]:
    """The counties, prefectures and provinces of the reports."""
    places = ((r.identity.county, r.identity.prefecture, r.identity.province) for r in records)
    return frozenset(name for named in places for name in named if name)


def without_counties(rest: str, chosen: Sequence[DocumentRecord]) -> str:
    """Blank the places of the reports chosen, which may stand apart: 石门镇的普法，临城市那边."""
    for area in sorted(areas_of(chosen), key=len, reverse=True):
        rest = rest.replace(area, MARK)
    return rest


def by_issue(rest: str, records: Sequence[DocumentRecord]) -> tuple[list[DocumentRecord], str]:
    """The reports that came out when the question says, and the question without that; else none."""
    match = _DATED.search(rest) or _ISSUED_IN.search(rest)
    if match is None:
        return [], rest
    stated = [int(part or 0) for part in match.groups()]
    issued = [
        record
        for record in records
        if (day := record.identity.issue_date)
        and all(want in (0, have) for want, have in zip(stated, (day.year, day.month, day.day), strict=False))
    ]
    return issued, (rest[: match.start()] + MARK + rest[match.end() :]) if issued else rest


def in_places(rest: str, records: Sequence[DocumentRecord]) -> tuple[list[DocumentRecord], Held, str]:
    """Keep the reports of the counties, prefectures and provinces named; all where none is.

    A county may be named without its ending; where several have that, the reports of each by its stem.
    """
    for part in ("county", "prefecture", "province"):
        names = {getattr(record.identity, part) for record in records} - {None}
        if named := {name for name in names if name in rest}:
            for name in sorted(named, key=len, reverse=True):
                rest = rest.replace(name, MARK)
            return [record for record in records if getattr(record.identity, part) in named], Held(), rest
    counties = {record.identity.county for record in records if record.identity.county}
    for stem in sorted({name[:-1] for name in counties if len(name) > 2}):
        if list(bare_places(stem, rest)):
            named = {name for name in counties if name[:-1] == stem}
            found = [record for record in records if record.identity.county in named]
            shared = Held({stem: found}) if len(named) > 1 else Held()
            return found, shared, rest.replace(stem, MARK)
    return list(records), Held(), rest


def narrowed(named: Held, rest: str) -> Held:
    """Keep of each name the reports of the county that is named elsewhere: 太平镇的普法，西川区的."""
    narrowed = Held()
    for name, found in named.items():
        fitting = [r for r in found if (at := r.identity.county) and (at in rest or told_apart(at, rest))]
        narrowed[name] = fitting or found
    return narrowed
