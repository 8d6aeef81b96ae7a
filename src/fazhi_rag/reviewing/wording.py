"""F107, F110, F113, F114, F115: slips of the pen, doubled approximators, templates, formula, 我 for 我镇."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from fazhi_rag.numbers import sentence_spans
from fazhi_rag.reviewing.formulas import formula_share, is_formula
from fazhi_rag.reviewing.report import Check, Report
from fazhi_rag.types import ReviewFinding, Span

_APPROX = re.compile(
    r"(?P<first>约|大约|近|将近|超|超过|逾)(?P<number>\d[\d,.]*[十百千万亿]*|[一二三四五六七八九]?[十百千万][十百千万]*)"
    r"(?:(?P<more>余|多)|(?:[\u4e00-\u9fff]{1,2})?(?P<around>左右|上下))"
)
_PLACEHOLDER = re.compile(
    r"(?:[XxＸ×○*＊]{1,3}|某某?)(?:镇|乡|街道|县)(?![\u4e00-\u9fff]{0,2}(?:干部|单位))|20[XxＸ×*＊]{2}年"
    r"|[*＊×ＸX]{1,3}(?=[次件场人名份个宗起])|【待[补核][^】\n]{0,40}】|\ufffd+"
)
_FIRST_PERSON = re.compile(r"我们|咱们|(?<![自忘敌本])我(?![镇乡街市县区国省党局所院办委军方社处站])")
_QUOTED = re.compile(r"“[^“”\n]{0,60}”|《[^《》\n]{0,60}》")
_MOST_FORMULA = 0.4
"""Share of formula from which a report is told so. A prior: in five published reports it is .1 to .3."""


def first_person(text: str) -> list[Span]:
    """Return the places where a text speaks in the first person; 我镇 and what is quoted are no slips."""
    bare = _QUOTED.sub(lambda found: "—" * len(found[0]), text)
    return [Span(*found.span()) for found in _FIRST_PERSON.finditer(bare)]


def _typos(report: Report) -> Iterator[ReviewFinding]:
    pattern, right, others = _table()
    for found in pattern.finditer(report.text):
        yield _typo(report, found, right[found[0]])
    for compiled, replacement in others:
        for found in compiled.finditer(report.text):
            yield _typo(report, found, found.expand(replacement) if replacement else None)


def _typo(report: Report, found: re.Match[str], right: str | None) -> ReviewFinding:
    message = f"疑似错字：「{found[0]}」" + (f"，应为「{right}」" if right else "，请核对")
    return report.finding("F107", Span(*found.span()), message, fix=right)


@cache
def _table() -> tuple[re.Pattern[str], dict[str, str], tuple[tuple[re.Pattern[str], str | None], ...]]:
    table = json.loads((files("fazhi_rag.reviewing") / "data" / "typos.json").read_text("utf-8"))
    words = sorted(table["words"], key=len, reverse=True)
    patterns = tuple((re.compile(row["pattern"]), row["right"]) for row in table["patterns"])
    return re.compile("|".join(map(re.escape, words))), table["words"], patterns


def _approximators(report: Report) -> Iterator[ReviewFinding]:
    for found in _APPROX.finditer(report.text):
        message = f"约数重复：“{found[0]}”，前后只用一个"
        fix = found["number"] + (found["more"] or "余") if found["more"] else None
        yield report.finding("F110", Span(*found.span()), message, fix=fix)


def _placeholders(report: Report) -> Iterator[ReviewFinding]:
    for found in _PLACEHOLDER.finditer(report.text):
        yield report.finding("F113", Span(*found.span()), f"模板里的空没有填：“{found[0]}”")


def _formula(report: Report) -> Iterator[ReviewFinding]:
    share = formula_share(report.text)
    if share > _MOST_FORMULA:
        told = sentence_spans(report.text)
        empty = [span for span in told if is_formula(span.of(report.text).strip())]
        message = f"套话约占全文的{share:.0%}，这些句子没有数字、文件或做法"
        yield from report.gathered("F114", empty, message)


def _speaker(report: Report) -> Iterator[ReviewFinding]:
    yield from report.gathered("F115", first_person(report.text), "年度报告不用第一人称，是否沿用了述职报告")


CHECKS = (
    Check(("F107",), _typos),
    Check(("F110",), _approximators),
    Check(("F113",), _placeholders),
    Check(("F114",), _formula),
    Check(("F115",), _speaker),
)
