"""L1xx: cited titles and document numbers beside a table of instruments and the policies held."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from rapidfuzz import fuzz

from fazhi_rag.grounding import find_titles
from fazhi_rag.reviewing.report import Check, Report
from fazhi_rag.types import Part, ReviewFinding, Span

_NUMBER = re.compile(
    r"[（(]\s*([^（）()\n]{2,20}?[〔\[［（(]?20\d\d[〕\]］）)]?\d{1,4}号|国务院令第?\d{1,4}号|国令第\d{1,4}号)\s*[）)]"
)
_BARE = str.maketrans("", "", '《》〈〉()（）〔〕 　“”"')
_DASHES = str.maketrans("-－–~～至", "——————")
_ALIKE = 82.0
"""Least similarity, in percent, of a title to the one it misquotes."""
_LOCAL = re.compile("实施(?:办法|细则|意见|方案)")
"""What carries a rule out locally is named after it: no misquotation of it."""
_PLACE = re.compile(r"^(?:中共)?[\u4e00-\u9fff]{1,10}?(?:省|市|县|区|镇|乡|街道|自治区)")
_BINDING = re.compile(
    r"严格(?:贯彻)?(?:落实|执行|遵守|按照|依照|履行)|认真(?:贯彻)?(?:落实|执行|履行)|根据|依据|按照|依照|对照|履行|执行|落实"
)


@dataclass(frozen=True, slots=True)
class _Cited:
    span: Span
    title: str
    number: str | None


def _bare(title: str) -> str:
    return title.translate(_BARE).translate(_DASHES).removeprefix("中华人民共和国")


def _cited(report: Report) -> Iterator[_Cited]:
    for span, title in find_titles(report.text):
        inner = re.search(r"〈([^〈〉]{2,80})〉", title)
        number = _NUMBER.match(report.text, span.end)
        yield _Cited(span, inner[1] if inner else title, number[1] if number else None)


@dataclass(frozen=True, slots=True)
class _Instrument:
    """A law, rule or plan; `begins` is when its first version came into force, None where it always was."""

    title: str
    number: str | None
    begins: date | None
    ends: date | None


@cache
def _table() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(
        (files("fazhi_rag.reviewing") / "data" / "instruments.json").read_text("utf-8")
    )
    return loaded


@cache
def _listed() -> dict[str, _Instrument]:
    rows = (
        _Instrument(title, row.get("number"), _day(row.get("begins")), _day(row.get("ends")))
        for title, row in _table()["instruments"].items()
    )
    return {_bare(one.title): one for one in rows}


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _known(report: Report) -> dict[str, _Instrument]:
    """Return the instruments of the table and of the knowledge base, by their bare title."""
    known = dict(_listed())
    for record in report.holdings.policies if report.holdings else ():
        who = record.identity
        one = known.get(_bare(who.title or ""), _Instrument(who.title or "", None, who.effective_from, None))
        # What a policy says of its beginning is true of its last revision alone.
        known[_bare(one.title)] = replace(
            one, number=who.doc_number or one.number, ends=who.effective_to or one.ends
        )
    return known


def _titles(report: Report) -> Iterator[ReviewFinding]:
    known = _known(report)
    own_titles = {_bare(title) for _, title in find_titles(report.document.identity.title or "")}
    seen: set[str] = set()
    for cited in _cited(report):
        wanted = _bare(cited.title)
        if wanted in seen or wanted in own_titles or _PLACE.match(cited.title) or len(wanted) < 4:
            continue
        seen.add(wanted)
        if not any(wanted in title for title in known):
            yield from _unknown(report, cited, known)


def _unknown(report: Report, cited: _Cited, known: dict[str, _Instrument]) -> Iterator[ReviewFinding]:
    wanted = _bare(cited.title)
    score, title = max((fuzz.ratio(wanted, title), title) for title in known)
    local = _LOCAL.search(wanted) and not _LOCAL.search(title)
    if score >= _ALIKE and not wanted.endswith(title) and not local:
        right = f"《{known[title].title}》"
        yield report.finding("L102", cited.span, f"文件名与{right}不一致，请核对", fix=right)
    elif report.holdings and report.holdings.policies:
        yield report.finding("L101", cited.span, f"库中没有《{cited.title}》，请核对名称")


def _numbers(report: Report) -> Iterator[ReviewFinding]:
    known = _known(report)
    for cited in _cited(report):
        one = known.get(_bare(cited.title))
        if one and one.number and cited.number and not _same_number(cited.number, one.number):
            start = report.text.index(cited.number, cited.span.end)
            span = Span(start, start + len(cited.number))
            message = f"《{cited.title}》的文号是{one.number}"
            yield report.finding("L103", span, message, fix=one.number)


def _same_number(one: str, other: str) -> bool:
    digits = [re.findall(r"\d+", number) for number in (one, other)]
    issuers = [re.sub(r"[\W\d_]|第|号|令|院", "", number) for number in (one, other)]
    return digits[0] == digits[1] and (issuers[0] in issuers[1] or issuers[1] in issuers[0])


def _in_force(report: Report) -> Iterator[ReviewFinding]:
    year, known = report.year, _known(report)
    for cited in _cited(report) if year else ():
        one = known.get(_bare(cited.title))
        if one is None or year is None or report.part_at(cited.span.start) is Part.NEXT_PLAN:
            continue
        if one.begins and one.begins.year > year:
            day = f"{one.begins.year}年{one.begins.month}月{one.begins.day}日"
            message = f"《{cited.title}》{day}起施行，{year}年还没有生效"
            # The law may be the revision of an older one of the same name.
            yield report.finding("L104", cited.span, message + "（若引用的是修订前的文本，请注明）")
        elif one.ends and one.ends.year < year:
            message = f"《{cited.title}》的期限到{one.ends.year}年为止，{year}年请核实是否已有新的规定"
            yield report.finding("L105", cited.span, message)


@cache
def _county_rules() -> dict[str, str]:
    return {_bare(title): note for title, note in _table()["county_level"].items()}


def _scope(report: Report) -> Iterator[ReviewFinding]:
    """Yield rules for county level and above that a township cites as its own duty."""
    seen: set[str] = set()
    for cited in _cited(report):
        note = _county_rules().get(_bare(cited.title))
        before = report.text[max(cited.span.start - 16, 0) : cited.span.start]
        if note and _bare(cited.title) not in seen and _BINDING.search(before):
            seen.add(_bare(cited.title))
            yield report.finding("L106", cited.span, note)


CHECKS = (
    Check(("L101", "L102"), _titles),
    Check(("L103",), _numbers),
    Check(("L104", "L105"), _in_force),
    Check(("L106",), _scope),
)
