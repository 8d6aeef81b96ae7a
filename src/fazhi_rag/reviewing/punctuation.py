"""F103, F104, F108, F109, F111, F116, F118: punctuation by GB/T 15834, where it can be checked safely."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fazhi_rag.reviewing.report import Check, Report
from fazhi_rag.types import ReviewFinding, Span

_HAN = r"\u3400-\u9fff"
_HALF = re.compile(
    rf"(?<=[{_HAN}”》）％%])[,;:?!](?=[{_HAN}“《（\d\s]|$)|(?<=\d)[,;](?=[{_HAN}“《])"
    rf"|\((?=[{_HAN}])|(?<=[{_HAN}])\)|(?<=[{_HAN}])\.(?=[{_HAN}\n]|$)|(?<=[{_HAN}])\"|\"(?=[{_HAN}])"
)
_FULL = str.maketrans(",;:?!().", "，；：？！（）。")
_PAIRS = {"“": "”", "‘": "’", "（": "）", "《": "》", "〈": "〉", "【": "】", "〔": "〕", "(": ")"}
_CLOSING = {closing: opening for opening, closing in _PAIRS.items()}
_MARK = re.compile("[“”‘’（）《》〈〉【】〔〕()]")
_LIST_MARK = re.compile(r"(?:^|[。；：，、\s])(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[a-zA-Z])$")
_APOSTROPHE = re.compile(r"[A-Za-z]’[A-Za-z]|’\d\d")
_DOUBLED = re.compile(r"[，、；：。！？](?:[，、；：。]|[！？](?![！？]))+|[,]{2,}|[。！？；]\s*[，、]")
_ELLIPSIS = re.compile(r"。{3,6}|\.{3,}|…(?!…)(?<!……)")
_BETWEEN = re.compile(r"(?<=[》])、(?=《)")
_HYPHEN = re.compile(r"(?<![\d-])(?:19|20)\d\d年?(?:-|--|－)(?:19|20)\d\d(?=年|\)|）)")
_GUESS = re.compile(
    r"(?<![、一二三四五六七八九十第])([一二三四五六七八九])、([一二三四五六七八九])(?=个|次|名|人|件|天|场|位|户|家|年[^级]|里)"
)
_NESTED = re.compile(r"《[^《》\n]{0,60}《[^《》\n]{1,80}》[^《》\n]{0,60}》")
_DIGITS = "一二三四五六七八九"


def _spans(pattern: re.Pattern[str], text: str) -> list[Span]:
    return [Span(*found.span()) for found in pattern.finditer(text)]


def _half_width(report: Report) -> Iterator[ReviewFinding]:
    places = _spans(_HALF, report.text)
    fix = places[0].of(report.text).translate(_FULL) if places else None
    message = "中文之间用了半角标点，应为全角"
    yield from report.gathered("F103", places, message, fix=fix if fix != '"' else None)


def _unpaired(report: Report) -> Iterator[ReviewFinding]:
    start = 0
    for line in report.text.split("\n"):
        for at in _odd_marks(line):
            mark = line[at]
            wanted = _PAIRS.get(mark) or _CLOSING[mark]
            message = f"「{mark}」没有配对的「{wanted}」"
            yield report.finding("F104", Span(start + at, start + at + 1), message)
        start += len(line) + 1


def _odd_marks(line: str) -> list[int]:
    """Return the offsets of the marks of a paragraph that have no partner in it."""
    bare = _APOSTROPHE.sub(lambda found: found[0].replace("’", "'"), line)
    opened: list[int] = []
    odd: list[int] = []
    for found in _MARK.finditer(bare):
        mark, at = found[0], found.start()
        if mark in _PAIRS:
            opened.append(at)
        elif opened and bare[opened[-1]] == _CLOSING[mark]:
            opened.pop()
        elif any(bare[one] == _CLOSING[mark] for one in opened[-3:]):
            while bare[opened[-1]] != _CLOSING[mark]:
                odd.append(opened.pop())
            opened.pop()
        elif not (mark in "）)" and _LIST_MARK.search(bare[max(at - 6, 0) : at])):
            odd.append(at)
    return sorted(odd + opened)


def _doubled(report: Report) -> Iterator[ReviewFinding]:
    for span in _spans(_DOUBLED, report.text):
        mark = span.of(report.text)
        if set(mark) != {"。"} or len(mark) < 3:
            yield report.finding("F108", span, f"标点连用：「{mark}」", fix=mark[0])


def _ellipsis(report: Report) -> Iterator[ReviewFinding]:
    places = _spans(_ELLIPSIS, report.text)
    yield from report.gathered("F108", places, "省略号应为六个小圆点“……”", fix="……")


def _between_titles(report: Report) -> Iterator[ReviewFinding]:
    places = _spans(_BETWEEN, report.text)
    yield from report.gathered("F109", places, "并列的书名号之间通常不用顿号（GB/T 15834）")


def _hyphens(report: Report) -> Iterator[ReviewFinding]:
    places = _spans(_HYPHEN, report.text)
    fix = re.sub("-+|－", "—", places[0].of(report.text)) if places else None
    yield from report.gathered("F111", places, "起止年份之间用一字线“—”（GB/T 15834）", fix=fix)


def _guesses(report: Report) -> Iterator[ReviewFinding]:
    for found in _GUESS.finditer(report.text):
        low, high = _DIGITS.index(found[1]), _DIGITS.index(found[2])
        if high - low == 1 or (found[1], found[2]) == ("三", "五"):
            message = "相邻两个数字连用表示概数时，中间不加顿号（GB/T 15835）"
            yield report.finding("F116", Span(*found.span()), message, fix=found[1] + found[2])


def _nested(report: Report) -> Iterator[ReviewFinding]:
    places = _spans(_NESTED, report.text)
    yield from report.gathered("F118", places, "书名号里再用书名号时，里层用单书名号〈〉（GB/T 15834）")


CHECKS = (
    Check(("F103",), _half_width),
    Check(("F104",), _unpaired),
    Check(("F108",), _doubled),
    Check(("F108",), _ellipsis),
    Check(("F109",), _between_titles),
    Check(("F111",), _hyphens),
    Check(("F116",), _guesses),
    Check(("F118",), _nested),
)
