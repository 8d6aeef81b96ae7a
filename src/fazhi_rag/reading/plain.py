"""Plain text and Markdown: front matter is identity, marks are dropped, headings are remembered."""

from __future__ import annotations

import re

from fazhi_rag.reading.decoding import decode
from fazhi_rag.reading.extracts import Extract
from fazhi_rag.reading.frontmatter import split_front_matter
from fazhi_rag.reading.markdown import find_marks, is_markdown
from fazhi_rag.reading.traced import Traced


def extract(data: bytes, *, place: str) -> Extract:
    """Read plain text or Markdown in any encoding `decode` knows.

    Raises:
        InputError: for input that cannot be decoded, or bad front matter.
    """
    text, encoding = decode(data, place=place)
    return extract_text(text, encoding, place=place)


def extract_text(text: str, encoding: str, *, place: str) -> Extract:
    """Read plain text or Markdown that is already decoded.

    Raises:
        InputError: for bad front matter.
    """
    front, identity = split_front_matter(text, place=place)
    body = text[front.end :]
    if not (len(front) or is_markdown(body, name=place)):
        return Extract(Traced.whole(text), encoding, identity=identity, starts=_lines(text))
    marks, headings = find_marks(body)
    traced = Traced.whole(text).drop([front, *(mark.shift(front.end) for mark in marks)])
    depths = {start + front.end: depth for start, depth in headings.items()}
    return Extract(traced, encoding, depths, identity, starts=_lines(text))


def _lines(text: str) -> tuple[int, ...]:
    return (0, *(match.end() for match in re.finditer("\n", text)))
