"""Enumerators: 一是, （三）, 二、, 1., ①, 第二， and 一方面. They number items and never count."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from fazhi_rag.numbers.found import Found
from fazhi_rag.numbers.lexicon import unit_at
from fazhi_rag.numbers.numerals import evaluate
from fazhi_rag.types import Kind

_CN = "[一二三四五六七八九十]{1,3}"
_BRACKETED = re.compile(rf"[(（【\[] ?({_CN}|[0-9]{{1,2}}) ?[)）】\]]")
_OPEN = "(（【[ "
_HEADING = re.compile(rf"({_CN}|[0-9]{{1,2}}) ?(?:、|[.．](?![0-9])|[)）])")
_DOTTED = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2}){1,3}(?= |　|(?![万亿百千倍成个])[\u4e00-\u9fff])")
_RUN_IN = re.compile(r"([一二三四五六七八九十]{1,2})(?:是|(?<=[一二三])来(?![天个岁年多])|则)(?![一二])")
_SHOULD = re.compile(r"([一二三四五六七八九十])要(?![件素求点闻务])")
_ORDINAL = re.compile(
    r"第?([一二三四五六七八九十]{1,2}|[0-9]{1,2})(?=[，,：:]|、(?!第?[0-9一二三四五六七八九十]))"
)
_LOST = re.compile(r"([一二三四五六七八九十]|[1-9])(?=[\u4e00-\u9fff])")
_ASPECT = re.compile(r"一方面|一则")
_CIRCLED = {
    c: i
    for row in ("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳", "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽", "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩", "❶❷❸❹❺❻❼❽❾❿")
    for i, c in enumerate(row, 1)
}
CIRCLED = "".join(_CIRCLED)
_STARTS = frozenset('，,；;。！？!?：:\n\r\t　 ）)]】、“"')
_SENTENCE_STARTS = frozenset('。；;！？!?：:\n\r\t　 ]】“"')


@dataclass(slots=True)
class Sequence:
    """The last number of each style of enumerator, so that a broken one (三深化 for 三是深化) is known."""

    last: dict[str, int] = field(default_factory=dict)

    def accept(self, style: str, number: int) -> None:
        """Note an enumerator."""
        self.last[style] = number

    def expects(self, number: int) -> bool:
        """Whether `number` would continue a run-in or heading sequence."""
        return number > 1 and number - 1 in (self.last.get("run-in"), self.last.get("heading"))


def read_enumerator(text: str, start: int, sequence: Sequence) -> Found | None:
    """Read the enumerator whose number starts at `start`."""
    if text[start] in _CIRCLED:
        return _found(start, start + 1, _CIRCLED[text[start]])
    before = text[start - 1] if start else "\n"
    if before in _OPEN and (found := _bracketed(text, start)):
        return found
    if before not in _STARTS:
        return _aspect(text, start) if before == "另" else None
    at_sentence = before in _SENTENCE_STARTS
    if found := _run_in(text, start, sequence):
        return found
    if at_sentence and (match := _HEADING.match(text, start)) and _is_heading(text, start, match):
        number = int(evaluate(match[1]))
        sequence.accept("heading", number)
        return _found(start, match.end(), number)
    if (
        at_sentence
        and _line_start(text, start)
        and (match := _DOTTED.match(text, start))
        and not unit_at(text, match.end())
    ):
        return _found(start, match.end(), None)
    if at_sentence and (broken := _broken(text, start, sequence)):
        return broken
    return _aspect(text, start)


def _found(start: int, end: int, number: int | None) -> Found:
    return Found(start, end, Kind.ENUMERATOR, None if number is None else Decimal(number))


def _bracketed(text: str, start: int) -> Found | None:
    open_at = start - 1
    if text[open_at] == " ":
        open_at -= 1
    match = _BRACKETED.match(text, open_at) if open_at >= 0 else None
    if match is None:
        return None
    return _found(open_at, match.end(), int(evaluate(match[1])))


def _run_in(text: str, start: int, sequence: Sequence) -> Found | None:
    for pattern, style in ((_RUN_IN, "run-in"), (_SHOULD, "should")):
        if match := pattern.match(text, start):
            number = int(evaluate(match[1]))
            sequence.accept(style, number)
            return _found(start, match.end(), number)
    return None


def _line_start(text: str, start: int) -> bool:
    return text[max(0, start - 8) : start].rstrip(" \t　")[-1:] in ("", "\n", "\r", "]")


def _is_heading(text: str, start: int, match: re.Match[str]) -> bool:
    """A number and 、 after a full stop is a heading; after a space or colon only at the start of a line."""
    if text[start - 1 : start] in ("。", "\n", "；", "]", "") or _line_start(text, start):
        return match[0][-1] not in "）)" or _line_start(text, start)
    return match[1] in ("一", "1") and text[start - 1] in "：:"


def _broken(text: str, start: int, sequence: Sequence) -> Found | None:
    """Read a number that lost its 是 or 、, known by the sequence it continues."""
    match = _LOST.match(text, start)
    if match is None or unit_at(text, match.end()):
        return None
    number = int(evaluate(match[1]))
    if not sequence.expects(number):
        return None
    sequence.accept("run-in", number)
    return _found(start, match.end(), number)


def _aspect(text: str, start: int) -> Found | None:
    match = _ASPECT.match(text, start)
    if match is None:
        return None
    return _found(start - (text[start - 1 : start] == "另"), match.end(), None)


def read_ordinal_enumerator(text: str, start: int) -> Found | None:
    """Read 第二， or 其二， at the start of a clause; `start` is at the number."""
    lead = text[start - 1 : start]
    if lead not in ("第", "其") or start < 1:
        return None
    before = text[start - 2] if start > 1 else "\n"
    match = _ORDINAL.match(text, start)
    if match is None or before not in _STARTS:
        return None
    return _found(start - 1, match.end(), int(evaluate(match[1])))


_FIRST = re.compile(
    "(?<![街床源码口镜年心地山村桥埠窗枕念势笔关额低抬巨龙碰])头一个?([天年月周次回场批轮局节])(?!半)"
)


def read_first(text: str, start: int) -> Found | None:
    """Read 头一天 as the ordinal 1; `start` is at 一."""
    match = _FIRST.match(text, start - 1)
    return Found(start - 1, match.end(), Kind.ORDINAL, Decimal(1), match[1]) if match else None
