"""Text whose lines were broken at a fixed width, in the middle of sentences: which breaks are none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from fazhi_rag.types import Span

NARROWEST, WIDEST = 16, 130
"""Columns or characters. Longer lines are paragraphs, shorter ones a list."""
LEAST_BROKEN = 6
LEAST_SHARE = 0.6
"""Of the lines that end in mid-sentence (headings do, too), so many must be of full width."""
SLACK = 3
"""What a full line may lack: a wide character, and a mark that must not open the next line."""

_LINE = re.compile(r"[^\n]+")
_ENDS = re.compile(r"[。！？；：:.…”》）)\]】][ \u3000]*\Z")
_COMMA = re.compile(r"[，,、][ \u3000]*\Z")
_INDENT = (" ", "\u3000")
_OPENS = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}[、，．.是章条]|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、](?!\d)|[①-⑳#>|*-])"
)


def find_false_breaks(text: str) -> Iterator[Span]:
    """Yield the line breaks that cut a sentence, where the text was wrapped at a fixed width."""
    lines = [Span(*found.span()) for found in _LINE.finditer(text)]
    sizes = [[measure(line.of(text).rstrip()) for line in lines] for measure in (len, _columns)]
    # Editors wrap at columns or at characters: what leaves more lines full is what this one did.
    share, full = max((_full_lines(text, lines, by) for by in sizes), key=lambda found: found[0])
    if share >= LEAST_SHARE:
        yield from _breaks(text, lines, full)


def _breaks(text: str, lines: list[Span], full: list[bool]) -> Iterator[Span]:
    for at, (line, after) in enumerate(pairwise(lines)):
        if full[at] and _goes_on(text, line, after):
            opens = _OPENS.match(text, after.start)
            if not opens or _COMMA.search(line.of(text)):
                yield Span(line.end, after.start)


def _full_lines(text: str, lines: list[Span], sizes: list[int]) -> tuple[float, list[bool]]:
    """Return which lines are full, and the share of them among those broken in mid-sentence."""
    broken = [
        sizes[at]
        for at, (line, after) in enumerate(pairwise(lines))
        if _goes_on(text, line, after) and not _ENDS.search(line.of(text))
    ]
    full = max(broken, default=0)
    count = sum(size >= full - SLACK for size in broken)
    if count < LEAST_BROKEN or max(sizes) > full + SLACK or not NARROWEST <= full <= WIDEST:
        return 0.0, []
    return count / len(broken), [size >= full - SLACK for size in sizes]


def _goes_on(text: str, line: Span, after: Span) -> bool:
    """Whether a line directly follows that is not indented."""
    return after.start - line.end == 1 and not text.startswith(_INDENT, after.start)


def _columns(line: str) -> int:
    return 2 * len(line) - len(line.encode("ascii", "ignore"))
