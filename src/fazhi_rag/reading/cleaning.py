"""Artefacts of conversion go, everything else stays: each step drops characters or swaps one for one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from fazhi_rag.reading.traced import Traced
from fazhi_rag.reading.wrapping import find_false_breaks
from fazhi_rag.types import Span

FOLDS = dict.fromkeys((*map(ord, "\t\xa0\u1680\u202f\u205f"), *range(0x2000, 0x200B)), " ")
FOLDS |= dict.fromkeys(map(ord, "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"), "\n")
FOLDS |= {ord(wide): narrow for wide, narrow in zip("０１２３４５６７８９", "0123456789", strict=True)}
"""Spaces to a space, line breaks to a newline, full-width digits to ASCII; always one character for one."""

_FOLDED = re.compile(f"[{re.escape(''.join(map(chr, FOLDS)))}]")
_INVISIBLE = re.compile(
    r"\r(?=\n)"
    r"|[\x01-\x08\x0e-\x1b\x1f\x7f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+"
)
_MARKER = re.compile(r"(?:\[(?:bookmark|image):[^\]\n]{0,200}\])+", re.IGNORECASE)
_PICTURE = re.compile(r"(?im)^[ \u3000]*image\d{1,4}\.(?:png|jpe?g|gif|bmp|emf|wmf)[ \u3000]*$")
_LOST_BREAK = re.compile(r"(?<=\S)\u3000{2,}(?=\S)")
_SPACES = re.compile(r"[ \u3000]+")
_YEAR = re.compile(r"(?<!\d)2 ?0 ?[0-4] ?\d(?= ?年)")
_MIXED = re.compile(r"\([^()（）\n]{0,40}）|（[^()（）\n]{0,40}\)")
_BLANK = re.compile(r"\A\n+|(?<=\n)\n+|\n+\Z")
_WIDE = frozenset("，。、；：？！（）《》〈〉“”‘’【】〔〕…—·％")
_LONG_LINE = 200
_MOST_PASSES = 6
"""Ordinary files need two; hostile ones may nest artefacts, and are not worth more."""


def clean(traced: Traced) -> Traced:
    """Return the text without artefacts, odd spaces and blank lines; every newline left ends a paragraph.

    Kept: punctuation and letters as printed (no NFKC), line breaks, single spaces between words or names.
    What one pass uncovers the next one takes; cleaning what is clean changes nothing.
    """
    # Lines are joined in the first pass alone: later ones no longer see the blank lines that part them.
    cleaned = _pass(traced, join=True)
    for _ in range(_MOST_PASSES):
        traced, cleaned = cleaned, _pass(cleaned, join=False)
        if cleaned.text == traced.text:
            break
    return cleaned


def _pass(traced: Traced, *, join: bool) -> Traced:
    traced = traced.drop(_spans(_INVISIBLE, traced.text))
    if _FOLDED.search(traced.text):  # hardly ever, and translating a text costs as much as the rest
        traced = Traced(traced.text.translate(FOLDS), traced.offsets)
    traced = traced.drop(_markers(traced.text))
    if join:
        traced = traced.drop(find_false_breaks(traced.text))
    traced = traced.swap(_lost_breaks(traced.text))
    traced = traced.drop(_year_spaces(traced.text))
    traced = traced.drop(_odd_spaces(traced.text))
    traced = traced.swap(dict.fromkeys(_positions("\u3000", traced.text), " "))
    traced = traced.swap(_mixed_brackets(traced.text))
    traced = traced.drop(_spans(_PICTURE, traced.text))
    return traced.drop(_spans(_BLANK, traced.text))


def _spans(pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    return (Span(*found.span()) for found in pattern.finditer(text))


def _positions(character: str, text: str) -> Iterator[int]:
    return (found.start() for found in re.finditer(character, text))


def _between(text: str, span: Span, test: Callable[[str], bool]) -> bool:
    """Whether the characters on both sides of the span pass the test."""
    return test(text[span.start - 1 : span.start]) and test(text[span.end : span.end + 1])


def _markers(text: str) -> Iterator[Span]:
    """Yield the [bookmark: …] and [image: …] marks, except where dropping one would join two numbers."""
    return (span for span in _spans(_MARKER, text) if not _between(text, span, str.isdecimal))


def _lost_breaks(text: str) -> dict[int, str]:
    """Find paragraph indents in the middle of a very long line: the line break before them was lost."""
    long = (span for span in _spans(_LOST_BREAK, text) if _in_long_line(text, span))
    return {span.start: "\n" for span in long}


def _in_long_line(text: str, span: Span) -> bool:
    before, after = text[max(span.start - _LONG_LINE, 0) : span.start], text[span.end : span.end + _LONG_LINE]
    return any(len(side) == _LONG_LINE and "\n" not in side for side in (before, after))


def _year_spaces(text: str) -> Iterator[Span]:
    """Yield the spaces inside a year: 20 24年."""
    for year in _YEAR.finditer(text):
        yield from (Span(year.start() + at, year.start() + at + 1) for at in _positions(" ", year[0]))


def _odd_spaces(text: str) -> Iterator[Span]:
    """Yield spaces at the ends of lines, beside full-width marks, between a digit and its Chinese neighbour.

    Of a longer run between words one space stays; between two digits nothing is ever joined.
    """
    for span in _spans(_SPACES, text):
        before, after = text[span.start - 1 : span.start], text[span.end : span.end + 1]
        at_edge = before in ("", "\n") or after in ("", "\n")
        beside_wide = before in _WIDE or after in _WIDE
        if at_edge or beside_wide or (len(span) == 1 and _is_artefact(before, after)):
            yield span
        elif len(span) > 1:
            yield Span(span.start + 1, span.end)


def _is_artefact(before: str, after: str) -> bool:
    if before.isdecimal():
        return _is_han(after) or after in "%)]"
    if after.isdecimal():
        return _is_han(before) or before in "(["
    return (_is_han(before) and after in "()") or (before in "()" and _is_han(after))


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _mixed_brackets(text: str) -> dict[int, str]:
    """Find pairs of brackets of which one is full-width and one is not, to make both full-width."""
    changes: dict[int, str] = {}
    for span in _spans(_MIXED, text):
        changes |= {span.start: "（", span.end - 1: "）"}
    return changes
