"""Sentence and clause boundaries, in full-width and half-width punctuation."""

from __future__ import annotations

import re

from fazhi_rag.types import Span

# A full stop between digits or letters, or right after a lone number at the start of a line, is not an end.
_HALF_STOP = r"(?<![0-9A-Za-z０-９])\.(?![0-9A-Za-z０-９.])|(?<=[a-z])\.(?=\s|$)"
_SENTENCE_END = re.compile(rf"(?:[。！？!?…]|{_HALF_STOP})+[”’」』）)》\"]*|\n+")
# A comma or colon between digits belongs to the number (1,234; 14:30).
_CLAUSE_END = re.compile(
    rf"[，；：、。！？!?…;\n]+|(?<![0-9０-９])[,:]+|[,:]+(?![0-9０-９])|——+|{_HALF_STOP}"
)
_LIST_MARK = "、"


def sentence_spans(text: str) -> list[Span]:
    """Return the sentences of `text` with their end marks and closing quotes, without surrounding space.

    A line break ends a sentence. A decimal point (1.5) or a numbered heading's point (1. ) does not.
    """
    return _trimmed(text, _SENTENCE_END, keep_mark=True)


def clause_spans(text: str) -> list[Span]:
    """Return the clauses of `text` without their punctuation and surrounding space.

    Commas, semicolons, colons, dashes and sentence ends part clauses. The list mark 、 does not, and neither
    does a thousands comma (1,234), a decimal point or a clock time.
    """
    return _trimmed(text, _CLAUSE_END, keep_mark=False)


def _trimmed(text: str, end: re.Pattern[str], *, keep_mark: bool) -> list[Span]:
    spans, start = [], 0
    for found in end.finditer(text):
        if not keep_mark and found[0] == _LIST_MARK:
            continue
        stop = found.end() if keep_mark else found.start()
        spans.append((start, stop))
        start = found.end()
    spans.append((start, len(text)))
    return [span for a, b in spans if len(span := _strip(text, a, b))]


def _strip(text: str, start: int, end: int) -> Span:
    part = text[start:end]
    start += len(part) - len(part.lstrip())
    return Span(start, max(start, start + len(part.strip())))
