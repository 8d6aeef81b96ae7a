"""Statements of amount without a numeral: implicit zero, totality, vague amounts, bare periods.

All are `Kind.OTHER`, never facts: 未发生 has value 0, 全覆盖 value 100 and unit %, 一半 value 50 and
unit %, 多次 no value, 每日 value 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from fazhi_rag.numbers.found import Found
from fazhi_rag.numbers.lexicon import unit_at
from fazhi_rag.types import Approx, Kind

_PERIODS = {
    "半年": "0.5",
    "季度": "1",
    "季": "1",
    "个月": "1",
    "月": "1",
    "年度": "1",
    "年": "1",
    "日": "1",
    "天": "1",
    "周": "1",
    "个季度": "1",
    "学期": "1",
    "旬": "1",
    "小时": "1",
    "分钟": "1",
    "晚": "1",
}
_UNIT_OF = {"半年": "年", "季": "季度", "个月": "月", "年度": "年", "个季度": "季度"}
_ZERO = (
    "未发生|没有发生|无发生|未出现|未产生|未收到|未接到|未受理|未办理|无行政(?=复议|诉讼|应诉)"
    "|零(?:发案|上访|投诉|事故|败诉|复议|诉讼|差错|案件|举报|信访|报告|新增|死亡|违规|违法|违纪|处罚"
    "|感染|积压|伤亡|非访|进京|越级|纠错|撤销|发生|增长|命案|刑案|警情|逾期|缺席|遗漏)"
    "|无一(?=[例人起宗件案名次户])"
)
_ALL = "全覆盖|全部|全员|均已|均未|无一例外|无死角|百分百|全数|悉数|(?<=[率])均"
_HALF = "一半|半数|过半|大半"
_VAGUE = (
    "多(?=[次个家种项名场起件条位批轮份处期届户])|若干|少数|绝?大?多数|大部分|部分(?=干部|群众|村|人|企业|案件|地区)"
    "|许多|众多|大量|不少(?!于)|数次|几次|几个|几名|几十|屡次"
)
_MARKER = re.compile(
    rf"(?P<zero>{_ZERO})|(?P<all>{_ALL})|(?P<half>{_HALF})|(?P<vague>{_VAGUE})"
    rf"|每(?P<every>{'|'.join(sorted(_PERIODS, key=len, reverse=True))})"
    r"(?![一二两三四五六七八九十][个名]|[家位])"
    r"|(?P<relative>上一年度?|上年度?|去年度?|今年|本年度?|明年|前年|当年|同年|次年|翌年)"
)


def find_markers(text: str) -> Iterator[Found]:
    """Yield every such statement in order."""
    for found in _MARKER.finditer(text):
        yield _READ[found.lastgroup or ""](text, found)


def _zero(text: str, found: re.Match[str]) -> Found:
    end = found.end()
    unit = unit_at(text, end) if found[0] == "无一" else None
    return Found(
        found.start(),
        end + (len(unit[0]) if unit else 0),
        Kind.OTHER,
        Decimal(0),
        unit[1].name if unit else "件",
    )


def _all(text: str, found: re.Match[str]) -> Found:
    return Found(found.start(), found.end(), Kind.OTHER, Decimal(100), "%")


def _half(text: str, found: re.Match[str]) -> Found:
    more = found[0] in ("过半", "大半") or text.startswith("以上", found.end())
    bound = (
        Approx.MORE_THAN
        if more
        else Approx.ABOUT
        if text[found.start() - 1 : found.start()] == "近"
        else Approx.EXACT
    )
    return Found(found.start(), found.end(), Kind.OTHER, Decimal(50), "%", bound)


def _vague(text: str, found: re.Match[str]) -> Found:
    start, end = found.span()
    if unit := unit_at(text, end):
        return Found(start, end + len(unit[0]), Kind.OTHER, None, unit[1].name, Approx.ABOUT)
    return Found(start, end, Kind.OTHER, None, None, Approx.ABOUT)


def _every(text: str, found: re.Match[str]) -> Found:
    word = found["every"]
    return Found(found.start(), found.end(), Kind.OTHER, Decimal(_PERIODS[word]), _UNIT_OF.get(word, word))


def _relative(text: str, found: re.Match[str]) -> Found:
    return Found(found.start(), found.end(), Kind.YEAR, None)


_READ = {"zero": _zero, "all": _all, "half": _half, "vague": _vague, "every": _every, "relative": _relative}
