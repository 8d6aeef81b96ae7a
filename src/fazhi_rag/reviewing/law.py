"""L1xx: cited titles and document numbers beside the policies of the knowledge base."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rapidfuzz import fuzz

from fazhi_rag.grounding import find_titles
from fazhi_rag.knowledge import DocumentRecord
from fazhi_rag.reviewing.report import Check, Report
from fazhi_rag.types import Part, ReviewFinding, Span

_NUMBER = re.compile(
    r"[（(]\s*([^（）()\n]{2,20}?[〔\[［（(]?20\d\d[〕\]］）)]?\d{1,4}号|国务院令第?\d{1,4}号|国令第\d{1,4}号)\s*[）)]"
)
_BARE = str.maketrans("", "", '《》〈〉()（）〔〕 　“”"')
_DASHES = str.maketrans("-－–~～至", "——————")
_ALIKE = 82.0
"""Least similarity, in percent, of a title to the one it misquotes."""
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


def _named(cited: _Cited, held: list[DocumentRecord]) -> list[DocumentRecord]:
    wanted = _bare(cited.title)
    return [one for one in held if _bare(one.identity.title or "") == wanted]


def _titles(report: Report) -> Iterator[ReviewFinding]:
    held = report.holdings.policies if report.holdings else []
    own_titles = {_bare(title) for _, title in find_titles(report.document.identity.title or "")}
    seen: set[str] = set()
    for cited in _cited(report) if held else ():
        wanted = _bare(cited.title)
        if wanted in seen or wanted in own_titles or _PLACE.match(cited.title) or len(wanted) < 4:
            continue
        seen.add(wanted)
        if not _named(cited, held) and not any(wanted in _bare(one.identity.title or "") for one in held):
            yield _unknown(report, cited, held)


def _unknown(report: Report, cited: _Cited, held: list[DocumentRecord]) -> ReviewFinding:
    wanted = _bare(cited.title)
    score, title = max(
        (fuzz.ratio(wanted, _bare(one.identity.title or "")), one.identity.title or "") for one in held
    )
    if score >= _ALIKE and not wanted.endswith(_bare(title)):
        message = f"文件名与库中的《{title}》不一致，请核对"
        return report.finding("L102", cited.span, message, fix=f"《{title}》")
    return report.finding("L101", cited.span, f"库中没有《{cited.title}》，请核对名称")


def _numbers(report: Report) -> Iterator[ReviewFinding]:
    held = report.holdings.policies if report.holdings else []
    for cited in _cited(report) if held else ():
        for record in _named(cited, held):
            right = record.identity.doc_number
            if cited.number and right and not _same_number(cited.number, right):
                start = report.text.index(cited.number, cited.span.end)
                span = Span(start, start + len(cited.number))
                message = f"《{cited.title}》的文号是{right}"
                yield report.finding("L103", span, message, fix=right)


def _same_number(one: str, other: str) -> bool:
    digits = [re.findall(r"\d+", number) for number in (one, other)]
    issuers = [re.sub(r"[\W\d_]|第|号|令|院", "", number) for number in (one, other)]
    return digits[0] == digits[1] and (issuers[0] in issuers[1] or issuers[1] in issuers[0])


def _in_force(report: Report) -> Iterator[ReviewFinding]:
    year, held = report.year, report.holdings.policies if report.holdings else []
    for cited in _cited(report) if held and year else ():
        if report.part_at(cited.span.start) is Part.NEXT_PLAN:
            continue
        for record in _named(cited, held):
            begins, ends = record.identity.effective_from, record.identity.effective_to
            if begins and year and begins.year > year:
                day = f"{begins.year}年{begins.month}月{begins.day}日"
                message = f"《{cited.title}》{day}起施行，{year}年还没有生效"
                # The law may be the revision of an older one of the same name.
                yield report.finding("L104", cited.span, message + "（若引用的是修订前的文本，请注明）")
            elif ends and year and ends.year < year:
                yield report.finding(
                    "L105",
                    cited.span,
                    f"《{cited.title}》的期限到{ends.year}年为止，{year}年请核实是否已有新的规定",
                )


@cache
def _county_rules() -> dict[str, str]:
    table = json.loads((files("fazhi_rag.reviewing") / "data" / "scopes.json").read_text("utf-8"))
    return {_bare(title): note for title, note in table["county_level"].items()}


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
